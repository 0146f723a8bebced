"""Which metrics go with which output and target: by name they are made as the output needs them, wrong ones refused.

Keras' metrics take probabilities unless they are told otherwise, and compare whatever shapes they are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from datasets.dataset import Dataset, Split
from runtime.backend import keras
from runtime.errors import UserError
from training.code_identity import from_library
from training.outputs import THRESHOLDS
from training.settings import name_of

AFTERWARDS = "compute it afterwards with comparison, train with accuracy"
PLURAL = {kind: f"{kind}s" for kind in THRESHOLDS} | {"probability": "probabilities"}
OF_CLASSES = ("precision", "recall", "score", "auc", "positives", "negatives", "sensitivity", "specificity", "io_u")
"""How the names of metrics end, or what they hold, that count right and wrong answers; beside accuracies."""
NOT_OF_CLASSES = ("r2_score",)
POSITIVE = ("poisson", "kl_divergence", "kldivergence")
"""Metrics that take the logarithm of the outputs."""
WITHIN_AN_EXAMPLE = ("cosine_similarity", "pearson_correlation", "concordance_correlation")
"""Metrics that look at all outputs of an example together: of a single one they say nothing."""
NO_METRICS = {"mean": "averages one thing", "sum": "adds up one thing", "metric": "does nothing"}


def fitting_metric(named: Any, metric: Any, kind: str, threshold: float | None, data: Dataset) -> Any:
    """The metric, if it belongs to an output and to the targets.

    Args:
        named: the metric as Keras makes it by its name, or `"accuracy"`; None if somebody gave more than a name.
        metric: made, or a function; one that is not Keras' may be anything.
        kind: what the output is, a key of `training.outputs.THRESHOLDS`.
        threshold: of a binary output; None if nobody knows.
        data: its targets.

    Returns:
        The metric itself; of a name one with the threshold or the logits of the output, where Keras takes others.

    Raises:
        UserError: it does not belong there; the sentence says the fix.
    """
    inner = metric._fn if type(metric) is keras.metrics.MeanMetricWrapper else metric
    if not from_library(inner) and not isinstance(metric, str):
        return metric
    _check_target(metric, data)
    if data.task == "regression":
        return metric
    usual = THRESHOLDS[kind]
    threshold = threshold if usual is None else usual
    if named is not None:
        metric = _told(metric, kind, threshold, data)
    if not isinstance(metric, str):
        _check_output(metric, kind, threshold, data)
    return metric


def in_columns(data: Dataset, metrics: Sequence[Any]) -> Dataset:
    """The dataset, with its targets as a column (n, 1) if one of the metrics of a single output takes no others."""
    columns = (keras.metrics.FBetaScore, keras.metrics.R2Score)
    wanted = any(isinstance(each, columns) or "crossentropy" in name_of(each) for each in metrics)
    return data if data.outputs != 1 or data.train.y.ndim == 2 or not wanted else as_columns(data)


def as_columns(data: Dataset) -> Dataset:
    """The dataset, with its targets (n,) as a column (n, 1)."""
    parts = {name: data.split(name) for name in ("train", "validation", "test")}
    return replace(data, **{name: Split(part.x, part.y[:, None]) for name, part in parts.items()})


def _check_target(metric: Any, data: Dataset) -> None:
    name, right = name_of(metric), "accuracy"
    if name in NO_METRICS:
        raise UserError(f"metric {name} {NO_METRICS[name]} and compares no outputs with targets; use {right}")
    counts = "accuracy" in name or name == "acc" or any(part in name for part in OF_CLASSES)
    if data.task == "regression" and (counts or "categorical" in name) and name not in NOT_OF_CLASSES:
        raise UserError(f"metric {name} counts right classes but {data.name} is a regression; use mean_absolute_error")
    if data.task == "regression" and ("crossentropy" in name or "hinge" in name):
        raise UserError(f"metric {name} is for classes but {data.name} is a regression; use mean_absolute_error")
    if data.outputs == 1 and name in WITHIN_AN_EXAMPLE and _axis(metric) != 0:
        right = "r2_score" if data.task == "regression" else right
        raise UserError(f"metric {name} compares the outputs of one example, and the model gives one; use {right}")
    if isinstance(metric, keras.metrics.Accuracy):
        raise UserError(
            'keras.metrics.Accuracy counts outputs that equal their targets, and probabilities do not; write "accuracy"'
        )
    if getattr(metric, "sparse_y_pred", False) and not isinstance(metric, keras.metrics.BinaryIoU):
        raise UserError(f"metric {name} takes predicted classes but the model gives outputs; {AFTERWARDS}")
    if data.task == "regression" or isinstance(metric, str):
        return
    if data.task == "binary":
        if "categorical" in name or name in POSITIVE[1:]:
            right = "binary_crossentropy" if "crossentropy" in name else right
            raise UserError(f"metric {name} is for several classes but {data.name} is binary; use {right}")
        return
    two_classes = name.startswith("binary_") or name in ("hinge", "squared_hinge")
    if data.train.y.ndim == 2:
        if name.startswith("sparse_"):
            raise UserError(
                f"metric {name} takes class indices but the targets are one-hot; use {name.removeprefix('sparse_')}"
            )
        if two_classes:
            right = "categorical_crossentropy" if "crossentropy" in name else right
            raise UserError(f"metric {name} is for two classes but {data.name} has more; use {right}")
    elif "categorical" in name and not name.startswith("sparse_"):
        right = "accuracy" if "hinge" in name else f"sparse_{name}"
        raise UserError(f"metric {name} takes one-hot targets but {data.name} has class indices; use {right}")
    elif not name.startswith("sparse_") and not hasattr(metric, "sparse_y_true"):
        raise UserError(f"metric {name} fails on class indices; {AFTERWARDS}")


def _told(metric: Any, kind: str, threshold: float | None, data: Dataset) -> Any:
    """A metric by name, with the threshold and the logits of the output where they are not what Keras takes."""
    binary = data.task == "binary"
    decides = isinstance(metric, str | keras.metrics.FBetaScore) or _threshold_of(metric) is not None
    if binary and decides and threshold is None:
        raise UserError(
            f"nothing says above which output the class is 1, as the loss is your own; in place of {name_of(metric)} "
            'give keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0), or the threshold it has'
        )
    if isinstance(metric, str):
        usual = not binary or threshold == 0.5
        return metric if usual else keras.metrics.BinaryAccuracy(name=metric, threshold=threshold)
    config = metric.get_config()
    told = dict(config)
    if isinstance(metric, keras.metrics.AUC):  # the order of the outputs is all it needs
        told["from_logits"] = binary and kind in ("logit", "margin", "score")
    elif "from_logits" in config:
        told["from_logits"] = kind == "logit"
    elif isinstance(metric, keras.metrics.FBetaScore):  # one number; without a threshold the largest of one is class 1
        told |= {"threshold": threshold or None, "average": "micro" if binary else "macro"}
    elif binary and decides and threshold != 0.5:
        told["threshold" if "threshold" in config else "thresholds"] = threshold
    return metric if told == config else type(metric).from_config(told)


def _check_output(metric: Any, kind: str, threshold: float | None, data: Dataset) -> None:
    """Refuse a metric that takes the outputs for something else than they are."""
    name, what, at = name_of(metric), type(metric).__name__, _threshold_of(metric)
    binary, logits = data.task == "binary", _takes_logits(metric)
    is_f_score = isinstance(metric, keras.metrics.FBetaScore)
    if kind == "probability":
        if logits:
            raise UserError(f"metric {name} has from_logits=True, but the outputs are probabilities; leave it out")
        if "hinge" in name:
            raise UserError(f"metric {name} takes scores around 0, but the outputs are probabilities; use accuracy")
        return
    refusal = f"metric {name} takes probabilities, but the outputs are {PLURAL[kind]}"
    if name in POSITIVE and kind in ("logit", "margin"):
        raise UserError(f"{refusal}; use accuracy")
    if "crossentropy" in name:
        if kind != "logit" or not logits:
            raise UserError(f"{refusal}; {'give it with from_logits=True' if kind == 'logit' else 'use accuracy'}")
    elif isinstance(metric, keras.metrics.AUC):
        ranks = binary and kind != "value"
        if not ranks or not logits:
            raise UserError(f"{refusal}; {'give it with from_logits=True' if ranks else AFTERWARDS}")
    elif len(getattr(metric, "thresholds", ())) > 1 or (not binary and at is not None and at > 0):
        raise UserError(f"{refusal}; {AFTERWARDS}")
    elif binary and is_f_score and (at is None or threshold != 0.5):  # Keras takes no threshold of 0
        raise UserError(f"metric {name} cannot decide at {threshold or 0:g}, as {PLURAL[kind]} do; {AFTERWARDS}")
    elif binary and at == 0.5 and threshold not in (0.5, None):
        keyword = "thresholds" if hasattr(metric, "thresholds") else "threshold"
        what = what if isinstance(metric, keras.metrics.Metric) else "BinaryAccuracy"
        raise UserError(
            f"metric {name} decides at 0.5, but the outputs are {PLURAL[kind]}, which decide at {threshold:g}; write "
            f"keras.metrics.{what}({keyword}={threshold:.1f})"
        )


def _axis(metric: Any) -> int:
    return (getattr(metric, "_fn_kwargs", None) or {}).get("axis", -1)


def _threshold_of(metric: Any) -> float | None:
    """The one threshold at which a metric decides; None if it has none or many."""
    if name_of(metric) == "binary_accuracy":
        return getattr(metric, "threshold", 0.5)  # a function has it as a default
    one, several = getattr(metric, "threshold", None), getattr(metric, "thresholds", ())
    return several[0] if len(several) == 1 else one


def _takes_logits(metric: Any) -> bool:
    keywords = getattr(metric, "_fn_kwargs", None) or {}
    return bool(keywords.get("from_logits") or getattr(metric, "_from_logits", getattr(metric, "from_logits", False)))
