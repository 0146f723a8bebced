"""Recurrent networks (순환 신경망, RNN): reading in order, with a memory.

Goal      Forecast series with networks that read them step by step, find out what "order" costs a dense network, and
          see which cell remembers.
Before    ch04_dense_networks.
Minutes   1
Slides    "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapter 15, "Recurrent Neurons and Layers", "Forecasting a Time Series", "LSTM cells", "GRU cells"

The slide: "기존 Feed Forward Neural Networks (FNNs) 계열의 경우 시계열 또는 순서를 고려하지 못함".
Feed-forward networks, it says, take no account of time series (시계열) or order (순서). A recurrent network reads one
step after the other with the same weights and carries a state (상태) along: h_t = tanh(W x_t + U h_(t-1) + b). The
simple cell overwrites its state at every step; LSTM and GRU have gates (게이트) that decide what is kept.

What we build   On the book's waves: the last value, a linear model, a simple RNN, a deep one, LSTM and GRU, one step
                and ten steps ahead, beside the book's numbers. Then a dense network (FNN) and a GRU on the window with
                its steps in order, and permuted, all windows the same way. Then a task of memory alone: one of many
                noisy steps is marked, and after a gap its sign is asked for. Last, hourly temperatures of a station:
                the next hour from the day before it, against the last value, which in weather is hard to beat.
What to look for  The dense network forecasts from the window, and the permutation is nothing to it but another
                numbering of its weights: it does not ignore order, it assumes none. What does it do to the GRU? And
                memory: a cell may fail after a long gap because it forgot the mark, or because it never learned to note
                it. A cell has the same weights for every step: those trained on short gaps, which all can learn, can be
                read longer ones. There the simple cell may forget, sooner or later by seed, and an LSTM may too. Those
                trained on long gaps have to learn them first, and that is where the simple cell fails.

Keras 3 and the book of 2019: `dropout=` of a recurrent layer keeps one mask for all steps; Keras 2 drew one a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import comparison
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.recurrent.book_waves import print_beside_the_book
from chapters.material.recurrent.memory_task import Remembered, draw_memory, make_memory, remembered
from chapters.material.recurrent.permuted_steps import draw_orders, permutation
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.backend import keras

SETTINGS = Settings(
    chapter="ch07_recurrent_networks",
    dataset="waves",
    epochs=4,
    batch_size=64,
    learning_rate=0.005,
    tasks=("regression",),
    flags=("epochs", "batch_size", "learning_rate", "patience", "seeds", "jobs"),
    own=(
        Flag(
            "part", "all", "what to train", ("all", "waves", "order", "memory", "temperatures", "claims"), trains=False
        ),
        Flag("examples", 2_500, "training series of the waves, 7,000 at most"),
        Flag("gap", 40, "long gaps of the memory task, in steps; short ones are a quarter", trains=False),
    ),
)
STUDY = replace(SETTINGS, epochs=10, seeds=10, values={"part": "claims", "examples": 7_000})


def linear(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """Every output a weighted sum of the window."""
    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(outputs)])


def dense(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: int = 30, permuted: bool = False
) -> keras.Model:
    """A feed-forward network on the window, in order or with its time steps permuted."""
    window = keras.Input(input_shape)
    steps = keras.ops.take(window, permutation(input_shape[0]), axis=1) if permuted else window
    hidden = keras.layers.Dense(units, activation="relu")(keras.layers.Flatten()(steps))
    return keras.Model(window, keras.layers.Dense(outputs)(hidden))


def recurrent(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    cell: str = "GRU",
    units: tuple[int, ...] = (20,),
    permuted: bool = False,
) -> keras.Model:
    """Recurrent layers one above the other; the last hands on its last state only."""
    recurrent_layer = {"LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU, "SimpleRNN": keras.layers.SimpleRNN}[cell]
    window = keras.Input(input_shape)
    state = keras.ops.take(window, permutation(input_shape[0]), axis=1) if permuted else window
    for width in units[:-1]:
        state = recurrent_layer(width, return_sequences=True)(state)  # a state for every step
    state = recurrent_layer(units[-1])(state)
    return keras.Model(window, keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else None)(state))


FORECASTERS = {
    "linear": linear,
    "simple rnn": partial(recurrent, cell="SimpleRNN", units=(1,)),
    "deep rnn": partial(recurrent, cell="SimpleRNN", units=(20, 20)),
    "lstm": partial(recurrent, cell="LSTM"),
    "gru": recurrent,
}
ORDERS = {
    "dense": dense,
    "dense, permuted": partial(dense, permuted=True),
    "gru": recurrent,
    "gru, permuted": partial(recurrent, permuted=True),
}
CELLS = {name: partial(recurrent, cell=cell) for name, cell in (("simple rnn", "SimpleRNN"), ("lstm", "LSTM"))}


@dataclass(frozen=True)
class Part:
    """What one part of the chapter found: tables under their titles, figures, claims."""

    tables: dict[str, Comparison]
    figures: tuple[Path, ...] = ()
    claims: tuple[dict[str, Any], ...] = ()


def run(settings: Settings) -> Report:
    """The parts that `--part` names, one after the other."""
    wanted = {**PARTS, **QUICK} if settings.quick else PARTS
    parts = [work(settings) for work in wanted[settings["part"]]]
    (_, table), *further = (item for part in parts for item in part.tables.items())
    return Report(
        settings,
        table,
        further=dict(further),
        figures=[figure for part in parts for figure in part.figures],
        claims=[*exact_claims.checks(settings.chapter), *(claim for part in parts for claim in part.claims)],
        look_for=(
            f"Scalars: filter by `gap={settings['gap']}`: epoch_accuracy of lstm stays near one half and then leaves "
            "it within an epoch or two; when does that of the simple rnn? Filter by `ahead=1\\b`: compare epoch_loss "
            "of `dense` and `dense, permuted`, then of `gru` and `gru, permuted`."
        ),
        now_change=(
            "python -m chapters.ch07_recurrent_networks --part memory --gap 80     is that too long for the gates?",
            "python -m chapters.ch07_recurrent_networks --part order --epochs 20   does the permuted GRU catch up?",
            "python -m chapters.ch07_recurrent_networks --part waves --full --epochs 20 --batch-size 32 "
            "--learning-rate 0.001    as the book trained (minutes)",
        ),
    )


def one_ahead(settings: Settings) -> Part:
    """The next value of the waves: the book's forecasters, and windows in order and permuted."""
    data, folder, part = waves(settings, 1), report_path(settings), settings["part"]
    recipes = {"waves": FORECASTERS, "order": ORDERS}.get(part, FORECASTERS | ORDERS)
    if settings.quick or part == "claims":
        few = ("linear", "gru") if part == "waves" else ("dense", "dense, permuted")
        recipes = {name: recipes[name] for name in few}
    else:
        print_summary(recurrent, data)
    table = comparison.compare(training.fit_all(recipes, data, **settings.training_of("ahead=1")))
    tables = {"Waves, one step ahead": table}
    if part != "order" and "linear" in recipes:
        print_beside_the_book(table, 1, data)
    if "dense" not in recipes:
        return Part(tables)
    checked = claims.check("dense-assumes-no-order", change_by_permutation(table, "dense"))
    return Part(tables, (draw_orders(table, folder / "order.png"),), (checked,))


