"""The claim that loss and metric correlate, judged by the network in which the correlation is weakest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chapters.claims.verdicts import check, not_tested
from chapters.material.metrics.loss_and_accuracy import correlated
from comparison.undefined import Undefined
from training.runs import Run

CLAIM = "loss-and-metric-correlate"


def check_weakest_correlation(runs: Sequence[Run]) -> dict[str, Any]:
    """What `claims.check` says of the weakest correlation, one value a seed; the evidence names all networks."""
    found: dict[str, list[float]] = {}
    for run in runs:
        value = correlated(run)
        if isinstance(value, Undefined):
            return not_tested(CLAIM, f"This run: a correlation has no value; {value.reason}.")
        found.setdefault(run.name, []).append(value)
    entry = check(CLAIM, np.min([np.negative(values) for values in found.values()], axis=0))
    means = ", ".join(f"{name} {np.mean(values):+.2f}" for name, values in found.items())
    evidence = f" The correlations of the {len(found)} networks in this run: {means}."
    entry["evidence"] += evidence
    entry["values"]["this_run"]["evidence"] += evidence
    return entry
