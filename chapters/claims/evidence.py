"""The evidence of a verdict over seeds: its numbers in words, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from chapters.claims.claim_list import Claim
from comparison.differences import sentence
from comparison.fairness import sides_in_words

NAMES = {
    "recipe.hyperparameters.average": "global average pooling",
    "recipe.hyperparameters.examples.name": "landmarks taken from",
    "recipe.hyperparameters.masked": "mask of the padding",
}
"""What the lessons' own hyperparameters are called, where the keyword alone does not say it."""


def both_sides(sides: Mapping[str, Any] | None, beside: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is equal and what differs, in words: of the comparison that is judged, then of those beside it.

    Args:
        sides: as `comparison.sides` returns it; None if it is not known.
        beside: the `values` of the comparisons without a verdict.
    """
    said = [sides_in_words(sides, NAMES)] if sides else []
    others = [(f"{other['a']} and {other['b']}", other["sides"]) for other in beside if other["sides"]]
    return said + [f"Beside it, {names}: {sides_in_words(found, NAMES)}" for names, found in others]


def evidence_of(claim: Claim, numbers: Mapping[str, Any]) -> str:
    """The numbers behind a verdict in words, for a difference or an equivalence.

    Args:
        claim: what was claimed.
        numbers: the `values` of its verdict.
    """
    measured = sentence(numbers)
    each = _of_parts(numbers.get("parts", {}))
    each += "".join(f" Beside it, without a verdict: {sentence(other)}." for other in numbers.get("beside", ()))
    if numbers["reason"]:
        return f"{measured}. No verdict: {numbers['reason']}.{each}"
    between = f"between -{claim.margin:g} and {claim.margin:g}"
    wanted = between if claim.kind == "equivalence" else f"above {claim.margin:g}"
    low, high = numbers["corrected_interval"]
    many = numbers["comparisons"]
    interval = f"corrected for the chapter's {many} comparisons, the interval is" if many > 1 else "the interval is"
    asked = f"The claim asks for a value {wanted}; {interval} {low:+.4f} to {high:+.4f}."
    return f"{measured}. {asked}{_only_the_margin_is_open(claim, low, high)}{each}"


def _of_parts(parts: Mapping[str, Sequence[float]]) -> str:
    """What a value is the mean of: each part's own mean over the seeds, and the lowest; empty if there are no parts."""
    if not parts:
        return ""
    means = {name: float(np.mean(values)) for name, values in parts.items()}
    lowest = min(means, key=means.__getitem__)
    each = ", ".join(f"{name} {mean:+.2f}" for name, mean in means.items())
    return f" It is the mean of {len(means)}. Each on average: {each}; the lowest is {means[lowest]:+.2f} ({lowest})."


def _only_the_margin_is_open(claim: Claim, low: float, high: float) -> str:
    """What "within noise" means where the interval contains the margin and not zero; empty elsewhere."""
    margins = (-claim.margin, claim.margin) if claim.kind == "equivalence" else (claim.margin,)
    if low <= 0 <= high or not any(low <= margin <= high for margin in margins):
        return ""
    side = "above" if low > 0 else "below"
    return f" It lies {side} zero: only whether by more than the margin, {abs(claim.margin):g}, is open."
