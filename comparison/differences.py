"""The difference of two rows: its interval over seeds and test examples, and what it can carry. See docs/statistics.md.

A run is one draw of a seed and is judged on one draw of test examples. The standard error has a part for each:

    variance = s_seeds^2 / n  +  s_examples^2 / m

s_seeds is the spread of the difference from seed to seed, s_examples that of the seed-averaged difference from example
to example, both of the same examples in both rows. What seed and example do together (which image this seed misses) is
in both terms, so the sum is slightly too wide, never too narrow. Degrees of freedom: Welch and Satterthwaite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from runtime.errors import UserError

MINIMUM_SEEDS = 5
"""Fewer seeds carry no verdict: with three, an interval's half-width is 2.5 standard deviations."""

HOLDS_AT = 0.95  # confidence of a verdict, over all its comparisons together


@dataclass(frozen=True)
class Part:
    """One source of uncertainty: a variance of the estimate and its degrees of freedom."""

    variance: float
    freedom: float


@dataclass(frozen=True)
class Difference:
    """The difference `a - b` of a metric between two rows.

    Attributes:
        metric: what is compared, on the test split.
        a, b: labels of the rows.
        difference: mean over seeds, a minus b, in the metric's unit.
        seed_part, test_part: the two sources of uncertainty.
        seeds: of the row with fewer.
        paired: both rows have the same seeds; else every seed of one meets every seed of the other.
        held: in how many of `pairs` pairs of seeds the difference had the sign of the mean.
        pairs: pairs of seeds.
        lower_is_better: whether the smaller value wins.
        comparisons: how many the verdict is corrected for (Bonferroni).
        untested: why there is no verdict; empty if there is one.
    """

    metric: str
    a: str
    b: str
    difference: float
    seed_part: Part
    test_part: Part
    seeds: int
    paired: bool
    held: int
    pairs: int
    lower_is_better: bool = False
    comparisons: int = 1
    untested: str = ""

    @property
    def standard_error(self) -> float:
        """Of the difference, over seeds and test examples."""
        return math.sqrt(self.seed_part.variance + self.test_part.variance)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the standard error (Satterthwaite 1946)."""
        return combined_freedom(self.seed_part, self.test_part)

    def interval(self, confidence: float = 0.95) -> tuple[float, float] | None:
        """Student-t interval of the difference; None with one seed, which says nothing about spread."""
        if self.seeds < 2:
            return None
        half = half_width(self.standard_error, self.freedom, confidence)
        return self.difference - half, self.difference + half

    def corrected_interval(self, comparisons: int | None = None) -> tuple[float, float] | None:
        """The interval a verdict stands on: 1 - 0.05 / comparisons, so that all of them hold together at 95%."""
        return self.interval(1 - (1 - HOLDS_AT) / (comparisons or self.comparisons))

    def excludes_zero(self) -> bool:
        """Whether the corrected interval leaves out zero."""
        interval = self.corrected_interval()
        return interval is not None and not interval[0] <= 0 <= interval[1]

    @property
    def reason(self) -> str:
        """Why the verdict is "not tested"; empty if it is not."""
        if self.seeds < 2:
            return "one seed says nothing about the spread between seeds"
        if self.seeds < MINIMUM_SEEDS:
            return f"{self.seeds} seeds carry no verdict; train at least {MINIMUM_SEEDS}"
        return self.untested

    @property
    def verdict(self) -> str:
        """`"best"` (`winner` says who), `"within noise"` or `"not tested"` (`reason` says why)."""
        if self.reason:
            return "not tested"
        return "best" if self.excludes_zero() else "within noise"

    @property
    def winner(self) -> str | None:
        """The better row, where the seeds support it."""
        if self.verdict != "best":
            return None
        return self.a if (self.difference < 0) == self.lower_is_better else self.b

    @property
    def evidence(self) -> str:
        """One sentence with all numbers."""
        return sentence(self.as_dict())

    def __str__(self) -> str:
        if self.reason:
            return f"{self.evidence}. Not tested: {self.reason}"
        outcome = f"Better: {self.winner}" if self.winner else "Within noise: it may as well be zero"
        if self.comparisons == 1:
            return f"{self.evidence}. {outcome}"
        low, high = self.corrected_interval() or (0.0, 0.0)
        corrected = f"corrected for {self.comparisons} comparisons, the interval is {low:+.4f} to {high:+.4f}"
        return f"{self.evidence}. {outcome} ({corrected})"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "metric": self.metric,
            "a": self.a,
            "b": self.b,
            "difference": self.difference,
            "standard_error": self.standard_error if self.seeds > 1 else None,
            "degrees_of_freedom": self.freedom if self.seeds > 1 else None,
            "interval": list(self.interval() or ()) or None,
            "corrected_interval": list(self.corrected_interval() or ()) or None,
            "comparisons": self.comparisons,
            "seeds": self.seeds,
            "paired": self.paired,
            "held": self.held,
            "pairs": self.pairs,
            "verdict": self.verdict,
            "winner": self.winner,
            "reason": self.reason,
        }

    def corrected_for(self, comparisons: int, untested: str = "") -> Difference:
        """The same difference as one of several comparisons, or as one without a verdict."""
        return replace(self, comparisons=comparisons, untested=untested or self.untested)


def sentence(numbers: Mapping[str, Any]) -> str:
    """A difference in words: what was subtracted from what, its mean, its interval, and how often its sign came.

    Args:
        numbers: from `Difference.as_dict`. Where `b` is empty, one number a seed was measured and nothing subtracted.
    """
    metric, a, b, seeds = (numbers[key] for key in ("metric", "a", "b", "seeds"))
    what = f"{metric} of {a} minus {metric} of {b}" if b else metric
    mean = f"{what}: {numbers['difference']:+.4f}"
    if seeds < 2:
        return f"{mean} (one seed, so no interval)"
    low, high = numbers["interval"]
    sign = "above" if numbers["difference"] > 0 else "below"
    counted = "seeds" if numbers["paired"] else "pairs of seeds"
    held = f"{sign} zero in {numbers['held']} of {numbers['pairs']} {counted}"
    return f"{mean} on average over {seeds} seeds (95% interval {low:+.4f} to {high:+.4f}; {held})"


def difference_of_seeds(
    a: np.ndarray, b: np.ndarray, test_part: Part, /, *, paired: bool, **described: Any
) -> Difference:
    """The difference from one value a seed and what is known of the test set's part.

    Args:
        a, b: (seeds,) each; of equal length and the same seeds in the same order if paired.
        test_part: variance of the difference that a finite test set causes.
        paired: same seeds.
        described: the other fields of `Difference`.

    Raises:
        UserError: paired values of different length.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if paired and len(a) != len(b):
        raise UserError(f"{len(a)} and {len(b)} seeds cannot be paired; give the same seeds to both rows")
    seeds = min(len(a), len(b))
    differences = a - b if paired else (a[:, None] - b[None, :]).ravel()
    mean = float(a.mean() - b.mean())
    if seeds < 2:
        seed_part = Part(0.0, math.inf)
    elif paired:
        seed_part = Part(float((a - b).var(ddof=1)) / seeds, seeds - 1)
    else:
        parts = [Part(float(row.var(ddof=1)) / len(row), len(row) - 1) for row in (a, b)]
        seed_part = Part(sum(part.variance for part in parts), combined_freedom(*parts))
    return Difference(
        **{"metric": "metric", "a": "a", "b": "b", **described},
        difference=mean,
        seed_part=seed_part,
        test_part=test_part,
        seeds=seeds,
        paired=paired,
        held=int((differences * mean > 0).sum()),
        pairs=len(differences),
    )


