"""Keras' F-scores and R2 may give one number for each output or class: a run keeps metrics that give one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.errors import UserError


def of_one_number(metrics: Sequence[Any], data: Dataset, *, compiled: bool) -> list[Any]:
    """The metrics, each giving one number that means something; of one output, an F-score that does.

    An F-score without a threshold takes the largest output for the class: of one output that is always class 1. Its
    threshold is 0.5 then, as that of Keras' accuracy.

    Args:
        metrics: as somebody wrote them: names, Keras metrics, factories, or functions.
        data: whose outputs they judge.
        compiled: whether the recipe compiled them, so that they stay as they are.

    Raises:
        UserError: one gives a number for each class or output, or was compiled without the threshold.
    """
    return [_of_one_number(metric, data, compiled) for metric in metrics]


def _of_one_number(metric: Any, data: Dataset, compiled: bool) -> Any:
    several = (keras.metrics.FBetaScore, keras.metrics.R2Score)
    if isinstance(metric, type) and issubclass(metric, several):
        metric = metric()
    if not isinstance(metric, several):
        return metric
    kind, one = metric.__class__, data.outputs == 1
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