def ten_ahead(settings: Settings) -> Part:
    """The next ten values of the waves at once."""
    data = waves(settings, 10)
    recipes = {name: each for name, each in FORECASTERS.items() if name != "simple rnn"}  # its one unit is far off
    table = comparison.compare(training.fit_all(recipes, data, **settings.training_of("ahead=10")))
    print_beside_the_book(table, 10, data)
    shown = [each for each in table.runs if each.seed == settings.seed and each.name in ("linear", "deep rnn", "gru")]
    figure = comparison.plot_forecasts(shown, data, report_path(settings) / "ten_steps_ahead.png")
    return Part({"Waves, ten steps ahead": table}, (figure,))


def waves(settings: Settings, steps_ahead: int) -> Dataset:
    """The book's series, of which the first `--examples` train."""
    return settings.few(settings.load(steps_ahead=steps_ahead))


def change_by_permutation(table: Comparison, name: str) -> list[float]:
    """For each seed, by which fraction the test error of a network changes when the time steps are permuted."""
    rows = {row.label: row.values("test", "loss") for row in table.rows}
    return [b / a - 1 for a, b in zip(rows[name], rows[f"{name}, permuted"], strict=True)]


def memory(settings: Settings) -> Part:
    """Train cells on short gaps and on long ones, and read gaps up to twice the long ones to all of them."""
    long, count = settings["gap"], 500 if settings.quick else 4_000
    short = max(1, long // 4)
    with_gru = {} if settings.quick or settings["part"] == "claims" else {"gru": recurrent}
    gaps = [short, long] if settings.quick else sorted({max(1, short // 2), short, 2 * short, long, 2 * long})
    tables: dict[str, Comparison] = {}
    found: list[Remembered] = []
    for longest, cells in {short: CELLS | with_gru, long: CELLS}.items():
        data, how = make_memory(longest, train=count), settings.training_of(f"gap={longest}")
        runs = training.fit_all(cells, data, **{**how, "batch_size": min(settings.batch_size, count)})
        table = comparison.compare(runs, primary=[("accuracy", "lstm", "simple rnn")])
        tables[f"Memory, gaps up to {longest}"] = table
        for name, recipe in cells.items():
            found.append(remembered([each for each in runs if each.name == name], recipe, gaps))
    checked = (
        claims.check("gates-remember", difference_after(long, found, short)),
        claims.check("gates-learn-long-gaps", table.difference("accuracy", "lstm", "simple rnn")),
    )
    return Part(tables, (draw_memory(found, report_path(settings) / "memory.png"),), checked)


def difference_after(gap: int, found: Sequence[Remembered], trained_to: int) -> list[float]:
    """For each seed, the accuracy of the LSTM minus the simple cell's after a gap, both trained on the same gaps."""
    of = {each.name: each.accuracy[gap] for each in found if each.trained_to == trained_to}
    return (of["lstm"] - of["simple rnn"]).tolist()


def temperatures(settings: Settings) -> Part:
    """Real weather: the next hour from a day of hours, against the last value and a ridge regression."""
    data = replace(settings, dataset="temperatures").load(length=24)
    how = {**settings.training_of("temperatures"), "batch_size": min(settings.batch_size, len(data.train))}
    runs = training.fit_all({"gru": recurrent}, data, **how)
    table = comparison.compare(runs, baselines=[comparison.sklearn_baseline(data)])
    errors = {"gru": float(np.mean([each.metrics["test"]["loss"] for each in runs]))}
    errors |= {each["name"]: each["test"]["loss"] for each in table.baselines}
    print("\nTemperatures, the next hour: test mean squared error, of which 1 is the variance of the training split")
    print("\n".join(f"  {name:32} {error:.4f}" for name, error in errors.items()))
    return Part({"Temperatures": table})


PARTS: dict[str, tuple[Callable[[Settings], Part], ...]] = {
    "all": (one_ahead, ten_ahead, memory, temperatures),
    "waves": (one_ahead, ten_ahead),
    "order": (one_ahead,),
    "memory": (memory,),
    "temperatures": (temperatures,),
    "claims": (one_ahead, memory),
}
QUICK = {"all": (one_ahead, memory), "waves": (one_ahead,)}


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
