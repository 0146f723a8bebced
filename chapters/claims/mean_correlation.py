"""The claim that loss and metric correlate: the mean over the lesson's networks is judged, and each is reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chapters.claims.verdicts import check, not_tested
from chapters.material.metrics.loss_and_accuracy import correlated
from comparison.undefined import Undefined
from training.runs import Run

CLAIM = "loss-and-metric-correlate"


def check_mean_correlation(runs: Sequence[Run]) -> dict[str, Any]:
    """What `claims.check` says of the networks' mean correlation (sign reversed), one value a seed."""
    found: dict[str, list[float]] = {}
    for run in runs:
        value = correlated(run)
        if isinstance(value, Undefined):
            return not_tested(CLAIM, f"This run: a correlation has no value; {value.reason}.")
        found.setdefault(run.name, []).append(-value)
    return check(CLAIM, np.mean(list(found.values()), axis=0), parts=found)
