"""The exact claims that need no training: computed now, by the functions that are registered for them."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from typing import Any

from chapters.claims.claim_list import lecture, named
from chapters.claims.registry import FUNCTIONS, LESSONS, Compute
from chapters.claims.verdicts import Verdict, check, judged

MODULES = ("exact_lines", "exact_networks", "exact_costs", "exact_losses", "exact_optimizers")


@cache
def functions() -> dict[str, Compute]:
    """Claim id -> the function that computes it; a lesson supplies the values of the other claims."""
    for module in MODULES:
        import_module(f"chapters.claims.{module}")
    return dict(FUNCTIONS)


def value_of(claim_id: str) -> Any:
    """What a claim's function gives. One with the argument `lesson` computes with that lesson's own functions."""
    compute = functions()[claim_id]
    if inspect.signature(compute).parameters:
        return compute(import_module(f"chapters.{LESSONS.get(claim_id) or named(claim_id).chapter}"))
    return compute()


def computed(claim_id: str) -> Verdict:
    """The claim's verdict, computed now. Its evidence ends in how: the function's docstring."""
    verdict = judged(named(claim_id), value_of(claim_id))
    return Verdict(verdict.verdict, f"{verdict.evidence}. {how(claim_id)}", verdict.values)


def checks(chapter: str) -> list[dict[str, Any]]:
    """`claims.check` of a chapter's exact claims that have a function, computed now; the evidence ends in how."""
    found = []
    for claim_id in without_training():
        if named(claim_id).chapter == chapter:
            entry = check(claim_id, value_of(claim_id))
            found.append({**entry, "evidence": f"{entry['evidence']}. {how(claim_id)}"})
    return found


def without_training() -> list[str]:
    """Ids of the claims that have a function, in the lecture's order."""
    return [claim_id for claim_id in lecture().claims if claim_id in functions()]


def how(claim_id: str) -> str:
    """How a claim is computed: the docstring of its function, on one line."""
    return " ".join((functions()[claim_id].__doc__ or "").split())
