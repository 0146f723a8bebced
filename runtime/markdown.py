"""Plain text as Markdown shows it unchanged, and a line of a table."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"[\\`*\[\]|$~<]|(?<![^\W_])_|_(?![^\W_])")  # an underscore within a word is none of Markdown's


def escaped(text: str) -> str:
    """Text in which nothing but `code` is Markdown."""
    pieces = re.split(r"(`[^`]+`)", text)
    pieces[::2] = [SPECIAL.sub(r"\\\g<0>", piece) for piece in pieces[::2]]
    return "".join(pieces)


def table_row(*cells: str) -> str:
    """A line of a table; the cells are Markdown."""
    return "| " + " | ".join(cells) + " |"
