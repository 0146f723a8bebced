"""A metric as a table of seeds x examples: per-example values, or those that a grouped jackknife stands in for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from comparison.judging_input import answers_of, checked
from comparison.metrics import (
    GAP,
    KERAS_NAMES,
    brier_scores,
    judge,
    log_losses,
    lower_is_better,
    metric_value,
)
from comparison.recorded import is_loss, recorded
from comparison.undefined import Undefined
from runtime.errors import UserError
from training.runs import Run

GROUPS = 40
"""Of the jackknife: 39 degrees of freedom, and 40 times the work of the metric."""

PROPORTIONS = ("accuracy", "recall")
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
        loss = run.settings["loss"]
        return LOSSES_AS_METRICS.get(loss) if isinstance(loss, str) else None
    own = KERAS_NAMES.get(metric, metric)
    if run.task == "multiclass" and own in ("precision", "recall", "f1", "roc_auc"):
        return f"{own}_macro"
    return own


def example_values(run: Run, split: str, metric: str) -> np.ndarray | None:
    """One value an example (n,), for means over examples (recall: over the positive ones); else None."""
    own = own_name(run, metric)
    if own not in (*PROPORTIONS, *LOSSES, "mse", "mae"):
        return None
    if own in PROPORTIONS:
        given = answers_of(run, split)
        right = None if given.threshold is None and run.task == "binary" else (given.classes == given.y) * 1.0
        return right[given.y == 1] if right is not None and own == "recall" else right
    if own in LOSSES:
        given = answers_of(run, split)
        return None if given.probability is None else LOSSES[own](given.y, given.probability)
    y, prediction = checked(*_arrays(run, split), run.task)
    errors = prediction - y
    return (errors**2 if own == "mse" else np.abs(errors)).mean(axis=1)


def is_proportion(run: Run, metric: str) -> bool:
    """Whether the metric is a share of examples, or the generalisation gap of one."""
    return own_name(run, metric.removesuffix(GAP)) in PROPORTIONS


def examples_of(run: Run, metric: str, split: str = "test") -> int:
    """On how many examples of the split the metric is measured: recall on the positive ones, others on all."""
    if own_name(run, metric.removesuffix(GAP)) == "recall":
        return int((answers_of(run, split).y == 1).sum())
    return len(run.predictions[f"{split}_y"])


def split_table(runs: Sequence[Run], split: str, metric: str) -> np.ndarray | None:
    """A metric of each run on each example of a split, (runs, examples); their mean is the metric of the run.

    Where the metric is no mean over examples, a jackknife stands in: (runs, groups), see `jackknife`. Of a
    generalisation gap it is the table of the split: the training examples are what they are, only the split is a draw.

    Returns:
        The table, or None where predictions do not give the metric: then the part of the split is not known.
    """
    own = own_name(runs[0], metric.removesuffix(GAP))
    if own is None:
        return None
    rows = [example_values(run, split, metric.removesuffix(GAP)) for run in runs]
    if rows[0] is None:
        rows = [jackknifed(run, split, own) for run in runs]
    known = [row for row in rows if row is not None]
    return np.array(known) if len(known) == len(rows) else None


def jackknifed(run: Run, split: str, metric: str) -> np.ndarray | None:
    """The stand-ins of a metric of `judge` that is no mean over examples; None where it has no value."""
    y, prediction = _arrays(run, split)

    def of(kept: np.ndarray) -> float | None:
        found = metric_value(y[kept], prediction[kept], run.task, metric, run.output_kind, run.threshold)
        return None if isinstance(found, Undefined) else found

    try:
        return jackknife(of, len(y))
    except KeyError:  # not a metric of the task
        return None


def jackknife(statistic: Callable[[np.ndarray], float | None], examples: int) -> np.ndarray | None:
    """One value a group of examples that stands in for the values of its examples (Shao and Tu 1995).

    Their mean is the statistic, their variance over their number that of the statistic. The value of a group is how
    much the statistic changes without it.

    Args:
        statistic: of the kept examples' indices; None where it is undefined.
        examples: how many there are; they are dealt into groups by a fixed shuffle.

    Returns:
        (groups,), or None if the statistic is undefined without some group.
    """
    groups = min(GROUPS, examples)
    if groups < 2:
        return None
    group_of = np.random.default_rng(0).permutation(np.arange(examples) % groups)
    whole = statistic(np.arange(examples))
    without = [statistic(np.flatnonzero(group_of != group)) for group in range(groups)]
    known = [value for value in without if value is not None]
    if whole is None or len(known) < groups:
        return None
    left = np.array(known, np.float64)
    return whole + (groups - 1) * (left.mean() - left)


def same_examples(a: Sequence[Run], b: Sequence[Run], split: str) -> bool:
    """Whether all runs were judged on the same targets in the same order."""
    first = a[0].predictions[f"{split}_y"]
    return all(np.array_equal(first, run.predictions[f"{split}_y"]) for run in (*a, *b))


def _arrays(run: Run, split: str) -> tuple[np.ndarray, np.ndarray]:
    return run.predictions[f"{split}_y"], run.predictions[f"{split}_prediction"]
