"""Keras' F-scores and R2: metrics that want targets in columns, and may give one number for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from datasets.dataset import Dataset, Split
from runtime.backend import keras
from runtime.errors import UserError


def wanted(metrics: Iterable[Any]) -> bool:
    """Whether one of the metrics takes targets of shape (n, 1) only, never (n,)."""
    return any(isinstance(metric, keras.metrics.FBetaScore | keras.metrics.R2Score) for metric in metrics)


def in_columns(data: Dataset) -> Dataset:
    """The dataset with targets (n, 1) in place of (n,)."""
    parts = {name: data.split(name) for name in ("train", "validation", "test")}
    return replace(data, **{name: Split(part.x, part.y.reshape(len(part), -1)) for name, part in parts.items()})


def of_one_number(metric: Any, data: Dataset, *, compiled: bool) -> Any:
    """The metric, if it gives one number that means something; of one output, an F-score that does.

    An F-score without a threshold takes the largest output for the class: of one output that is always class 1. Its
    threshold is 0.5 then, as that of Keras' accuracy.

    Args:
        metric: anything; made anew unless the recipe compiled it.
        data: whose outputs it judges.
        compiled: whether the recipe compiled it, so that it stays as it is.

    Raises:
        UserError: it gives one number a class or output, or was compiled without the threshold.
    """
    if not isinstance(metric, keras.metrics.FBetaScore | keras.metrics.R2Score):
        return metric
    kind, one = type(metric), data.outputs == 1
    if isinstance(metric, keras.metrics.R2Score):
        if metric.class_aggregation is None and not one:
            raise UserError(f"metric {kind.__name__} gives a number for each output; leave out class_aggregation")
        return metric
    missing = {"threshold": 0.5} if one and metric.threshold is None else {}
    missing |= {"average": "macro"} if metric.average is None else {}
    if missing and (compiled or not one):
        words = ", ".join(f"{key}={value!r}" for key, value in missing.items())
        raise UserError(f"metric {kind.__name__} needs more to give one number for {data.name}; give it {words}")
    return kind.from_config({**metric.get_config(), **missing}) if missing else metric
