"""A table on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from runtime.arguments import sequence
from runtime.errors import UserError
from runtime.plain_text import plain


def print_columns(header: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[str] = ()) -> None:
    """Print a table to standard output: boxes on a terminal, plain text in a pipe.

    Args:
        header: titles of the columns; the first is never broken into lines.
        rows: cells, one a column.
        left: titles of the columns that are aligned to the left.

    Raises:
        UserError: header, rows or a row are no lists, or a row has not one cell for each column.
    """
    sequence("header", header)
    rows = [sequence("a row", row) for row in sequence("rows", rows)]
    if wrong := [row for row in rows if len(row) != len(header)]:
        raise UserError(f"a row has {len(wrong[0])} cells for {len(header)} columns; give one for each")
    terminal = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
    for index, title in enumerate(header):
        table.add_column(plain(title), justify="left" if title in left else "right", no_wrap=index == 0)
    for cells in rows:
        table.add_row(*map(plain, cells))
    Console(file=sys.stdout, width=None if terminal else 240, highlight=False, markup=False).print(table)
