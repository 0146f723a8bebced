"""The claim that loss and metric correlate, judged by the network in which the correlation is weakest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chapters.claims.claim_list import named
from chapters.claims.verdicts import check, described
from chapters.material.metrics.loss_and_accuracy import correlated
from comparison.undefined import Undefined, Value
from training.runs import Run

CLAIM = "loss-and-metric-correlate"


def check_weakest_correlation(runs: Sequence[Run]) -> dict[str, Any]:
    """What `claims.check` says of the weakest correlation, one value a seed; the evidence names all networks."""
    found: dict[str, list[Value]] = {}
    for run in runs:
        found.setdefault(run.name, []).append(correlated(run))
    undefined = [value.reason for values in found.values() for value in values if isinstance(value, Undefined)]
    if undefined:
        verdict = {"verdict": "not tested", "evidence": f"This run: a correlation has no value; {undefined[0]}."}
        return {**described(named(CLAIM)), **verdict, "values": {"this_run": verdict}}
    entry = check(CLAIM, np.min([np.negative(values) for values in found.values()], axis=0))
    means = ", ".join(f"{name} {np.mean(values):+.2f}" for name, values in found.items())
    evidence = f" The correlations of the {len(found)} networks in this run: {means}."
    entry["evidence"] += evidence
    entry["values"]["this_run"]["evidence"] += evidence
    return entry
