"""`claims.check(id, value)` turns a lesson's value into a verdict on a claim of the lecture.

A lesson supplies values only: a number, string, truth value or list for an `exact` claim; for a `difference` or an
`equivalence` a `comparison.Difference`, or a list with one number a seed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chapters.claims.claim_list import Claim, lecture, named
from chapters.claims.evidence import evidence_of
from chapters.claims.results import damaged, stale, stored
from chapters.claims.stored_numbers import computed_anew, contradiction
from comparison.differences import Difference, difference_of_seeds
from runtime.errors import UserError

VERDICTS = ("holds", "does not hold", "within noise", "not tested")


@dataclass(frozen=True)
class Verdict:
    """What a value says about a claim: one of `VERDICTS`, the evidence in words, and the numbers behind it."""

    verdict: str
    evidence: str
    values: dict[str, Any] = field(default_factory=dict)


def check(
    claim_id: str,
    value: Any,
    *,
    parts: Mapping[str, Sequence[float]] | None = None,
    sides: Mapping[str, Mapping[str, Any]] | None = None,
    beside: Sequence[Difference] = (),
) -> dict[str, Any]:
    """What a chapter's value says about a claim, as `--json` has it.

    A value of fewer than five seeds carries no verdict: then the stored one stands beside this run's numbers.

    Args:
        claim_id: as in `claims.toml`.
        value: see the module.
        parts: what the value is a mean of: name -> one number a seed. The evidence reports each.
        sides: `comparison.sides` of the two rows that numbers were computed from; a `Difference` has its own.
        beside: differences that are shown with the value, with their intervals and without a verdict.

    Raises:
        UserError: the claim is unknown, or the value is not of its kind.
    """
    claim = named(claim_id)
    result = judged(claim, value, lecture().comparisons(claim.chapter), parts, sides, beside)
    verdict, evidence = result.verdict, result.evidence
    values = {**result.values, "this_run": {"verdict": verdict, "evidence": evidence}}
    if verdict == "not tested":
        stored = stored_verdict(claim)
        if stored:
            verdict, evidence = stored["verdict"], f"stored: {stored['evidence']} This run: {evidence}"
    return {**described(claim), "verdict": verdict, "evidence": evidence, "values": values}


def described(claim: Claim) -> dict[str, Any]:
    """The part of a claim that every report has."""
    return {
        "id": claim.id,
        "slide": lecture().title(claim.slide),
        "ko": claim.ko,
        "statement": claim.statement,
        "origin": claim.origin,
        **({"correction": claim.correction} if claim.correction else {}),
    }


def correction(verdict: str, text: str) -> str:
    """The correction of a claim after the words that its verdict asks for: one that holds may still be loose."""
    return f"{'Correction' if verdict == 'does not hold' else 'More precisely'}: {text}"


def not_tested(claim_id: str, reason: str) -> dict[str, Any]:
    """A claim for which this run has no value, and why; the stored verdict stands beside it in the evidence."""
    claim = named(claim_id)
    stored = stored_verdict(claim)
    evidence = f"{reason} (stored: {stored['verdict']}: {stored['evidence']})" if stored else reason
    this_run = {"verdict": "not tested", "evidence": reason}
    return {**described(claim), "verdict": "not tested", "evidence": evidence, "values": {"this_run": this_run}}


def stored_verdict(claim: Claim) -> dict[str, Any] | None:
    """The stored entry of a claim as it now reads, judged anew; None if there is none, or it is to be run again.

    The datasets are not looked at: a lesson that runs has loaded them.
    """
    content = stored(claim.chapter)
    entry = content["claims"].get(claim.id)
    if entry is None or stale(claim, entry, content["study"], look_at_data=False):
        return None
    return {**entry, **vars(judged_anew(claim, entry))}


def judged(
    claim: Claim,
    value: Any,
    comparisons: int = 1,
    parts: Mapping[str, Sequence[float]] | None = None,
    sides: Mapping[str, Mapping[str, Any]] | None = None,
    beside: Sequence[Difference] = (),
) -> Verdict:
    """The verdict of a value on a claim, with nothing stored beside it.

    Args:
        claim: any.
        value: see the module.
        comparisons: differences and equivalences of the chapter, for which the interval is corrected (Bonferroni).
        parts, sides, beside: as of `check`.

    Raises:
        UserError: the value is not of the claim's kind.
    """
    if claim.kind == "exact":
        return _judged_exact(claim, value)
    difference = value if isinstance(value, Difference) else difference_of_values(claim, value)
    numbers = difference.corrected_for(comparisons).as_dict()
    if sides:
        numbers["sides"] = sides
    if parts:
        numbers["parts"] = {name: [float(one) for one in values] for name, values in parts.items()}
    if beside:
        numbers["beside"] = [{**other.as_dict(), "verdict": None, "winner": None} for other in beside]
    return _judged_numbers(claim, numbers)


def judged_anew(claim: Claim, entry: Mapping[str, Any]) -> Verdict:
    """The verdict of today's rules on stored values, whatever verdict was stored beside them.

    Args:
        claim: any.
        entry: of `chapters/results/<chapter>.json`.

    Raises:
        UserError: it lacks a value, or its numbers contradict each other.
    """
    values = entry["values"]
    try:
        if claim.kind == "exact":
            return Verdict(judged(claim, values["computed"]).verdict, entry["evidence"], values)
        if wrong := contradiction(values):
            raise damaged(claim.chapter, f"for {claim.id} {wrong}")
        return _judged_numbers(claim, computed_anew(values, lecture().comparisons(claim.chapter)))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise damaged(claim.chapter, f"for {claim.id} no numbers to judge ({type(error).__name__}: {error})") from None


def _judged_numbers(claim: Claim, numbers: Mapping[str, Any]) -> Verdict:
    # The difference's own verdict is about zero, the claim's about its margin.
    numbers = {key: value for key, value in numbers.items() if key not in ("verdict", "winner")}
    numbers["margin"] = claim.margin
    evidence = evidence_of(claim, numbers)
    if numbers["reason"]:
        return Verdict("not tested", evidence, numbers)
    low, high = numbers["corrected_interval"]
    below = -claim.margin if claim.kind == "equivalence" else claim.margin
    above = claim.margin if claim.kind == "equivalence" else math.inf
    if below < low and high < above:
        verdict = "holds"
    elif high < below or low > above:
        verdict = "does not hold"
    else:
        verdict = "within noise"
    return Verdict(verdict, evidence, numbers)


def difference_of_values(claim: Claim, values: Sequence[float]) -> Difference:
    """One number a seed as a difference to zero; its interval covers other seeds, not other test examples."""
    try:
        numbers = np.array(values, np.float64)
    except (TypeError, ValueError):
        numbers = np.empty(0)
    if numbers.ndim != 1 or not len(numbers) or not np.isfinite(numbers).all():
        raise UserError(
            f"claim {claim.id!r} takes a comparison.Difference or finite numbers, one a seed; not {values!r:.60}"
        )
    zeros = np.zeros(len(numbers))
    named_as = {"metric": claim.value, "a": "", "b": ""}
    return difference_of_seeds(numbers, zeros, paired=True, **named_as)


def _judged_exact(claim: Claim, value: Any) -> Verdict:
    value = plain(value)
    expected = claim.expected
    if type(value) is bool or type(expected) is bool or isinstance(expected, str):
        fits, same = type(value) is type(expected), value == expected
    elif isinstance(expected, list):
        fits, same = isinstance(value, list), value == expected
    else:
        fits = isinstance(value, int | float) and math.isfinite(value)
        same = fits and abs(value - expected) <= claim.margin
    if not fits:
        raise UserError(f"claim {claim.id!r} takes a value like {expected!r}; not {value!r:.60}")
    evidence = f"claimed: {spoken(expected)}; computed: {spoken(value)}"
    return Verdict("holds" if same else "does not hold", evidence, {"expected": expected, "computed": value})


def spoken(value: Any) -> str:
    """A value of an exact claim in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(spoken, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def plain(value: Any) -> Any:
    """NumPy's numbers and tuples as JSON knows them."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
