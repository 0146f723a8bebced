"""The stored numbers of a difference: computed anew by the rules of today, and searched for contradictions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from comparison.crossed import seeds_part
from comparison.differences import Difference


def computed_anew(numbers: Mapping[str, Any], comparisons: int) -> dict[str, Any]:
    """Stored numbers with their intervals by today's rules, corrected for so many comparisons."""
    return {**numbers, **Difference.from_dict(numbers).corrected_for(comparisons).as_dict()}


def contradiction(numbers: Mapping[str, Any]) -> str:
    """Which stored numbers cannot belong together, whatever the rules of verdicts are; empty if none.

    The values of the seeds fix the mean difference, the counts, and the seeds' part of the uncertainty. An interval has
    the difference in its middle.

    Args:
        numbers: as `Difference.as_dict` gives them.
    """
    found = Difference.from_dict(numbers)
    counted = {"difference": found.difference, "seeds": found.seeds, "pairs": found.pairs, "held": found.held}
    for name, value in counted.items():
        if not _close(numbers[name], value):
            return f"{name} = {numbers[name]} where the values come to {value:.6g}"
    if found.pairs:  # else a value is undefined, and nothing is known
        apart = [np.array(found.values_a, np.float64), np.array(found.values_b, np.float64)]
        of_values = [seeds_part(values).variance for values in ([found.differences] if found.paired else apart)]
        stored = [part.variance for part in found.uncertainty.seeds]
        if len(stored) != len(of_values) or not all(map(_close, stored, of_values)):
            return "an `uncertainty` of the seeds that their values do not have"
    for name in ("interval", "corrected_interval"):
        if numbers[name] and not _close(sum(numbers[name]) / 2, found.difference):
            return f"the {name} {numbers[name]}, which is not around the difference {found.difference:.6g}"
    return ""


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12)
