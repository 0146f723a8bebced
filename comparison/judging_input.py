"""Targets and predictions as they are judged, refused in one sentence where they are not what they are taken for."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime.arguments import choice, number, shown
from runtime.errors import UserError

TASKS = ("binary", "multiclass", "regression")


def checked(y: Any, prediction: Any, task: str) -> tuple[np.ndarray, np.ndarray]:
    """Targets as class indices (n,) or values (n, outputs), predictions as float64 (n, outputs).

    Raises:
        UserError: there are none, they do not fit each other or the task, they are no finite numbers, or the
            predictions are decided already (a saturated sigmoid gives 0.0 and 1.0, but no integers).
    """
    given = prediction
    y, prediction = numbers("targets", y), numbers("predictions", prediction)
    if not y.size or not prediction.size:
        raise UserError("there are no examples to judge; give at least one")
    prediction = prediction.reshape(len(prediction), -1)
    if len(y) != len(prediction):
        raise UserError(f"{len(y)} targets and {len(prediction)} predictions do not fit; give one of each an example")
    if not np.isfinite(prediction).all():
        raise UserError("predictions are not all finite numbers; the training diverged: lower the learning rate")
    if not np.isfinite(y).all():
        raise UserError("targets are not all finite numbers; leave out the examples without a target")
    if choice("task", task, TASKS) == "regression":
        y = y.reshape(len(y), -1)
        if y.shape != prediction.shape:
            raise UserError(f"targets {y.shape} and predictions {prediction.shape} do not fit; make the shapes equal")
        return y, prediction
    if task == "multiclass" and prediction.shape[1] == 1:
        raise UserError(
            "predictions have one value an example, as class indices have; give the network's outputs, one a class"
        )
    if task == "binary" and prediction.shape[1] > 2:
        raise UserError(
            f"predictions have {prediction.shape[1]} columns; a binary task has one, or the task multiclass"
        )
    if np.asarray(given).dtype.kind in "biu" and np.isin(prediction, (0, 1)).all():
        raise UserError(
            "predictions are whole numbers 0 and 1, as decided classes are; give the network's outputs, as float"
        )
    return class_indices(y, max(2, prediction.shape[1])), prediction


def class_indices(y: np.ndarray, classes: int) -> np.ndarray:
    """Targets as class indices, int64 of shape (n,).

    Args:
        y: indices (n,) or (n, 1), or one-hot (n, classes), of any numeric type.
        classes: how many there are.

    Raises:
        UserError: a target is no index of a class.
    """
    if y.ndim == 2 and y.shape[1] > 1:
        if y.shape[1] != classes or not (np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all()):
            raise UserError(
                f"targets of shape {y.shape} are neither one-hot over {classes} classes nor class indices; give indices"
            )
        return y.argmax(axis=1)
    if y.size != len(y):
        raise UserError(f"targets have the shape {y.shape}; give one class index an example")
    y = y.reshape(-1)
    wrong = y[(y != np.round(y)) | (y < 0) | (y >= classes)]
    if len(wrong):
        counted = "; count them from 0" if y.min() == 1 and y.max() == classes else ""
        raise UserError(
            f"target {wrong[0]:g} is no class: the {classes} classes of the predictions are 0 to {classes - 1}{counted}"
        )
    return y.astype(np.int64)


def numbers(what: str, values: Any) -> np.ndarray:
    """The values as float64, with at least one axis.

    Raises:
        UserError: they are no numbers, or rows of different lengths.
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind in "biuf" or (array.dtype.kind == "O" and array.size):
            return np.atleast_1d(array).astype(np.float64)
        if not array.size:
            return np.zeros(0)
    except (TypeError, ValueError):
        pass
    raise UserError(f"{what} are no table of numbers but {shown(values)}; give an array of numbers")


def scored(positive: Any, score: Any) -> tuple[np.ndarray, np.ndarray]:
    """What a curve is made of: which examples are positive, bool (n,), and their scores, float64 (n,).

    Raises:
        UserError: they do not fit, or are something else.
    """
    positive, score = numbers("positive", positive).reshape(-1), numbers("score", score).reshape(-1)
    if len(positive) != len(score) or not len(score):
        raise UserError(f"{len(positive)} examples and {len(score)} scores do not fit; give one score an example")
    if not np.isin(positive, (0, 1)).all():
        raise UserError("positive has to be True or False for each example; give y == 1, for instance")
    if not np.isfinite(score).all():
        raise UserError("scores are not all finite numbers; the training diverged: lower the learning rate")
    return positive == 1, score


def threshold_of(value: Any) -> float:
    """A threshold for the positive class.

    Raises:
        UserError: it is no number.
    """
    return number("threshold", value)
