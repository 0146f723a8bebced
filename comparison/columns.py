"""A small table on the terminal, printed whole. A comparison has a module of its own: `comparison.terminal`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from runtime.arguments import sequence
from runtime.errors import UserError
from runtime.plain_text import plain


def print_columns(header: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[str] = ()) -> None:
    """Print a table to standard output: with a rule on a terminal, plain text in a pipe. Nothing in it is cut.

    Args:
        header: titles of the columns.
        rows: cells, one a column.
        left: titles of the columns that are aligned to the left.

    Raises:
        UserError: header, rows or a row are no lists, or a row has not one cell for each column.
    """
    sequence("header", header)
    texts = [[plain(cell) for cell in sequence("a row", row)] for row in sequence("rows", rows)]
    if wrong := [row for row in texts if len(row) != len(header)]:
        raise UserError(f"a row has {len(wrong[0])} cells for {len(header)} columns; give one for each")
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, force_jupyter=False)
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    widths = [max(map(cell_len, column)) for column in zip(header, *texts, strict=True)]
    for title, width in zip(header, widths, strict=True):
        table.add_column(plain(title), justify="left" if title in left else "right", no_wrap=True, width=width)
    for cells in texts:
        table.add_row(*cells)
    console.width = max(console.width, sum(widths) + 3 * len(widths))
    console.print(table)
