"""Names as each medium needs them: a run, a class or a setting may be called anything.

What is written into a terminal, Markdown, CSV or a figure goes through here, so that a name is read as a name there and
never as a control sequence, a cell, a formula or mathematics.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from runtime.markdown import table_row
from runtime.plain_text import plain

MARKUP = re.compile(r"[\\`*\[\]|$~]")
DATE = re.compile(r"\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?")
FORMULA = "=+-@＝＋－＠"


def in_markdown(text: object) -> str:
    """Text for a cell or a line of Markdown, in which HTML is text, too."""
    marked = MARKUP.sub(lambda found: f"\\{found[0]}", plain(text))
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; the first row is its header."""
    lines = [[in_markdown(cell) for cell in row] for row in rows]
    lines.insert(1, ["---"] * len(rows[0]))
    return "\n".join(table_row(*line) for line in lines)


def in_csv(text: object) -> str:
    """Text for a cell that a spreadsheet takes for text: it would compute `=1+1` and read 3-4 as a date."""
    cell = plain(text)
    start = cell.lstrip()
    if start[:1] and start[0] in FORMULA and start != "-" and not _is_number(start):
        return f"'{cell}"
    return f"'{cell}" if DATE.fullmatch(start.rstrip()) else cell


def csv_table(rows: Sequence[Sequence[str]]) -> str:
    """A table in CSV; the first row is its header. It begins with a byte order mark: without, Excel loses Korean."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([in_csv(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def in_figure(text: object) -> str:
    """Text for a figure: dollars are dollars, not mathematics, and a legend leaves out what begins with `_`."""
    drawn = "\n".join(map(plain, str(text).split("\n"))).replace("$", "\\$")
    return f" {drawn}" if drawn.startswith("_") else drawn


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
