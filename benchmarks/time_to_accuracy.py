"""Seconds to an accuracy on the whole Fashion-MNIST, beside the book's own recipes. About two hours on two quiet cores.

    python benchmarks/time_to_accuracy.py                         everything
    python benchmarks/time_to_accuracy.py --parts book cnn91      some parts; the others keep what is stored of them

Parts: `book`, an epoch of each of the book's recipes; `dense`, `cnn91`, `cnn93` and `cnn94`, our recipes from
`chapters/material/images/fast_networks.py`; `ablation`, `cnn91` with one line left out at a time.

The book's time is that of one epoch in plain Keras (compile and fit on arrays, with validation, the trace not counted)
times its epochs; its accuracy is that of whole runs (`book_dense.py`, `book_cnn.py`). Our time is from the start of a
fresh process to the return of `training.fit`: Python, TensorFlow, data, the training with everything that `fit` does
by default, and the predictions for all splits. A share is the median of our seconds by the book's. Measure `book` and
the parts that are compared with it in one session.

How the recipes were tuned: by the accuracy on the first 5,000 training images, which no training here learns from, as
in the book. Nineteen trainings with seed 0 were made to their end, a few were stopped early; in all of them the test
split was replaced by validation images. `dense`, `cnn91` and `cnn93` were fixed before their rows were first measured.
`cnn94` was not tuned: it is `cnn93` with a residual unit and more epochs. A row opens the test images once for every
seed, and all its seeds are stored.

Writes benchmarks/results/time_to_accuracy.json; `python benchmarks/readme.py` makes benchmarks/RESULTS.md of it.
Needs the whole set (python -m datasets fetch fashion_mnist).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from speed import machine

import datasets
from chapters.ch05_convolutional_networks import SETTINGS
from chapters.material.images.fast_networks import BATCH_SIZE, fast_cnn, fast_dense, with_steps
from runtime.files import read_json, write_json

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "time_to_accuracy.json"
BOOK_EPOCHS = {"dense": 30, "cnn": 10}
TIMED_EPOCHS = {"dense": 3, "cnn": 1}  # the median counts


@dataclass(frozen=True)
class Row:
    """A recipe and how it is trained.

    Attributes:
        title: in the table.
        aim: the test accuracy that it is for.
        share: of the time of the book's recipe, at most, as it was set before the first measurement; None for none.
        seeds: as many, from 0.
        book: the book's recipe that its time is compared with.
        network: a recipe of `fast_networks`.
        epochs, batch_size: of the training.
        hyperparameters: of the recipe.
    """

    title: str
    aim: float
    share: float | None
    seeds: int
    book: str = "cnn"
    network: Callable[..., Any] = fast_cnn
    epochs: int = SETTINGS.when_full["fast_epochs"]
    batch_size: int = BATCH_SIZE
    hyperparameters: dict[str, Any] = field(default_factory=dict)


ROWS = {
    "dense": Row("dense 300-100", 0.88, 1 / 5, 5, "dense", fast_dense, 6, 256, {"learning_rate": 0.003}),
    "cnn91": Row("CNN 24-48-96", 0.91, 1 / 15, 5),
    "cnn93": Row(
        "CNN 32-64-128, images mirrored and shifted", 0.93, 1 / 4, 3, epochs=20,
        hyperparameters={"filters": (32, 64, 128), "flip": True, "shift": 0.07},  # 0.07: two pixels
    ),
}  # fmt: skip
ROWS["cnn94"] = replace(
    ROWS["cnn93"], title="the same with a residual unit, longer", aim=0.94, share=None, seeds=1, epochs=30,
    hyperparameters={**ROWS["cnn93"].hyperparameters, "residual": True},
)  # fmt: skip
LEFT_OUT: dict[str, dict[str, Any]] = {
    "batch normalisation": {"batch_normalization": False},
    "pooling before normalisation and ReLU": {"pool_first": False},
    "dropout": {"dropout": 0.0},
    "weight decay": {"weight_decay": 0.0},
    "the rise of the learning rate": {"warm_up": 0.0},
    "its fall": {"cosine": False},
    "He's initial weights": {"kernel_initializer": "glorot_uniform"},
}
FEWER = replace(ROWS["cnn91"], seeds=3)
ABLATION = {name: replace(FEWER, title=name, hyperparameters=changed) for name, changed in LEFT_OUT.items()} | {
    "batches of 128, but 32": replace(FEWER, title="batches of 128, but 32", batch_size=32)
}
PARTS = ("book", *ROWS, "ablation")


# %% One measurement, in a process of its own


def train(row: Row, seed: int, started: float) -> dict[str, float]:
    """Train a row; `started` is when its process did, in seconds since 1970."""
    import training

    data = datasets.load("fashion_mnist", full=True, validation=5_000)
    recipe = with_steps(row.network, data, epochs=row.epochs, batch_size=row.batch_size, **row.hyperparameters)
    with tempfile.TemporaryDirectory() as folder:
        run = training.fit(
            recipe, data, name="run", epochs=row.epochs, batch_size=row.batch_size, seed=seed, folder=folder
        )
        seconds = time.time() - started
        accuracies = {split: run.metrics[split]["accuracy"] for split in ("validation", "test")}
        return {"seed": seed, **accuracies, "seconds": round(seconds, 1), "parameters": run.parameters}


def book_epoch(name: str) -> dict[str, float]:
    """The median seconds of an epoch of one of the book's recipes in plain Keras, validation included."""
    from book_cnn import book_cnn

    from chapters.ch04_dense_networks import dense_network
    from runtime.backend import keras

    data = datasets.load("fashion_mnist", full=True, validation=5_000)
    shape = (data.input_shape, data.outputs, data.task)
    model = book_cnn(*shape) if name == "cnn" else dense_network(*shape, optimizer="sgd", learning_rate=0.01)
    keras.utils.set_random_seed(0)
    held_out, seconds = (data.validation.x, data.validation.y), []
    few = data.take(320).train
    model.fit(few.x, few.y, validation_data=(held_out[0][:320], held_out[1][:320]), verbose=0)  # traces
    for _ in range(TIMED_EPOCHS[name]):
        began = time.perf_counter()
        model.fit(data.train.x, data.train.y, validation_data=held_out, verbose=0)
        seconds.append(time.perf_counter() - began)
    return {"epoch": round(median(seconds), 2), "epochs": BOOK_EPOCHS[name], "parameters": model.count_params()}


