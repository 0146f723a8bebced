"""Tables of runs that were never trained."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

import comparison
from comparison import Comparison
from training.runs import Run


@pytest.fixture(scope="session")
def table_of() -> Callable[[Mapping[str, float]], Comparison]:
    """`table_of({"ResNet": 0.8})`: a table of runs that were never trained, label -> share of right answers."""
    return never_trained


def never_trained(shares: Mapping[str, float], seeds: int = 5, examples: int = 10_000) -> Comparison:
    """Each of the seeds has other answers wrong, so many that their share is exact; all rows mostly the same ones."""
    y, runs = np.arange(examples) % 10, []
    for label, share in shares.items():
        for seed in range(seeds):
            hard = np.random.default_rng(0).random(examples) + 0.1 * np.random.default_rng(seed).random(examples)
            right = hard.argsort().argsort() < round((share + seed / 1_000) * examples)
            prediction = np.eye(10)[np.where(right, y, (y + 1) % 10)]
            settings = {"name": label, "seed": seed, "loss": "sparse_categorical_crossentropy", "batch_size": 2}
            settings["data"] = {"name": "d", "examples": {"train": 20}}
            record = {"settings": settings, "task": "multiclass", "outputs": 10, "multiply_adds": 7, "parameters": 1}
            run = Run(Path(label), {**record, "epochs": 1, "seconds": 1.0, "class_names": [], "provenance": {}})
            arrays = {f"{split}_{kind}": values for split in ("train", "validation", "test")
                      for kind, values in (("y", y), ("prediction", prediction))}  # fmt: skip
            metrics = {
                split: {"accuracy": float(right.mean()), "loss": 1.0} for split in ("train", "validation", "test")
            }
            vars(run).update(metrics=metrics, predictions=arrays, history={})
            runs.append(run)
    return comparison.compare(runs)
