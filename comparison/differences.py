"""The difference of two rows: its interval over seeds and test examples, and what it can carry. See docs/statistics.md.

A run is one draw of a seed and is judged on one draw of test examples; `comparison.crossed` has the variance. A
difference keeps what it was computed from, so that a stored one can be judged again without training.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comparison.crossed import Crossed, Part, examples_part, half_width, interaction_part, seeds_part
from comparison.recorded import CROSS_ENTROPIES
from runtime.errors import UserError

MINIMUM_SEEDS = 5
"""Fewer seeds carry no verdict: with three, an interval's half-width is 2.5 standard deviations."""

MINIMUM_EXAMPLES = 30
"""Fewer test examples carry no verdict: `benchmarks/coverage.py` has what happens there. For recall and F1 the positive
ones count, for the area under the ROC curve those of the rarer class."""

MINIMUM_DISCORDANT = 10
"""Of a proportion: fewer examples on which the rows differ carry no verdict; Student's t is too far from the truth."""

HOLDS_AT = 0.95  # confidence of a verdict, over all its comparisons together


@dataclass(frozen=True)
class Difference:
    """The difference `a - b` of a metric between two rows.

    Attributes:
        metric: what is compared, on the test split.
        a, b: labels of the rows.
        values_a, values_b: the metric of each seed, in its unit; None where it is undefined.
        uncertainty: its sources, over seeds and test examples.
        paired: both rows have the same seeds; else every seed of one meets every seed of the other.
        examples: of the test split that the metric is measured on (see `comparison.refusals`); None if unknown.
        discordant: of a proportion, on how many examples a is right more often than b, and b more often than a.
        lower_is_better: whether the smaller value wins.
        comparisons: how many the verdict is corrected for (Bonferroni).
        untested: why there is no verdict whatever the numbers are; empty if there may be one.
        sides: what both rows have in common and what differs (`comparison.fairness`); None if nobody looked.
    """

    metric: str
    a: str
    b: str
    values_a: tuple[float | None, ...]
    values_b: tuple[float | None, ...]
    uncertainty: Crossed
    paired: bool
    examples: int | None = None
    discordant: tuple[int, int] | None = None
    lower_is_better: bool = False
    comparisons: int = 1
    untested: str = ""
    sides: Mapping[str, Mapping[str, Any]] | None = None

    @property
    def seeds(self) -> int:
        """Of the row with fewer."""
        return min(len(self.values_a), len(self.values_b))

    @property
    def differences(self) -> np.ndarray:
        """One a pair of seeds; empty where a value is undefined."""
        if None in (*self.values_a, *self.values_b):
            return np.empty(0)
        a, b = np.array(self.values_a, np.float64), np.array(self.values_b, np.float64)
        return a - b if self.paired else (a[:, None] - b[None, :]).ravel()

    @property
    def difference(self) -> float:
        """Mean over seeds, a minus b, in the metric's unit; 0 where a value is undefined."""
        return float(self.differences.mean()) if self.pairs else 0.0

    @property
    def pairs(self) -> int:
        """Pairs of seeds."""
        return len(self.differences)

    @property
    def held(self) -> int:
        """In how many pairs of seeds the difference had the sign of the mean."""
        return int((self.differences * self.difference > 0).sum())

    @property
    def standard_error(self) -> float:
        """Of the difference, over seeds and test examples."""
        return math.sqrt(self.uncertainty.variance)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the standard error."""
        return self.uncertainty.freedom

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
        if self.untested:
            return self.untested
        if self.examples is not None and self.examples < MINIMUM_EXAMPLES:
            return f"{self.examples} test examples carry no verdict; test on at least {MINIMUM_EXAMPLES}"
        if self.discordant and sum(self.discordant) < MINIMUM_DISCORDANT:
            differing = f"the rows differ on {sum(self.discordant)} test examples"
            return f"{differing}, and fewer than {MINIMUM_DISCORDANT} carry no verdict"
        if self.standard_error <= 1e-12 * max(map(abs, self.differences), default=0.0):
            return "neither seeds nor test examples show any spread, so nothing says how far chance reaches"
        return ""

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
        """For JSON: what is printed, and what `from_dict` makes the same difference of again."""
        several = self.seeds > 1
        return {
            "metric": self.metric,
            "a": self.a,
            "b": self.b,
            "difference": self.difference,
            "standard_error": self.standard_error if several else None,
            "degrees_of_freedom": self.freedom if several and self.freedom < math.inf else None,
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
            "values_a": list(self.values_a),
            "values_b": list(self.values_b),
            "uncertainty": self.uncertainty.as_dict(),
            "examples": self.examples,
            "discordant": list(self.discordant) if self.discordant else None,
            "lower_is_better": self.lower_is_better,
            "untested": self.untested,
            "sides": self.sides,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Difference:
        """The same difference again, from `as_dict`: interval and verdict are computed anew by the rules of today."""
        kept = ("metric", "a", "b", "paired", "examples", "lower_is_better", "comparisons", "untested")
        return cls(
            **{key: stored[key] for key in kept},
            values_a=tuple(stored["values_a"]),
            values_b=tuple(stored["values_b"]),
            uncertainty=Crossed.from_dict(stored["uncertainty"]),
            discordant=tuple(stored["discordant"]) if stored["discordant"] else None,
            sides=stored["sides"],
        )

    def corrected_for(self, comparisons: int, untested: str = "") -> Difference:
        """The same difference as one of several comparisons, or as one without a verdict."""
        return replace(self, comparisons=comparisons, untested=untested or self.untested)


def sentence(numbers: Mapping[str, Any]) -> str:
    """A difference in words: what was subtracted from what, its mean, its interval, and how often its sign came.

    An interval that covers other seeds but not other test examples is called one "over seeds alone".

    Args:
        numbers: from `Difference.as_dict`. Where `b` is empty, one number a seed was measured and nothing subtracted.
    """
    metric = _metric_in_words(numbers)
    a, b, seeds = (numbers[key] for key in ("a", "b", "seeds"))
    what = f"{metric} of {a} minus {metric} of {b}" if b else metric
    mean = f"{what}: {numbers['difference']:+.4f}"
    if seeds < 2:
        return f"{mean} (one seed, so no interval)"
    low, high = numbers["interval"]
    covers = "95% interval" if numbers["uncertainty"]["examples"] else "95% interval over seeds alone"
    sign = "above" if numbers["difference"] > 0 else "below"
    counted = "seeds" if numbers["paired"] else "pairs of seeds"
    held = f"{sign} zero in {numbers['held']} of {numbers['pairs']} {counted}"
    return f"{mean} on average over {seeds} seeds ({covers} {low:+.4f} to {high:+.4f}; {held})"


def _metric_in_words(numbers: Mapping[str, Any]) -> str:
    """What was measured; the mean cross-entropy is called log loss, also where it was compared as the loss."""
    loss = ((numbers.get("sides") or {}).get("equal") or {}).get("loss")
    is_log_loss = numbers["metric"] == "log_loss" or (numbers["metric"] == "loss" and loss in CROSS_ENTROPIES)
    return "log loss" if is_log_loss else numbers["metric"]


def difference_of_seeds(
    a: Sequence[float] | np.ndarray,
    b: Sequence[float] | np.ndarray,
    examples: Part | None = None,
    interaction: tuple[Part, ...] = (),
    /,
    *,
    paired: bool,
    **described: Any,
) -> Difference:
    """The difference from one value a seed and what is known of the test set's part.

    Args:
        a, b: (seeds,) each; of equal length and the same seeds in the same order if paired.
        examples: variance of the difference that a finite test set causes; None if only other seeds are covered.
        interaction: what is both in it and in the seeds' part: one part if paired, else one a row.
        paired: same seeds.
        described: the other fields of `Difference`; `examples` is the number of test examples.

    Raises:
        UserError: paired values of different length.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if paired and len(a) != len(b):
        raise UserError(f"{len(a)} and {len(b)} seeds cannot be paired; give the same seeds to both rows")
    seeds = (seeds_part(a - b),) if paired else (seeds_part(a), seeds_part(b))
    return Difference(
        **{"metric": "metric", "a": "a", "b": "b", **described},
        values_a=tuple(a.tolist()),
        values_b=tuple(b.tolist()),
        uncertainty=Crossed(seeds, examples, interaction),
        paired=paired,
    )


