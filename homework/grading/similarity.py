"""Pairs of submissions that are too alike to be chance: shared fingerprints of their tokens (winnowing).

Names, numbers and comments do not count, so renaming hides nothing. What also stands in the template does not count
either. Schleimer, Wilkerson, Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003.
"""

from __future__ import annotations

import hashlib
import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

GRAM, WINDOW = 12, 6
"""Tokens of a fingerprint; grams of a window, of which the smallest is kept."""
FEWEST = 8
"""Shared fingerprints below which a pair says nothing."""
SAME = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
)


@dataclass(frozen=True)
class Pair:
    """Two submissions with much in common.

    Attributes:
        one, other: the students.
        shared: fingerprints in both that few others have.
        share: of the smaller one's fingerprints, 0 to 1.
    """

    one: str
    other: str
    shared: int
    share: float


def alike(codes: Mapping[str, str], template: str, share: float = 0.6) -> list[Pair]:
    """The pairs that share more than chance explains, the most alike first.

    A fingerprint that a quarter of the class has (three at least) is the way one writes it, and does not count.

    Args:
        codes: student -> text.
        template: what all were given.
        share: of the smaller one's rare fingerprints that have to be in the other.
    """
    given = fingerprints(template)
    own = {student: fingerprints(code) - given for student, code in codes.items()}
    held = Counter(mark for marks in own.values() for mark in marks)
    common = max(3, len(codes) // 4)
    rare = {student: {mark for mark in marks if held[mark] <= common} for student, marks in own.items()}
    found = []
    for one, other in combinations(sorted(rare), 2):
        both, fewer = len(rare[one] & rare[other]), min(len(rare[one]), len(rare[other]))
        if both >= FEWEST and both >= share * fewer:
            found.append(Pair(one, other, both, both / fewer))
    return sorted(found, key=lambda pair: (-pair.share, -pair.shared, pair.one, pair.other))


def fingerprints(code: str) -> set[str]:
    """The fingerprints of a Python text; of one that is none, no."""
    kinds = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type in SAME:
                continue
            if token.type == tokenize.NAME:
                kinds.append(token.string if keyword.iskeyword(token.string) else "name")
            else:
                kinds.append({tokenize.NUMBER: "number", tokenize.STRING: "text"}.get(token.type, token.string))
    except (tokenize.TokenError, SyntaxError):
        return set()
    grams = [" ".join(kinds[start : start + GRAM]) for start in range(len(kinds) - GRAM + 1)]
    hashes = [hashlib.blake2b(gram.encode(), digest_size=8).hexdigest() for gram in grams]
    return {min(hashes[start : start + WINDOW]) for start in range(max(1, len(hashes) - WINDOW + 1)) if hashes}
