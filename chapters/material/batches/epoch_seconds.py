"""How long an epoch takes, read from the history of a training."""

from __future__ import annotations

import numpy as np

from comparison.tables import Comparison
from training.runs import Run


def seconds_an_epoch(trained: Run) -> float:
    """Median over the epochs after the first, in which TensorFlow builds its graph; validation is included."""
    seconds = trained.history["seconds"]
    return float(np.median(seconds[1:] or seconds))


def seconds_by_batch_size(table: Comparison) -> dict[int, float]:
    """Batch size -> seconds an epoch, the mean over seeds."""
    return {
        row.runs[0].settings["batch_size"]: float(np.mean([seconds_an_epoch(run) for run in row.runs]))
        for row in table.rows
    }
