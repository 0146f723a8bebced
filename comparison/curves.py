"""Curves of a classifier: ROC, precision against recall, calibration; and the areas under them. Géron 2019, ch. 3."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comparison.judging_input import checked, scored
from comparison.undefined import Undefined, Value
from runtime.arguments import whole_number
from runtime.errors import UserError


@dataclass(frozen=True)
class Calibration:
    """How often predictions of a given confidence are right (Guo et al. 2017, arXiv:1706.04599).

    Attributes:
        confidence: mean predicted probability of each bin that has examples, (bins,).
        frequency: how often the prediction was right there (binary: how often class 1 was true), (bins,).
        examples: in each bin, (bins,).
        error: expected calibration error: |confidence - frequency| weighted by examples.
    """

    confidence: np.ndarray
    frequency: np.ndarray
    examples: np.ndarray
    error: float


def roc_curve(positive: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """False and true positive rate at every distinct score, from (0, 0) to (1, 1).

    Args:
        positive: bool (n,).
        score: (n,), higher means rather positive.

    Raises:
        UserError: only one class occurs; then there is no curve.
    """
    positive, score = scored(positive, score)
    if positive.all() or not positive.any():
        raise UserError("a ROC curve needs examples of both classes; judge a split that has them")
    false, true = _running_counts(positive, score)
    return np.r_[0, false / false[-1]], np.r_[0, true / true[-1]]


def precision_recall_curve(positive: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Recall and precision at every distinct score, from the highest down.

    Raises:
        UserError: no example is positive; then there is no recall.
    """
    positive, score = scored(positive, score)
    if not positive.any():
        raise UserError("a precision-recall curve needs a positive example; judge a split that has one")
    false, true = _running_counts(positive, score)
    return true / true[-1], true / (true + false)


def _running_counts(positive: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """False and true positives when everything from each distinct score upwards is called positive."""
    order = np.argsort(-score, kind="stable")
    last_of_ties = np.r_[np.flatnonzero(np.diff(score[order])), len(score) - 1]
    true = np.cumsum(positive[order])[last_of_ties]
    return 1 + last_of_ties - true, true


def roc_area(positive: np.ndarray, score: np.ndarray) -> Value:
    """Area under the ROC curve: the chance that a positive example scores above a negative one, ties half."""
    if not positive.any():
        return Undefined("no example is positive")
    if positive.all():
        return Undefined("no example is negative")
    false, true = roc_curve(positive, score)
    return float(np.trapezoid(true, false))


def average_precision(positive: np.ndarray, score: np.ndarray) -> Value:
    """Area under the precision-recall curve as a sum of steps, which does not interpolate (scikit-learn's)."""
    if not positive.any():
        return Undefined("no example is positive")
    recall, precision = precision_recall_curve(positive, score)
    return float((np.diff(np.r_[0, recall]) * precision).sum())


def calibration(y: np.ndarray, prediction: np.ndarray, bins: int = 10) -> Calibration:
    """Confidence against frequency in bins of equal width.

    Args:
        y: class indices (n,).
        prediction: probabilities (n, outputs). Binary: that of class 1; several classes: that of the largest.
        bins: of equal width between 0 and 1.

    Raises:
        UserError: targets or predictions do not fit, or are scores.
    """
    bins, table = whole_number("bins", bins, 1, 1_000_000), np.asarray(prediction)
    y, prediction = checked(y, prediction, "multiclass" if table.ndim == 2 and table.shape[1] > 1 else "binary")
    if not ((prediction >= 0) & (prediction <= 1)).all():
        raise UserError("predictions are scores, not probabilities from 0 to 1; calibration needs probabilities")
    if prediction.shape[1] == 1:
        confidence, right = prediction[:, 0], y == 1
    else:
        confidence, right = prediction.max(axis=1), prediction.argmax(axis=1) == y
    place = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    examples = np.bincount(place, minlength=bins)
    used = examples > 0
    mean = np.bincount(place, confidence, minlength=bins)[used] / examples[used]
    frequency = np.bincount(place, right, minlength=bins)[used] / examples[used]
    error = float((np.abs(mean - frequency) * examples[used]).sum() / len(y))
    return Calibration(mean, frequency, examples[used], error)
