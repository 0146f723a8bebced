"""Time and memory of a training against everything that can grow. Ten minutes on a machine that does nothing else.

    python benchmarks/growth.py             measure, and store
    python benchmarks/growth.py --quick     small numbers, printed and not stored: does it work?

Examples, batch size, width, depth, length of a sequence, epochs, and the number of trainings in one process. Each has a
process of its own, which begins with a training that does not count: what TensorFlow takes once is no matter of size.
Of several epochs the fastest counts. Memory is the peak of a training above what its process held before (Linux only).
Then many small trainings in one `fit_all` with two jobs: in processes that are used again, and, for fewer of them, in
one process each.

Writes benchmarks/results/growth.json and draws docs/growth.png; `python benchmarks/readme.py` makes the table.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from fresh_process import called, elsewhere
from growth_table import RESULT, draw
from speed import Laps, machine

import datasets
import models
import training
from datasets import Dataset, Split
from runtime.backend import keras
from runtime.files import write_json
from runtime.memory import begin_peak, peak_memory
from training import workers

MANY, ALONE, JOBS = 200, 20, 2


@dataclass(frozen=True)
class Training:
    """What grows, one at a time; these are the sizes of all others."""

    examples: int = 8_000
    batch_size: int = 32
    width: int = 256
    depth: int = 2
    length: int | None = None
    epochs: int = 4


SIZES: dict[str, tuple[int, ...]] = {
    "examples": (2_000, 8_000, 32_000, 128_000),
    "batch_size": (16, 64, 256, 1_024),
    "width": (128, 256, 512, 1_024, 2_048),
    "depth": (1, 2, 4, 8, 16),
    "length": (16, 32, 64, 128, 256),
    "epochs": (4, 8, 16, 32),
}
TRAININGS = (5, 10, 20, 40)


def dataset(sizes: Training) -> Dataset:
    """Random numbers in the form of images, or of a sequence of 28 features a step."""
    shape, numbers = (28, 28, 1) if sizes.length is None else (sizes.length, 28), np.random.default_rng(0)

    def split(n: int) -> Split:
        return Split(numbers.random((n, *shape), np.float32), numbers.integers(0, 10, n, np.int32))

    parts = {"train": split(sizes.examples), "validation": split(100), "test": split(100)}
    return replace(datasets.load("fashion_mnist"), **parts, input_shape=shape)


def network(sizes: Training) -> Any:
    """A dense network, or for a sequence an LSTM."""
    if sizes.length is not None:
        return partial(models.recurrent, units=(32,))
    return partial(models.dense, hidden=(sizes.width,) * sizes.depth)


class Watch(keras.callbacks.Callback):
    """Tells `laps` when epochs begin and their training ends."""

    laps = Laps()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """An epoch begins."""
        self.laps.begin()

    def on_test_begin(self, logs: Any = None) -> None:
        """Its last step is done."""
        self.laps.end()


def fit(sizes: Training, data: Dataset, folder: str, seed: int = 0) -> None:
    """One training."""
    training.fit(
        network(sizes), data, name="growth", epochs=sizes.epochs, batch_size=sizes.batch_size, seed=seed,
        folder=folder, callbacks=[Watch], verbose=0,
    )  # fmt: skip


def grown(what: str, sizes: list[int]) -> list[dict[str, float | None]]:
    """Seconds and MiB at each size of one thing; in a fresh process."""
    small, found = Training(examples=1_000, epochs=2), []
    if what == "length":
        small = replace(small, length=sizes[0])
    with tempfile.TemporaryDirectory() as folder:
        fit(small, dataset(small), folder)
        for size in sizes:
            known, before = begin_peak(), peak_memory() or 0
            one = replace(Training(length=sizes[0], examples=1_000) if what == "length" else Training(), **{what: size})
            data, Watch.laps = dataset(one), Laps()
            started = time.perf_counter()
            fit(one, data, folder)
            epoch = len(data.train) / Watch.laps.measured(len(data.train))["examples_per_second"]
            found.append(
                {
                    "size": size,
                    "training": time.perf_counter() - started,
                    "epoch": epoch,
                    "step": epoch / -(-len(data.train) // one.batch_size),
                    "MiB": ((peak_memory() or 0) - before) / 2**20 if known else None,
                }
            )
    return found


def trained(counts: list[int]) -> list[dict[str, float | None]]:
    """Seconds of so many small trainings in this process, and its peak of memory after them."""
    small, found = Training(examples=1_000, epochs=2), []
    data, started = dataset(small), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(max(counts)):
            fit(small, data, folder, seed=number)
            if number + 1 in counts:
                peak = peak_memory()
                seconds = time.perf_counter() - started
                found.append({"size": number + 1, "training": seconds, "MiB": None if peak is None else peak / 2**20})
    return found


def together(count: int, each: int) -> dict[str, float | None]:
    """So many small trainings in one `fit_all`, in processes that take `each` of them."""
    workers.TRAININGS = each
    data, started = datasets.load("fashion_mnist").take(500), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        runs = training.fit_all([models.dense], data, seeds=count, jobs=JOBS, epochs=1, folder=folder, verbose=0)
        seconds = time.perf_counter() - started
    peaks = [run.record["peak_memory"] for run in runs if run.record["peak_memory"] is not None]
    return {
        "trainings": count, "of a process": each, "seconds": seconds, "seconds a training": seconds / count,
        "peak MiB": max(peaks) / 2**20 if peaks else None,
    }  # fmt: skip


def main() -> None:
    """Measure, store and draw."""
    if called():
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small numbers, printed and not stored")
    given = parser.parse_args()
    few = 2 if given.quick else None
    series = {what: elsewhere(grown, what, sizes[:few]) for what, sizes in SIZES.items()}
    series["trainings"] = elsewhere(trained, TRAININGS[:few])
    many = {
        "used again": elsewhere(together, 6 if few else MANY, workers.TRAININGS),
        "one each": elsewhere(together, 2 if few else ALONE, 1),
    }
    if not given.quick:
        write_json(RESULT, {**machine(), "series": series, "many": many, "jobs": JOBS})
        draw()


if __name__ == "__main__":
    main()
