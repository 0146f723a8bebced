"""Recurrent networks (순환 신경망, RNN): reading in order, with a memory.

Goal      Train a simple RNN, an LSTM and a GRU on the same sequences and compare what they remember.
Before    ch04_dense_networks.
Minutes   1
Slides    "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapter 15, "Recurrent Neurons and Layers", "LSTM cells", "GRU cells"

A feed-forward network sees its inputs all at once and does not know which came first. A recurrent network reads one
step after the other and carries a state (상태) along. The simple cell overwrites its state at every step; LSTM and GRU
have gates that decide what is kept.

What we build   An image as a sequence: 28 steps, each one row of 28 pixels, from top to bottom. One recurrent layer
                of 64 units, and a softmax on its last state.
What to look for  All three see the same numbers. The gated cells learn more from them, for about four (LSTM) and three
                (GRU) times the parameters of the simple cell.
"""

from __future__ import annotations

from functools import partial

import comparison
import training
from chapters.command import main
from chapters.report import Report, print_summary
from chapters.settings import Settings
from runtime.backend import keras

SETTINGS = Settings(chapter="ch07_recurrent_networks", epochs=10, images=True)


def row_by_row(
    input_shape: tuple[int, int, int], outputs: int, task: str, *, cell: str = "LSTM", units: int = 64
) -> keras.Model:
    """Reads an image from its first row to its last and decides at the end."""
    rows, columns, channels = input_shape
    recurrent_layer = {"LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU, "SimpleRNN": keras.layers.SimpleRNN}[cell]
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Reshape((rows, columns * channels)),  # one step a row
            recurrent_layer(units),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def run(settings: Settings) -> Report:
    """Train the three cells."""
    data = settings.load()
    print_summary(row_by_row, data)
    cells = {
        "lstm": row_by_row,
        "gru": partial(row_by_row, cell="GRU"),
        "simple": partial(row_by_row, cell="SimpleRNN"),
    }
    runs = training.fit_all(cells, data, **settings.training)
    table = comparison.compare(runs)
    return Report(
        settings,
        table,
        look_for=(
            "Scalars: the simple cell's epoch_loss is the most restless of the three. Graphs: the tag keras shows the "
            "Reshape that turns 28 x 28 x 1 into 28 steps."
        ),
        now_change=(
            "python -m chapters.ch07_recurrent_networks --learning-rate 0.003   which cell gains most?",
            "python -m chapters.ch07_recurrent_networks --epochs 20             does the simple cell catch up?",
            "python -m chapters.ch07_recurrent_networks --batch-size 128        fewer, larger steps",
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
