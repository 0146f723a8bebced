"""One optimizer at one learning rate, and which of its learning rates is the best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

import training
from comparison.rows import Row
from datasets.dataset import Dataset
from training.runs import Run


def train(name: str, recipe: partial, data: Dataset, callbacks: Sequence[Any] = (), **keywords: Any) -> list[Run]:
    """One run a seed; none, and a printed line, if the loss diverges (becomes infinite or NaN).

    Args:
        name: of the run.
        recipe: with everything bound.
        data: to train on.
        callbacks: of the training.
        keywords: as of `training.fit_all`.
    """
    try:
        return training.fit_all({name: recipe}, data, callbacks=callbacks, **keywords)
    except training.Diverged as error:
        print(f"{name} diverged: {error}")
        return []


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
