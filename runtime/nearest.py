"""The hint for a name that is not known: the nearest one that is."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def hint(name: str, known: Iterable[str], otherwise: str, cutoff: float = 0.6) -> str:
    """`"did you mean dense?"`, or what else to say where no known name is near.

    Args:
        name: as it was typed.
        known: the names there are.
        otherwise: for a name that is like none of them.
        cutoff: from 0 (any name is near) to 1 (only the same).
    """
    close = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return f"did you mean {close[0]}?" if close else otherwise
