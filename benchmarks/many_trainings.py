"""Does memory grow when many networks are trained in one process? About three minutes.

    python benchmarks/many_trainings.py

Trains the dense network and the LSTM of the tour alternately, 20 times each, on 500 images: once as the book does, with
plain Keras (`clear_session`, `compile`, `fit`, `evaluate`), and once with `training.fit`, each in a process of its own.
Writes the process's peak of memory after every pair of trainings to benchmarks/results/many_trainings.json.
"""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path

from fresh_process import called, elsewhere

import datasets
import models
import training
from runtime.backend import keras, versions
from runtime.files import write_json
from runtime.memory import peak_memory

RESULT = Path(__file__).parent / "results" / "many_trainings.json"
TIMES = 20
RECIPES = {"dense": models.dense, "lstm": models.recurrent}
SIDES = {"plain": "plain Keras", "ours": "training.fit"}


def plain(data: datasets.Dataset, seed: int) -> None:
    """Both networks with Keras alone."""
    for recipe in RECIPES.values():
        keras.utils.clear_session()
        keras.utils.set_random_seed(seed)
        model = recipe(data.input_shape, data.outputs, data.task)
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        held_out = data.validation.x, data.validation.y
        model.fit(data.train.x, data.train.y, batch_size=32, epochs=1, validation_data=held_out, verbose=0)
        model.evaluate(data.test.x, data.test.y, verbose=0)


def ours(data: datasets.Dataset, seed: int) -> None:
    """Both with everything that `training.fit` does."""
    with tempfile.TemporaryDirectory() as folder:
        training.fit_all(RECIPES, data, seeds=[seed], epochs=1, folder=folder, verbose=0)


def peaks(side: str) -> list[int]:
    """Peak MiB of this process after each pair of trainings."""
    data, train, found = datasets.load("fashion_mnist").take(500), {"plain": plain, "ours": ours}[side], []
    for seed in range(TIMES):
        train(data, seed)
        found.append(round((peak_memory() or 0) / 2**20))
    return found


def main() -> None:
    """Measure each side in a fresh process, and write."""
    if called():
        return
    result: dict[str, object] = {}
    for side, title in SIDES.items():
        found = elsewhere(peaks, side)
        growth = round((found[-1] - found[4]) / (2 * (TIMES - 5)), 2)
        result[title] = {
            "peak MiB after each pair of trainings": found, "MiB a training, from the fifth pair on": growth,
        }  # fmt: skip
        print(title, growth)
    write_json(RESULT, {**result, "system": platform.system(), "versions": versions()})


if __name__ == "__main__":
    main()
