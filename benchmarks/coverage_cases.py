"""One row of benchmarks/coverage.py: how a study is drawn, what is true, what both methods make of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from comparison.crossed import Crossed, crossed, examples_part, half_width, seeds_part
from comparison.differences import MINIMUM_EXAMPLES, difference_of_examples
from comparison.proportions import share_interval
from comparison.refusals import MINIMUM_SKEWED

Ends = tuple[float, float]
Draw = Callable[[np.random.Generator], Sequence[np.ndarray]]


@dataclass(frozen=True)
class Case:
    """One row: how a study is drawn, what is true, and what the package makes of the study.

    Attributes:
        group: heading of the row.
        name: what is drawn.
        draw: one study: tables (seeds, examples).
        truth: what the interval should contain.
        judge: the study -> interval of the package (None if it prints none), whether it carries a verdict.
        old: the study -> interval of the old method.
        promised: whether coverage is promised; else `why` says why not.
        why: what is to be explained: coverage above 97%, or none promised.
    """

    group: str
    name: str
    draw: Draw
    truth: float
    judge: Callable[..., tuple[Ends | None, bool]]
    old: Callable[..., Ends | None]
    promised: bool = True
    why: str = ""


def around(mean: float, known: Crossed) -> Ends:
    """Student-t interval."""
    half = half_width(math.sqrt(known.variance), known.freedom, 0.95)
    return mean - half, mean + half


def old_of_row(values: np.ndarray) -> Ends:
    """Both parts added: the interaction is in both."""
    parts = seeds_part(values.mean(axis=1)), examples_part(values.mean(axis=0))
    return around(float(values.mean()), Crossed(parts[:1], parts[1]))


def old_of_gap(a: np.ndarray, b: np.ndarray) -> Ends:
    """The same of a difference with paired seeds."""
    return old_of_row(a - b)


def old_of_unpaired(a: np.ndarray, b: np.ndarray) -> Ends:
    """The same of a difference whose rows have seeds of their own."""
    seeds = seeds_part(a.mean(axis=1)), seeds_part(b.mean(axis=1))
    return around(float(a.mean() - b.mean()), Crossed(seeds, examples_part(a.mean(axis=0) - b.mean(axis=0))))


def share(values: np.ndarray) -> tuple[Ends, bool]:
    """Interval of an accuracy or a recall."""
    return share_interval(values), True


def mean(values: np.ndarray) -> tuple[Ends, bool]:
    """Interval of another mean over examples."""
    return around(float(values.mean()), crossed(values)), values.shape[1] >= MINIMUM_SKEWED


def never(values: np.ndarray) -> tuple[Ends, bool]:
    """The same where the package prints none."""
    return mean(values)[0], False


def gap(proportion: bool, paired: bool = True, least: int = 0) -> Callable[..., tuple[Ends | None, bool]]:
    """Interval and refusal of a difference."""

    def judge(a: np.ndarray, b: np.ndarray) -> tuple[Ends | None, bool]:
        found = difference_of_examples(a, b, paired=paired, proportion=proportion)
        return found.interval(), not found.reason and len(a[0]) >= least

    return judge


of_losses = gap(False, least=MINIMUM_SKEWED)


def never_judged(a: np.ndarray, b: np.ndarray) -> tuple[Ends | None, bool]:
    """Interval of a difference that never carries a verdict."""
    return gap(False)(a, b)[0], False


def of_areas(positive: np.ndarray, *values: np.ndarray) -> tuple[Ends | None, bool]:
    """Interval and refusal of a difference of areas: both classes need enough examples."""
    ends, verdict = gap(False)(*values)
    return ends, verdict and min(positive.sum(), (~positive).sum()) >= MINIMUM_EXAMPLES


FEW = "few mistakes: the two imagined examples make it wider"
SKEWED = f"below {MINIMUM_SKEWED:,} examples there is no interval and no verdict"
VERY_HEAVY = "a few examples decide; nothing in the sample shows it"
UNSTABLE = "one training in ten is of another kind: {seeds} seeds hold none of it in {none:.0%} of the studies"
SQUARES = "few examples make up the mean: no interval is printed"
SHARED = "what the seeds have in common does not show in their spread: it is assumed away"
COUNTED = "a count of twenty takes few values: exact intervals are wider than they must be"
SMALL_GAP = "few examples on which the rows differ"
SURE = "very sure and seldom wrong: few examples have a large loss"
SPARSE = "few examples have an error at all"
LOGNORMAL = "one row has rare large errors"
FEW_SEEDS = "too few seeds for Student's t"
SEEDS_SKEWED = "a few seeds are much worse: the mean over seeds is not normally distributed"
FEW_OF_CLASS = f"fewer than {MINIMUM_EXAMPLES} examples of the rarer class: no verdict"
NEAR_ONE = "an area close to 1: few examples are ranked wrongly"
FEW_CALLED = "few examples are called positive"
CALLED = "how many examples are called positive is not known before: no verdict"


def size_of(seeds: int, examples: int) -> str:
    """In words."""
    return f"{seeds} seeds, {examples:,} examples"
