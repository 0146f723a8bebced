"""Which function computes which exact claim: `@computes("claim-id")` above the function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Compute = Callable[..., Any]

FUNCTIONS: dict[str, Compute] = {}
"""Claim id -> its function, filled when the modules `exact_*` are imported."""

LESSONS: dict[str, str] = {}
"""Claim id -> the chapter whose lesson its function is given, where that is not the claim's own chapter."""


def computes(claim_id: str, *, lesson: str = "") -> Callable[[Compute], Compute]:
    """Register a function for an exact claim.

    The function gives what is compared with the claim's `expected`, and its docstring says how. It takes nothing, or
    one argument `lesson`: then it is given the module of the claim's chapter, and computes with that lesson's own
    functions. So every formula has one definition.

    Args:
        claim_id: as in `claims.toml`.
        lesson: the chapter whose lesson the function is given, if another than the claim's teaches the formula.
    """

    def register(function: Compute) -> Compute:
        assert claim_id not in FUNCTIONS, f"{claim_id} has two functions"
        FUNCTIONS[claim_id] = function
        if lesson:
            LESSONS[claim_id] = lesson
        return function

    return register
