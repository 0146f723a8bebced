"""Seconds of one epoch of batches: `Dataset.batches` against the path that Keras takes with NumPy arrays. One minute.

    python benchmarks/batches.py

The bundled Fashion-MNIST (9,000 images), repeated to 54,000. Both run as `model.fit` runs them: timed is a whole `fit`
of a network with next to nothing to compute, and the input pipeline alone. Fastest of fifteen, taken in turns.
Writes benchmarks/results/batches.json.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

import datasets
from datasets import Split
from runtime.backend import keras, tf
from runtime.files import write_json

ROOT = Path(__file__).parents[1]
REPEATS = 15


def main() -> list[dict]:
    """Measure both batch sizes."""
    data = datasets.load("fashion_mnist")
    data = replace(data, train=Split(np.tile(data.train.x, (6, 1, 1, 1)), np.tile(data.train.y, 6)))
    return [row for batch_size in (32, 128) for row in measure(data, batch_size)]


def measure(data: datasets.Dataset, batch_size: int) -> list[dict]:
    """Two rows: the pipeline alone, and a fit over it."""
    # The adapter is what `fit(x, y)` builds; it is private, so this stands in a benchmark and nowhere else.
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    adapter = ArrayDataAdapter(data.train.x, data.train.y, batch_size=batch_size, shuffle=True).get_tf_dataset()
    ours = data.batches("train", batch_size, seed=0)
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))

    def count(stream: tf.data.Dataset) -> int:
        return int(stream.reduce(np.int64(0), lambda total, *_: total + 1))

    def fit(*arguments: object, **more: object) -> None:
        model.fit(*arguments, epochs=1, verbose=0, **more)

    return [
        race("pipeline", batch_size, lambda: count(adapter), lambda: count(ours)),
        race(
            "fit",
            batch_size,
            lambda: fit(data.train.x, data.train.y, batch_size=batch_size),
            lambda: fit(ours, shuffle=False),
        ),
    ]


def race(what: str, batch_size: int, keras_path: Callable[[], object], ours: Callable[[], object]) -> dict:
    """Fastest seconds of both, taken in turns so that a busy machine slows both."""
    seconds = {"keras": [], "batches": []}
    for _ in range(REPEATS + 1):
        for name, step in (("keras", keras_path), ("batches", ours)):
            start = time.perf_counter()
            step()
            seconds[name].append(time.perf_counter() - start)
    fastest = {name: round(min(times[1:]), 4) for name, times in seconds.items()}  # the first traces
    row = {"what": what, "batch_size": batch_size, **fastest, "ratio": round(fastest["batches"] / fastest["keras"], 2)}
    print(row)
    return row


if __name__ == "__main__":
    rows = main()
    machine = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, Keras {keras.__version__}"
    )
    result = {"command": "python benchmarks/batches.py", "machine": machine, "rows": rows}
    write_json(ROOT / "benchmarks" / "results" / "batches.json", result)
