"""The exact claims that need no training: claim -> the function that computes it in plain sight."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from chapters.claims import Verdict, check, judged, lecture, named

MODULES = ("exact_lines", "exact_networks", "exact_costs", "update_rules")


def function(claim_id: str) -> Callable[[], Any] | None:
    """The function of a claim; None where a chapter supplies the value."""
    for module in MODULES:
        found = getattr(import_module(f"chapters.{module}"), claim_id.replace("-", "_"), None)
        if found:
            return found
    return None


def computed(claim_id: str) -> Verdict:
    """The claim's verdict, computed now. Its evidence ends in how: the function's docstring."""
    compute = function(claim_id)
    assert compute, f"{claim_id} has no function"
    verdict = judged(named(claim_id), compute())
    return Verdict(verdict.verdict, f"{verdict.evidence}. {_how(compute)}", verdict.values)


def checks(chapter: str) -> list[dict[str, Any]]:
    """`claims.check` of a chapter's exact claims that have a function here, computed now; the evidence ends in how."""
    found = []
    for claim_id in without_training():
        if named(claim_id).chapter == chapter:
            compute = function(claim_id)
            entry = check(claim_id, compute())
            found.append({**entry, "evidence": f"{entry['evidence']}. {_how(compute)}"})
    return found


def without_training() -> list[str]:
    """Ids of the claims that are computed here."""
    return [claim.id for claim in lecture().claims.values() if claim.kind == "exact" and function(claim.id)]


def _how(compute: Callable[[], Any]) -> str:
    return " ".join((compute.__doc__ or "").split())
