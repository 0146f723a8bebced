"""The table of all datasets, without loading any of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from datasets.tfds_copies import command
from datasets.verification import BUNDLED, WHOLE, on_this_machine


@dataclass(frozen=True)
class Row:
    """One dataset in the table; a test compares it with what `load` gives.

    Attributes:
        task: as in `Dataset`.
        examples: training (validation included) and test, without and with `full`.
        shape: of one example.
        size: of what is fetched.
        licence: in a word.
    """

    task: str
    examples: str
    shape: str
    size: str
    licence: str


ROWS = {
    "breast_cancer": Row("binary", "455 + 114", "30", "", "CC BY 4.0"),
    "iris": Row("multiclass", "120 + 30", "4", "", "CC BY 4.0"),
    "diabetes": Row("regression", "354 + 88", "10", "", "not stated"),
    "moons": Row("binary", "1,000 + 1,000; full 10,000 + 10,000", "2", "", "MIT"),
    "circles": Row("binary", "1,000 + 1,000; full 10,000 + 10,000", "2", "", "MIT"),
    "xor": Row("binary", "1,000 + 1,000; full 10,000 + 10,000", "2", "", "MIT"),
    "spirals": Row("binary", "1,000 + 1,000; full 10,000 + 10,000", "2", "", "MIT"),
    "digits": Row("multiclass", "1,438 + 359", "8x8x1", "", "CC BY 4.0"),
    "fashion_mnist": Row("multiclass", "10,000 + 10,000; full 60,000 + 10,000", "28x28x1", "31 MB", "MIT"),
    "mnist": Row("multiclass", "full 60,000 + 10,000", "28x28x1", "12 MB", "CC BY-SA 3.0"),
    "cifar10": Row("multiclass", "full 50,000 + 10,000", "32x32x3", "170 MB", "not stated"),
    "waves": Row("regression", "9,000 + 1,000", "50x1", "", "MIT"),
    "temperatures": Row("regression", "7,350 + 1,266", "48x1", "", "NREL, unrestricted"),
    "movie_reviews": Row("binary", "10,097 + 2,711", "40 words", "9.4 MB", "not stated"),
    "imdb_reviews": Row("binary", "movie_reviews full: 25,000 + 25,000", "200 words", "84 MB", "research"),
    "hamlet": Row("multiclass", "52,527 + 5,826", "40 letters", "9.4 MB", "public domain"),
    "tiny_shakespeare": Row("multiclass", "hamlet full: 1,115,394 letters", "40 letters", "1.1 MB", "public domain"),
    "negation": Row("binary", "4,000 + 1,000; full 20,000 + 5,000", "12 words", "", "MIT"),
}
COLUMNS = ("name", "task", "examples", "shape", "fetched", "on this machine", "licence")


def where(name: str) -> str:
    """Whether a dataset is on this machine, or the command that gets it."""
    fetched = bool(on_this_machine(name))
    if not ROWS[name].size:
        return "yes, bundled" if name in BUNDLED else "yes"
    if name in BUNDLED:
        return "yes, bundled; full too" if fetched else f"yes, bundled; full: {command(name)}"
    return "yes" if fetched else command(name)


def print_table() -> None:
    """Print the table: in colour and fitted to a terminal, tab-separated when piped."""
    lines = [
        (name, row.task, row.examples, row.shape, row.size, where(name), row.licence) for name, row in ROWS.items()
    ]
    if not sys.stdout.isatty():
        for line in (COLUMNS, *lines):
            print("\t".join(line))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(caption="examples: training (validation included) + test", padding=(0, 1, 0, 0))
    for column in COLUMNS:
        table.add_column(column, no_wrap=column == "name", overflow="fold")
    for line in lines:
        table.add_row(*line)
    Console().print(table)


def fetchable() -> dict[str, str]:
    """What `fetch` takes: each set that comes from elsewhere, and what it is the whole form of."""
    whole = {form: name for name, form in WHOLE.items()}
    return {name: whole.get(name, name) for name, row in ROWS.items() if row.size}
