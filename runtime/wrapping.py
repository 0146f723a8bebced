"""Text in lines that break between words and fit the narrowest terminal."""

from __future__ import annotations

WIDTH = 80  # columns of the narrowest terminal


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
