"""Text that somebody else chose, made harmless for one line of a terminal or a file."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"  # inside words and emoji


def plain(text: object) -> str:
    r"""Text without what moves a cursor, starts a line, turns the direction round or cannot be written: as `\x1b`.

    Control characters of a terminal can write the clipboard, a line break forges a row of a table, and half a
    surrogate pair is in no encoding.
    """
    return "".join(_written(letter) for letter in str(text))


def _written(letter: str) -> str:
    if letter.isprintable() or letter in JOINERS:
        return letter
    if unicodedata.category(letter) == "Zs":  # spaces of other widths
        return letter
    return letter.encode("unicode_escape").decode("ascii")
