"""What is different in a notebook: whether there is one, a line that is written anew, and HTML."""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any

from runtime.plain_text import plain


def shell() -> Any | None:
    """The IPython that runs this program, in a notebook or on a terminal; None in plain Python."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def in_notebook() -> bool:
    """Whether the program runs in the kernel of a notebook (Jupyter, Colab, an editor)."""
    return hasattr(shell(), "kernel")


def show(thing: Any) -> None:
    """Show something below the cell as its last line would."""
    from IPython.display import display  # in a notebook it is there

    display(thing)


class Line:
    """A line below the cell, or a few, that is written again and again, in its place."""

    PAUSE = 0.1  # seconds between two texts: more cannot be read, and each is a message

    def __init__(self) -> None:
        self._handle: Any = None
        self._written = -self.PAUSE

    def write(self, text: str, *, last: bool = False) -> None:
        """Write the text in place of the one before, unless that was a moment ago and this is not the last."""
        from IPython.display import display

        now = time.monotonic()
        if not last and now - self._written < self.PAUSE:
            return
        self._written = now
        data = {"text/plain": "\n".join(map(plain, text.split("\n")))}
        if self._handle is None:
            self._handle = display(data, raw=True, display_id=True)
        else:
            self._handle.update(data, raw=True)


def in_html(text: object) -> str:
    """Text for HTML, in which a name is a name and never a tag, a link or a script."""
    return html.escape(plain(text))


def html_table(header: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """A table in HTML.

    Args:
        header: titles of the columns.
        rows: cells, one a column; a line break in a cell starts a new line there.
        left: so many of the first columns are aligned to the left.
    """

    def line(tag: str, cells: Sequence[str]) -> str:
        return "".join(
            f'<{tag} style="text-align: {"left" if place < left else "right"}">{_lines(cell)}</{tag}>'
            for place, cell in enumerate(cells)
        )

    body = "".join(f"<tr>{line('td', cells)}</tr>" for cells in rows)
    return f"<table><thead><tr>{line('th', header)}</tr></thead><tbody>{body}</tbody></table>"


def html_lines(text: str) -> str:
    """A paragraph in HTML that keeps the line breaks of its text."""
    return f"<p>{_lines(text)}</p>"


def _lines(text: object) -> str:
    return "<br>".join(map(in_html, str(text).split("\n")))