def difference_of_examples(
    a: np.ndarray,
    b: np.ndarray,
    /,
    *,
    paired: bool,
    proportion: bool = False,
    values: tuple[Sequence[float] | np.ndarray, Sequence[float] | np.ndarray] | None = None,
    **described: Any,
) -> Difference:
    """The difference of a metric that is a mean over examples.

    Args:
        a, b: one value for every seed and test example, (seeds, examples); the same examples in both.
        paired: row k of both has the same seed.
        proportion: the values are 1 (right) and 0 (wrong).
        values: the metric of each seed in both, where it is not the mean over its examples.
        described: the other fields of `Difference`.
    """
    of_examples = a.mean(axis=0) - b.mean(axis=0)
    known: tuple[Part | None, tuple[Part, ...]] = (None, ())
    if len(of_examples) > 1:
        tables = (a - b,) if paired and len(a) == len(b) else (a, b)
        known = examples_part(of_examples), tuple(map(interaction_part, tables))
    if proportion:
        described["discordant"] = (int((of_examples > 0).sum()), int((of_examples < 0).sum()))
    own, theirs = values or (a.mean(axis=1), b.mean(axis=1))
    described = {"examples": len(of_examples), **described}
    return difference_of_seeds(own, theirs, *known, paired=paired, **described)
