"""The softmax regression that every network of the gallery has to beat: trained alike, below them in the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from comparison.recorded import loss_of
from training.runs import Run

BASELINE = "softmax regression"


def networks(runs: Sequence[Run]) -> list[Run]:
    """The runs that are not of the baseline."""
    return [run for run in runs if run.name != BASELINE]


def trained_baseline(runs: Sequence[Run]) -> dict[str, Any]:
    """The means over the seeds of the baseline's runs, in the form in which `comparison.compare` takes baselines.

    Args:
        runs: the baseline's among others.
    """
    own = [run for run in runs if run.name == BASELINE]
    splits = {
        split: {metric: float(np.mean([run.metrics[split][metric] for run in own])) for metric in own[0].metrics[split]}
        for split in ("validation", "test")
    }
    return {"name": BASELINE, "data": own[0].settings["data"]["name"], "loss": loss_of(own[0]), **splits}
