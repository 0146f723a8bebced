"""Intervals of shares: accuracy or recall over seeds and test examples, and how many trainings collapsed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from comparison.crossed import Part, crossed, quantile
from comparison.metrics import lower_is_better
from runtime.arguments import sequence
from runtime.errors import UserError
from training.runs import Run

PSEUDO = 1
"""Imagined examples of each kind (all seeds right, all wrong) in the design effect: without any, a table with few
mistakes seems to know that seeds never agree on them."""

COLLAPSED = 0.1
"""A training collapsed if it covers no more than this share of the way from its baseline to a perfect value."""

MINIMUM_TRAININGS = 20
"""For the share that collapsed: one in ten is not seen at all in five seeds with a probability of 59%."""


def wilson(share: float, examples: float, quantile: float) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927); inside 0 and 1, and never of no width.

    Args:
        share: 0 to 1.
        examples: effective number of independent examples.
        quantile: of the wanted confidence, 1.96 for 95%.
    """
    more = quantile**2 / examples
    centre = (share + more / 2) / (1 + more)
    half = math.sqrt(more * (share * (1 - share) + more / 4)) / (1 + more)
    return max(0.0, centre - half), min(1.0, centre + half)


def share_interval(table: np.ndarray, seeds: Part | None = None, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of the share of ones in a table of ones and zeros, (seeds, examples), over seeds and test examples.

    Wilson's interval with the number of independent examples that would leave the same variance as the crossed model
    (its design effect; Korn and Graubard 1998), and Student's t for the degrees of freedom of that variance.

    Args:
        table: at least one seed and example.
        seeds: the part of the seeds, where it is not that of the table (of a generalisation gap).
        confidence: of the interval.
    """
    runs, examples = table.shape
    padded = np.hstack([table, np.ones((runs, PSEUDO)), np.zeros((runs, PSEUDO))])
    known, mean = crossed(padded), float(padded.mean())
    known = replace(known, seeds=(seeds,)) if seeds else known
    effective = mean * (1 - mean) / known.variance * examples / padded.shape[1]
    return wilson(float(table.mean()), effective, quantile(known.freedom, confidence))


@dataclass(frozen=True)
class Collapses:
    """How many of the trainings of one recipe collapsed.

    Attributes:
        count: that did.
        of: trainings.
        interval: of their share, 95% (Clopper and Pearson 1934); it contains the true share in at least 95 of 100
            studies, in most cases in 97 to 99, because a count takes few values.
    """

    count: int
    of: int
    interval: tuple[float, float]

    @property
    def share(self) -> float:
        """Of the trainings, 0 to 1."""
        return self.count / self.of

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count} of {self.of} trainings collapsed ({self.share:.0%}, 95% interval {low:.0%} to {high:.0%})"


def collapses(runs: Sequence[Run], metric: str = "accuracy") -> Collapses:
    """How many of at least twenty trainings of one recipe collapsed: the result of an unstable training.

    An interval of a mean over five seeds does not cover if one training in ten collapses, so that these are counted
    instead. The rule is fixed: a training collapsed if its test metric is no better than its baseline's plus a tenth of
    the way to a perfect value (1 for a metric of which more is better, 0 for an error or a loss).

    Args:
        runs: of one recipe, one a seed.
        metric: that the runs and their baseline recorded.

    Raises:
        UserError: there are fewer than twenty runs, or a run has no such metric or baseline.
    """
    runs = sequence("runs", runs)
    values, baselines = [], []
    for run in runs:
        baseline = (run.record.get("baseline") or {}).get("test", {})
        if metric not in run.metrics["test"] or metric not in baseline:
            raise UserError(f"run {run.name!r} has no test {metric!r} with a baseline beside it; choose another metric")
        values.append(run.metrics["test"][metric])
        baselines.append(baseline[metric])
    return count_collapsed(values, baselines, perfect=0.0 if lower_is_better(metric) else 1.0)


def count_collapsed(values: Sequence[float], baselines: Sequence[float], perfect: float = 1.0) -> Collapses:
    """The same from numbers.

    Args:
        values: one a training; one that is not finite collapsed.
        baselines: what each of them has to beat.
        perfect: the best possible value.

    Raises:
        UserError: there are fewer than twenty trainings.
    """
    from scipy.special import betaincinv

    if len(values) < MINIMUM_TRAININGS:
        raise UserError(
            f"{len(values)} trainings say too little about how many collapse; train from {MINIMUM_TRAININGS} seeds"
        )
    covered = (np.asarray(values, np.float64) - baselines) / (perfect - np.asarray(baselines, np.float64))
    count, of = int((~(covered > COLLAPSED)).sum()), len(values)
    low = float(betaincinv(count, of - count + 1, 0.025)) if count else 0.0
    high = float(betaincinv(count + 1, of - count, 0.975)) if count < of else 1.0
    return Collapses(count, of, (low, high))
