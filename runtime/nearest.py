"""The hint for a name that is not known: the nearest one that is."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHORTEST = 4
"""Letters that a part of a name needs to stand for it: `dense` for `ch04_dense_networks`."""


def hint(name: str, known: Iterable[str], otherwise: str, cutoff: float = 0.6) -> str:
    """`"did you mean dense?"`, or what else to say where no known name is near.

    Args:
        name: as it was typed.
        known: the names there are.
        otherwise: for a name that is like none of them.
        cutoff: from 0 (any name is near) to 1 (only the same).
    """
    names = {one.lower(): one for one in known}
    typed = name.lower()
    found = get_close_matches(typed, names, n=1, cutoff=cutoff)
    if not found and len(typed) >= SHORTEST:
        found = [one for one in names if typed in one][:1]
    return f"did you mean {names[found[0]]}?" if found else otherwise
