"""The table of all datasets, without loading any of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from datasets.tfds_copies import command
from datasets.verification import BUNDLED, on_this_machine


@dataclass(frozen=True)
class Row:
    """One dataset in the table; a test compares it with what `load` gives.

    Attributes:
        task: as in `Dataset`.
        sample: training (validation included) + test examples without `full`; empty where there is nothing.
        full: the same of the whole set.
        shape: of one example.
        size: of what is fetched.
        licence: in a word.
    """

    task: str
    sample: str
    full: str
    shape: str
    size: str
    licence: str


ROWS = {
    "breast_cancer": Row("binary", "455 + 114", "455 + 114", "30", "", "CC BY 4.0"),
    "iris": Row("multiclass", "120 + 30", "120 + 30", "4", "", "CC BY 4.0"),
    "diabetes": Row("regression", "354 + 88", "354 + 88", "10", "", "not stated"),
    "moons": Row("binary", "1,000 + 1,000", "10,000 + 10,000", "2", "", "MIT"),
    "circles": Row("binary", "1,000 + 1,000", "10,000 + 10,000", "2", "", "MIT"),
    "xor": Row("binary", "1,000 + 1,000", "10,000 + 10,000", "2", "", "MIT"),
    "spirals": Row("binary", "1,000 + 1,000", "10,000 + 10,000", "2", "", "MIT"),
    "digits": Row("multiclass", "1,438 + 359", "1,438 + 359", "8x8x1", "", "CC BY 4.0"),
    "fashion_mnist": Row("multiclass", "10,000 + 10,000", "60,000 + 10,000", "28x28x1", "31 MB", "MIT"),
    "mnist": Row("multiclass", "", "60,000 + 10,000", "28x28x1", "12 MB", "CC BY-SA 3.0"),
    "cifar10": Row("multiclass", "", "50,000 + 10,000", "32x32x3", "170 MB", "not stated"),
    "waves": Row("regression", "9,000 + 1,000", "9,000 + 1,000", "50x1", "", "MIT"),
    "temperatures": Row("regression", "7,350 + 1,266", "7,350 + 1,266", "48x1", "", "unrestricted"),
    "movie_reviews": Row("binary", "10,097 + 2,711", "imdb_reviews", "40 words", "9.4 MB", "not stated"),
    "imdb_reviews": Row("binary", "", "25,000 + 25,000", "200 words", "84 MB", "for research"),
    "hamlet": Row("multiclass", "52,527 + 5,826", "tiny_shakespeare", "40 letters", "9.4 MB", "public domain"),
    "tiny_shakespeare": Row("multiclass", "", "353,182 + 18,577", "40 letters", "1.1 MB", "public domain"),
    "negation": Row("binary", "4,000 + 1,000", "20,000 + 5,000", "12 words", "", "MIT"),
}
COLUMNS = ("name", "task", "examples", "full", "shape", "size", "on this machine", "licence")
LEFT_OUT = ("licence", "full", "size", "shape")
"""Columns that a narrow terminal does not get, in this order, so that no word is cut."""


def where(name: str) -> str:
    """Whether a dataset is on this machine, or the command that gets it."""
    here = name in BUNDLED or not ROWS[name].size
    if not ROWS[name].size or on_this_machine(name):
        return "yes"
    return f"yes; full: {command(name)}" if here else command(name)


def print_table() -> None:
    """Print the table: drawn and fitted to a terminal, tab-separated when piped."""
    lines = [
        (name, row.task, row.sample, row.full, row.shape, row.size, where(name), row.licence)
        for name, row in ROWS.items()
    ]
    if not sys.stdout.isatty():
        for line in (COLUMNS, *lines):
            print("\t".join(line))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console()
    cells = [[cell.split("python -m datasets ")[0] + "fetch" * ("fetch" in cell) for cell in line] for line in lines]
    widths = {name: max(map(len, column)) for name, *column in zip(COLUMNS, COLUMNS, *cells, strict=True)}
    shown, left_out = list(COLUMNS), []
    while sum(widths[name] + 1 for name in shown) > console.width and len(left_out) < len(LEFT_OUT):
        left_out.append(LEFT_OUT[len(left_out)])
        shown.remove(left_out[-1])
    table = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
    for name in shown:
        table.add_column(name, width=widths[name])
    for line in cells:
        table.add_row(*(cell for name, cell in zip(COLUMNS, line, strict=True) if name in shown))
    console.print(table)
    print("\nexamples: training (validation included) + test\nfetch: python -m datasets fetch NAME")
    if left_out:
        print(f"not shown: {', '.join(left_out)}\na wider terminal has all")


def fetchable() -> tuple[str, ...]:
    """What `fetch` takes: each set that comes from elsewhere."""
    return tuple(name for name, row in ROWS.items() if row.size)