def difference_of_examples(a: np.ndarray, b: np.ndarray, /, *, paired: bool, **described: Any) -> Difference:
    """The difference of a metric that is a mean over examples.

    Args:
        a, b: one value for every seed and test example, (seeds, examples); the same examples in both.
        paired: row k of both has the same seed.
        described: the other fields of `Difference`.
    """
    part = examples_part(a.mean(axis=0) - b.mean(axis=0))
    return difference_of_seeds(a.mean(axis=1), b.mean(axis=1), part, paired=paired, **described)


def examples_part(values: np.ndarray) -> Part:
    """What a finite test set contributes to the variance of a mean over examples (n,)."""
    if len(values) < 2:
        return Part(math.inf, 1)
    return Part(float(values.var(ddof=1)) / len(values), len(values) - 1)


def half_width(standard_error: float, freedom: float, confidence: float) -> float:
    """Half of a Student-t interval."""
    from scipy.stats import t

    if standard_error == 0:
        return 0.0
    return float(t.ppf((1 + confidence) / 2, freedom)) * standard_error


def combined_freedom(*parts: Part) -> float:
    """Degrees of freedom of a sum of independent variance estimates (Welch 1947, Satterthwaite 1946)."""
    total = sum(part.variance for part in parts)
    if not 0 < total < math.inf:
        return min(part.freedom for part in parts)
    return total**2 / sum(part.variance**2 / part.freedom for part in parts)
