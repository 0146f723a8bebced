"""Which of the learning rates of an optimizer is the best."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from comparison.rows import Row


def mean_loss(row: Row, split: str) -> float:
    """The mean loss over the seeds; infinite where it is no number."""
    loss = row.interval(split, "loss")[0]
    return loss if math.isfinite(loss) else math.inf


def best_rates(rows: Sequence[Row]) -> dict[str, tuple[Row, bool]]:
    """The row of each optimizer's best learning rate, and whether it is the lowest or the highest of those tried.

    The validation loss chooses. The test split may not: a loss that was chosen as the lowest is too good an estimate.
    """
    best = {}
    for name in dict.fromkeys(row.label.split()[0] for row in rows):
        tried = [row for row in rows if row.label.split()[0] == name]
        place = int(np.argmin([mean_loss(row, "validation") for row in tried]))
        best[name] = tried[place], len(tried) > 1 and place in (0, len(tried) - 1)
    return best
