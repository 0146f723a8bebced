"""Runs that were never trained, for tables."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from training.runs import Run

SPLITS = ("train", "validation", "test")
CROSS_ENTROPY = "sparse_categorical_crossentropy"


@pytest.fixture(scope="session")
def run_of() -> Callable[..., Run]:
    """Makes a run of a name: a share of its predictions is right, others for each seed."""
    return make_run


def make_run(name, *, seed=0, data="digits", classes=10, loss=CROSS_ENTROPY, metrics=None, right=0.9, examples=300):
    """A run that was never trained: a share of its predictions is right, others for each seed."""
    chosen = np.random.default_rng(classes)
    y = chosen.integers(0, classes, examples)
    p = np.full((examples, classes), 0.1 / (classes - 1))
    wrong = np.random.default_rng(seed).random(examples) > right
    p[np.arange(examples), np.where(wrong, (y + 1) % classes, y)] = 0.9
    arrays = {f"{split}_{kind}": y if kind == "y" else p for split in SPLITS for kind in ("y", "prediction")}
    of_data = float(np.where(wrong, -np.log(0.1 / (classes - 1)), -np.log(0.9)).mean())
    numbers = (
        {"loss": of_data if loss == CROSS_ENTROPY else 1.0, "accuracy": float((~wrong).mean())}
        if metrics is None
        else metrics
    )
    settings = {"name": name, "seed": seed, "loss": loss, "data": {"name": data, "examples": {"train": 10}}}
    record = {"settings": settings, "task": "multiclass", "outputs": classes, "multiply_adds": 7, "parameters": 1}
    baseline = {"name": "class frequencies", "test": {"accuracy": 1 / classes, "loss": 2.0}}
    record |= {"epochs": 1, "seconds": 1.0, "class_names": [], "baseline": baseline, "provenance": {}}
    run = Run(Path(name), record)
    vars(run).update(metrics=dict.fromkeys(SPLITS, numbers), predictions=arrays, history={})
    return run
