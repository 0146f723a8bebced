"""A metric as a table of seeds x examples. For which metrics its interval covers: `comparison.refusals`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from comparison.judging_input import answers_of, checked
from comparison.metrics import (
    GAP,
    KERAS_NAMES,
    brier_scores,
    judge,
    log_losses,
    lower_is_better,
)
from comparison.recorded import is_loss, loss_of, recorded
from comparison.undefined import Undefined
from runtime.errors import UserError
from training.runs import Run

ROUNDING = {"rel_tol": 1e-3, "abs_tol": 1e-4}
"""As far as a recorded metric may lie from that of the saved predictions: Keras sums batches of float32."""

PROPORTIONS = ("accuracy", "recall")
SQUARED = ("mse", "rmse", "r2")
RATIOS = ("precision", "f1", "roc_auc")
OF_POSITIVES = ("recall", "precision", "f1")
DECIDED = (*PROPORTIONS, "precision", "f1")
LOSSES = {"log_loss": log_losses, "brier": brier_scores}

LOSSES_AS_METRICS = {
    "binary_crossentropy": "log_loss",
    "categorical_crossentropy": "log_loss",
    "sparse_categorical_crossentropy": "log_loss",
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
}


def value(run: Run, split: str, metric: str) -> float | Undefined:
    """A metric of a run: what training recorded, or computed from the saved predictions.

    `"accuracy gap"` (any metric and the word gap) is by how much the run does better on train than on the split.

    Raises:
        UserError: the metric is neither.
    """
    if metric.endswith(GAP):
        of = metric.removesuffix(GAP)
        train, held_out = value(run, "train", of), value(run, split, of)
        if isinstance(train, Undefined) or isinstance(held_out, Undefined):
            return train if isinstance(train, Undefined) else held_out
        return held_out - train if lower_is_better(of) else train - held_out
    known = recorded(run, split, metric)
    if known is not None:
        return known
    values = judge(*_arrays(run, split), run.task, (), run.threshold, run.output_kind).values
    own = KERAS_NAMES.get(metric, metric)
    if own not in values:
        names = dict.fromkeys([*run.metrics[split], *values])
        raise UserError(f"metric {metric!r} is unknown for a {run.task} task; choose one of {', '.join(names)}")
    return values[own]


def own_name(run: Run, metric: str) -> str | None:
    """The metric as `judge` computes it; None where it cannot (a loss of one's own, a metric of one's own)."""
    if is_loss(metric):
        return LOSSES_AS_METRICS.get(loss_of(run))
    own = KERAS_NAMES.get(metric) or LOSSES_AS_METRICS.get(metric, metric)
    if run.task == "multiclass" and own in ("precision", "recall", "f1", "roc_auc"):
        return f"{own}_macro"
    return own


def example_values(run: Run, split: str, metric: str) -> np.ndarray | None:
    """One value an example (n,) whose mean is the metric; recall has the positive examples only.

    Precision, F1, the area under the ROC curve, RMSE and R2 are no means over examples but functions of some. Their
    values are linearised: the metric plus how much each example moves it (the delta method). These have the metric as
    their mean and, to first order, its variance.

    Returns:
        The values; None for a metric without such values, or where the outputs say nothing about it.
    """
    own = own_name(run, metric)
    if own in ("mse", "mae", "rmse", "r2"):
        y, prediction = checked(*_arrays(run, split), run.task)
        return error_values(own, y, prediction)
    if own in LOSSES:
        given = answers_of(run, split)
        return None if given.probability is None else LOSSES[own](given.y, given.probability)
    if own not in DECIDED or ((given := answers_of(run, split)).threshold is None and run.task == "binary"):
        return None
    right = given.classes == given.y
    if own == "accuracy":
        return right * 1.0
    positive, called = given.y == 1, given.classes == 1
    if own == "recall":
        return right[positive] * 1.0
    if own == "precision":
        return linearised((positive & called) * 1.0, called * 1.0)
    return linearised(2.0 * (positive & called), 1.0 * positive + called)


def error_values(metric: str, y: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """The values (n,) of a regression's metric: `"mae"`, `"mse"`, `"rmse"` or `"r2"`, of (n, outputs) each."""
    if metric == "mae":
        return np.abs(prediction - y).mean(axis=1)
    squared = (prediction - y) ** 2
    if metric == "mse":
        return squared.mean(axis=1)
    if metric == "rmse":
        root = squared.mean() ** 0.5
        return root + (squared.mean(axis=1) - root**2) / (2 * root) if root else np.zeros(len(y))
    spread = (y - y.mean(axis=0)) ** 2
    return np.mean([linearised(*pair) for pair in zip((spread - squared).T, spread.T, strict=True)], axis=0)


def area_values(positive: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Of the area under the ROC curve (n,): how many of the other class each example is on the right side of.

    DeLong, DeLong and Clarke-Pearson 1988; half for a tie.
    """
    values, share = np.empty(len(score)), positive.mean()
    for chosen, sign, weight in ((positive, 1, share), (~positive, -1, 1 - share)):
        others = np.sort(sign * score[~chosen])
        ends = [np.searchsorted(others, sign * score[chosen], side) for side in ("left", "right")]
        values[chosen] = np.mean(ends, axis=0) / len(others)
        values[chosen] = values[chosen].mean() + (values[chosen] - values[chosen].mean()) / weight
    return values


def linearised(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Values (n,) whose mean is the ratio of two sums over examples, and their spread its (Cochran 1977, chapter 6)."""
    ratio = part.sum() / whole.sum()
    return ratio + (part - ratio * whole) / whole.mean()


def is_proportion(run: Run, metric: str) -> bool:
    """Whether the metric is a share of examples, or the generalisation gap of one."""
    return own_name(run, metric.removesuffix(GAP)) in PROPORTIONS


def split_table(runs: Sequence[Run], split: str, metric: str) -> np.ndarray | Undefined:
    """A metric of each run on each example of a split, (runs, examples); their mean is the metric of the run.

    Of a generalisation gap it is the table of the split: the training examples are what they are, only the split is a
    draw. Values of metrics that are no means are linearised: see `example_values`.

    Returns:
        The table; or why there is none: predictions do not give the metric, or not the number that was recorded (a
        metric may be called anything). Then the part of the split is not known.
    """
    of, rows = metric.removesuffix(GAP), []
    for run in runs:
        values, known = example_values(run, split, of), recorded(run, split, of)
        if values is None or not len(values):
            return Undefined(f"how far {of} depends on the examples of the split is not known")
        mean, own = float(values.mean()), own_name(run, of)
        if known is not None and not math.isclose(known, mean, **ROUNDING):
            other = f"; {own} is computed from them" if own != of else ""
            return Undefined(
                f"the recorded {of} ({known:.4f}) is not that of the saved predictions ({mean:.4f}){other}"
            )
        rows.append(values)
    return np.array(rows)


def same_examples(a: Sequence[Run], b: Sequence[Run], split: str) -> bool:
    """Whether all runs were judged on the same targets in the same order."""
    first = a[0].predictions[f"{split}_y"]
    return all(np.array_equal(first, run.predictions[f"{split}_y"]) for run in (*a, *b))


def _arrays(run: Run, split: str) -> tuple[np.ndarray, np.ndarray]:
    return run.predictions[f"{split}_y"], run.predictions[f"{split}_prediction"]