def apart(*arguments: str) -> dict[str, float]:
    """What a fresh process with these arguments measures."""
    command = [sys.executable, __file__, *arguments, "--started", str(time.time())]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    measured = json.loads(done.stdout.strip().splitlines()[-1])
    print(" ".join(arguments), measured, flush=True)
    return measured


# %% Everything


def measure(parts: list[str]) -> None:
    """Measure some parts, and store after each row."""
    result: dict[str, Any] = read_json(RESULT) if RESULT.exists() else {"book": {}, "rows": {}, "ablation": {}}
    if "book" in parts:
        for name in BOOK_EPOCHS:
            result["book"][name] = apart("--book", name)
            _store(result)
    for name, row in ROWS.items():
        if name in parts:
            result["rows"][name] = _row(row, name)
            _store(result)
    if "ablation" in parts:
        result["ablation"] = {}
        for name, row in ABLATION.items():
            result["ablation"][name] = _row(row, name)
            _store(result)


def _row(row: Row, name: str) -> dict[str, Any]:
    runs = [apart("--train", name, "--seed", str(seed)) for seed in range(row.seeds)]
    about = {"title": row.title, "aim": row.aim, "aimed_share": row.share, "book": row.book}
    return {**about, "epochs": row.epochs, "batch_size": row.batch_size, "runs": runs}


def _store(result: dict[str, Any]) -> None:
    """With the share of every row whose book's time is known."""
    for row in (*result["rows"].values(), *result["ablation"].values()):
        if book := result["book"].get(row["book"]):
            seconds = median(run["seconds"] for run in row["runs"])
            row["share"] = round(seconds / (book["epoch"] * book["epochs"]), 4)
    write_json(RESULT, {**result, **machine()})


def main(arguments: list[str] | None = None) -> None:
    """Measure, or be one measurement."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--parts", nargs="+", default=list(PARTS), choices=PARTS)
    parser.add_argument("--train", choices=[*ROWS, *ABLATION], help=argparse.SUPPRESS)
    parser.add_argument("--book", choices=list(BOOK_EPOCHS), help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--started", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.train:
        print(json.dumps(train((ROWS | ABLATION)[given.train], given.seed, given.started)))
    elif given.book:
        print(json.dumps(book_epoch(given.book)))
    else:
        measure(given.parts)


if __name__ == "__main__":
    main()
