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
    how = " ".join((compute.__doc__ or "").split())
    return Verdict(verdict.verdict, f"{verdict.evidence}. {how}", verdict.values)


def checks(chapter: str) -> list[dict[str, Any]]:
    """`claims.check` of a chapter's exact claims, each with the value that its function computes now."""
    exact = [claim.id for claim in lecture().of_chapter(chapter) if claim.kind == "exact"]
    return [check(claim_id, function(claim_id)()) for claim_id in exact]


def without_training() -> list[str]:
    """Ids of the claims that are computed here."""
    return [claim.id for claim in lecture().claims.values() if claim.kind == "exact" and function(claim.id)]
