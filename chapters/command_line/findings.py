"""A finding of the doctor."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One finding: what was looked at, what it is, and the fix if it is not well."""

    what: str
    found: str
    fix: str = ""
