"""Seeds crossed with test examples: the variance of a mean, and its sources. See docs/statistics.md.

Every seed is tested on every example, so a two-way analysis of variance with random effects has three mean squares: of
the seeds, of the examples, and of what seed and example do together (the interaction: this seed misses this image).
Each of the first two contains the third, so their sum counts it twice, and it is subtracted once:

    variance of the mean = (MS_seeds + MS_examples - MS_interaction) / (seeds x examples)

Degrees of freedom: Satterthwaite 1946. Searle, Casella and McCulloch 1992, "Variance Components", chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Part:
    """One source of uncertainty: a variance of the estimate (its mean square over the cells) and its freedom."""

    variance: float
    freedom: float


@dataclass(frozen=True)
class Crossed:
    """The uncertainty of a mean over seeds and test examples, or of the difference of two such means.

    Attributes:
        seeds: one part; two where the rows of a difference have seeds of their own.
        examples: None where only the spread over seeds is known.
        interaction: as many as seeds; empty where it is not known, and then nothing is subtracted.
    """

    seeds: tuple[Part, ...]
    examples: Part | None = None
    interaction: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of them."""
        return (*self.seeds, *((self.examples,) if self.examples else ()), *self.interaction)

    @property
    def variance(self) -> float:
        """Of the estimate. No source is taken for less than nothing: neither the seeds' nor the examples' own."""
        of_seeds = sum(part.variance for part in self.seeds)
        if self.examples is None:
            return of_seeds
        both = self.interaction or (Part(0.0, math.inf),) * len(self.seeds)
        own = sum(
            max(0.0, seeds.variance - together.variance) for seeds, together in zip(self.seeds, both, strict=True)
        )
        return max(own + self.examples.variance, of_seeds)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the variance (Satterthwaite), no fewer than the part with the fewest has."""
        total, least = self.variance, min(part.freedom for part in self.parts)
        if not 0 < total < math.inf:
            return least
        return max(least, total**2 / sum(part.variance**2 / part.freedom for part in self.parts))

    def as_dict(self) -> dict[str, Any]:
        """For JSON: [variance, degrees of freedom] of each part."""

        def pair(part: Part) -> list[float | None]:
            return [part.variance, part.freedom if part.freedom < math.inf else None]

        return {
            "seeds": [pair(part) for part in self.seeds],
            "examples": pair(self.examples) if self.examples else None,
            "interaction": [pair(part) for part in self.interaction],
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Crossed:
        """The same again, from `as_dict`."""

        def parts(pairs: Iterable[Sequence[float | None]]) -> tuple[Part, ...]:
            return tuple(Part(float(v or 0.0), math.inf if f is None else float(f)) for v, f in pairs)

        examples = parts([stored["examples"]])[0] if stored["examples"] else None
        return cls(parts(stored["seeds"]), examples, parts(stored["interaction"]))


def crossed(table: np.ndarray) -> Crossed:
    """The uncertainty of the mean of a table with one value for every seed and example, (seeds, examples).

    One seed says nothing of others, one example nothing of other examples: then that part is not known.
    """
    seeds = (seeds_part(table.mean(axis=1)),)
    if table.shape[1] < 2:
        return Crossed(seeds)
    return Crossed(seeds, examples_part(table.mean(axis=0)), (interaction_part(table),))


def seeds_part(values: np.ndarray) -> Part:
    """What other seeds would change in a mean over seeds (n,)."""
    if len(values) < 2:
        return Part(0.0, math.inf)
    return Part(float(values.var(ddof=1)) / len(values), len(values) - 1)


def examples_part(values: np.ndarray) -> Part:
    """What other test examples would change in a mean over two or more examples (m,)."""
    return Part(float(values.var(ddof=1)) / len(values), len(values) - 1)


def interaction_part(table: np.ndarray) -> Part:
    """What is in both of the other parts, of a table (seeds, examples)."""
    seeds, examples = table.shape
    if seeds < 2:
        return Part(0.0, math.inf)
    left = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    freedom = (seeds - 1) * (examples - 1)
    return Part(float((left**2).sum()) / freedom / (seeds * examples), freedom)


def half_width(standard_error: float, freedom: float, confidence: float) -> float:
    """Half of a Student-t interval."""
    return 0.0 if standard_error == 0 else quantile(freedom, confidence) * standard_error


def quantile(freedom: float, confidence: float) -> float:
    """How many standard errors a two-sided Student-t interval reaches to each side; the normal one if none is left."""
    from scipy.special import ndtri, stdtrit

    tail = (1 + confidence) / 2
    return float(ndtri(tail) if freedom == math.inf else stdtrit(freedom, tail))
