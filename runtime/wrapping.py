"""Text in lines that break between words and fit the narrowest terminal."""

from __future__ import annotations

import re

WIDTH = 80  # columns of the narrowest terminal
DEEPEST = 56  # no text that has to be wrapped is indented further
COLUMN = re.compile(r" *(?:\S+ )*\S+ {2,}(?=\S)")
"""The first column of a line, such as a flag before what it does: two blanks or more end it."""


def wrapped(text: str, indent: str = "", after: int = 2) -> str:
    """Text in lines of at most `WIDTH` columns, where a Korean letter is two columns wide.

    Args:
        text: one paragraph.
        indent: of every line.
        after: further blanks before every line but the first.
    """
    from rich.console import Console
    from rich.text import Text

    lines = Text(text).wrap(Console(width=WIDTH), WIDTH - len(indent) - after)
    return "\n".join(indent + " " * (after * (place > 0)) + line.plain.rstrip() for place, line in enumerate(lines))


def fitted(text: str) -> str:
    """A docstring in lines of at most `WIDTH` columns. Lines that fit stay as they are, also in lists and formulas.

    A line that is too wide goes on in the next one, if that begins below its text: behind its first column, where it
    has one.

    Args:
        text: in lines, as wide as a file of source is.
    """
    from rich.cells import cell_len

    found: list[str] = []
    lines = text.split("\n")
    while lines:
        line = lines.pop(0)
        if cell_len(line) <= WIDTH:
            found.append(line)
            continue
        column, blanks = COLUMN.match(line), len(line) - len(line.lstrip())
        begin = column.end() if column and cell_len(column[0]) <= DEEPEST else blanks
        head, words, wide = line[:begin], line[begin:], True
        while wide and lines and _goes_on(lines[0], begin):
            wide = cell_len(lines[0]) > WIDTH
            words += f" {lines.pop(0).strip()}"
        indent = " " * min(cell_len(head), DEEPEST)
        found.append((head if head.strip() else indent) + wrapped(words, indent, 0).removeprefix(indent))
    return "\n".join(found)


def _goes_on(line: str, begin: int) -> bool:
    """Whether a line begins where the text of the one above does, or nearly, and has no columns of its own."""
    return bool(line.strip()) and abs(len(line) - len(line.lstrip()) - begin) <= 2 and not COLUMN.match(line)
