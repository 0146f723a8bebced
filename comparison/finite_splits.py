"""What a finite test set contributes to the uncertainty of a metric: per-example values, or a grouped jackknife."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from comparison.differences import Part, examples_part
from comparison.judging_input import answers_of, checked
from comparison.metrics import (
    GAP,
    KERAS_NAMES,
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
    """One value an example (n,), for metrics that are means over examples; else None."""
    own = own_name(run, metric)
    if own not in ("accuracy", "log_loss", "mse", "mae"):
        return None
    if own in ("accuracy", "log_loss"):
        given = answers_of(run, split)
        if own == "accuracy":
            return None if given.threshold is None and run.task == "binary" else (given.classes == given.y) * 1.0
        return None if given.probability is None else log_losses(given.y, given.probability)
    y, prediction = checked(*_arrays(run, split), run.task)
    errors = prediction - y
    return (errors**2 if own == "mse" else np.abs(errors)).mean(axis=1)


def part_of_split(a: Sequence[Run], b: Sequence[Run], split: str, metric: str) -> Part | None:
    """Variance of the difference of two rows that the finite split causes; `b` empty for a row alone.

    Returns:
        The part, or None where the metric cannot be computed from predictions: then it is not known.
    """
    metric = metric.removesuffix(GAP)  # the training examples are what they are: only the split is a draw
    own = own_name(a[0], metric)
    if own is None:
        return None
    of_runs = [example_values(run, split, metric) for run in (*a, *b)]
    if of_runs[0] is not None:
        known = [values for values in of_runs if values is not None]
        if len(known) < len(of_runs):  # the metric is the loss, and of another run it cannot be computed
            return None
        mean_of_a = np.mean(known[: len(a)], axis=0)
        return examples_part(mean_of_a - np.mean(known[len(a) :], axis=0) if b else mean_of_a)
    try:
        metric_value(*_arrays(a[0], split), a[0].task, own, a[0].output_kind, a[0].threshold)
    except KeyError:
        return None

    def averaged(kept: np.ndarray) -> float | None:
        sides = []
        for row in (a, b):
            values = []
            for run in row:
                y, prediction = _arrays(run, split)
                values.append(metric_value(y[kept], prediction[kept], run.task, own, run.output_kind, run.threshold))
            if any(isinstance(value, Undefined) for value in values):
                return None
            sides.append(float(np.mean(values)) if values else 0.0)
        return sides[0] - sides[1]

    return jackknife(averaged, len(a[0].predictions[f"{split}_y"]))


def jackknife(statistic: Callable[[np.ndarray], float | None], examples: int) -> Part | None:
    """Variance of a smooth statistic by leaving out one group of examples after the other (Shao and Tu 1995).

    Args:
        statistic: of the kept examples' indices; None where it is undefined.
        examples: how many there are; they are dealt into groups by a fixed shuffle.

    Returns:
        The part, or None if the statistic is undefined without some group.
    """
    groups = min(GROUPS, examples)
    if groups < 2:
        return None
    group_of = np.random.default_rng(0).permutation(np.arange(examples) % groups)
    values = [statistic(np.flatnonzero(group_of != group)) for group in range(groups)]
    if any(value is None for value in values):
        return None
    spread = np.array(values, np.float64)
    return Part(float((groups - 1) / groups * ((spread - spread.mean()) ** 2).sum()), groups - 1)


def same_examples(a: Sequence[Run], b: Sequence[Run], split: str) -> bool:
    """Whether all runs were judged on the same targets in the same order."""
    first = a[0].predictions[f"{split}_y"]
    return all(np.array_equal(first, run.predictions[f"{split}_y"]) for run in (*a, *b))


def _arrays(run: Run, split: str) -> tuple[np.ndarray, np.ndarray]:
    return run.predictions[f"{split}_y"], run.predictions[f"{split}_prediction"]
