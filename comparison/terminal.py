"""A comparison on the terminal: the columns of most worth that fit, so that no number is ever cut.

The first ones are the test metric with its interval, validation, parameters and seconds; a wider terminal gets more.
What a row is called and what differs in it stand in the first column, which may wrap. The report has all columns.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from comparison.naming import unusual
from comparison.notes import best_rows, note
from comparison.recorded import PENALTY
from comparison.rows import SPLITS, Row
from runtime.plain_text import plain

if TYPE_CHECKING:
    from comparison.tables import Comparison

BETWEEN = 2  # blanks between two columns
NARROWEST = 16  # of the first column, beside the columns of most worth
COMFORTABLE = 38  # of the first column, beside further ones
WIDEST = 60
MOST_RIVALS = 3  # of the row with the best mean, with which the sentences below the table compare it
ESSENTIAL = 4  # columns of numbers that an ordinary terminal of 80 has


@dataclass(frozen=True)
class Column:
    """Numbers of one kind: what they are called in one line and in several, and a text for each row and baseline."""

    name: str
    title: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        """In which every number fits."""
        return max(map(cell_len, (*self.title, *self.cells)))


def print_table(table: Comparison, wide: bool, more: Sequence[str]) -> None:
    """Print the table to standard output, and below it what its numbers can carry.

    The width is that of the terminal; in a pipe it is 80, or what the variable `COLUMNS` says.

    Args:
        table: of a comparison.
        wide: print every column, on lines as long as they need.
        more: where the columns are that do not fit.
    """
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, force_jupyter=False)
    best = best_rows(table)
    names = first_column(table, best)
    natural = min(WIDEST, max(cell_len(text.plain) for text in names))
    every = columns(table)
    shown = every if wide else fitting(every, console.width, natural)
    numbers = sum(column.width + BETWEEN for column in shown)
    room = natural if wide else min(natural, max(NARROWEST, console.width - numbers))
    console.width = max(console.width, numbers + room)
    console.print(_drawn(table, names, best, [column for column in every if column in shown], room, console))
    console.print()
    width = min(console.width, 100)
    for line in note(table, MOST_RIVALS).split("\n"):
        _print_wrapped(console, line, width)
    left_out = [plain(column.name) for column in every if column not in shown]
    if left_out:
        _print_wrapped(console, f"Not shown: {', '.join(left_out)}. More: {', '.join(more)}", width)


def _drawn(
    table: Comparison, names: Sequence[Text], best: set[str], shown: Sequence[Column], room: int, console: Console
) -> Table:
    style = box.SIMPLE_HEAD if console.is_terminal else None
    drawn = Table(box=style, pad_edge=False, show_edge=False, padding=(0, BETWEEN - (style is not None), 0, 0))
    lines = max((len(column.title) for column in shown), default=1)
    drawn.add_column("\n" * (lines - 1) + "run", width=room, overflow="fold")
    for column in shown:
        title = "\n".join(("",) * (lines - len(column.title)) + column.title)
        drawn.add_column(title, justify="right", width=column.width, no_wrap=True)
    for place, name in enumerate(names):
        of_row = place < len(table.rows)
        look = "bold" if of_row and table.rows[place].label in best else "" if of_row else "dim"
        drawn.add_row(name, *(column.cells[place] for column in shown), style=look)
    return drawn


def _print_wrapped(console: Console, text: str, width: int) -> None:
    """Print a sentence in lines that break between words only: a path can be copied."""
    lines = [""]
    for word in text.split():
        if lines[-1].strip() and cell_len(f"{lines[-1]} {word}") > width:
            lines.append(" ")
        lines[-1] += f" {word}" if lines[-1] else word
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def first_column(table: Comparison, best: set[str]) -> list[Text]:
    """What each row is called and what is unusual in it, a star behind the best ones; then the baselines."""
    names = []
    for row, differs in zip(table.rows, unusual(table.rows), strict=True):
        text = Text(plain(row.label) + " *" * (row.label in best))
        names.append(text.append(f": {plain(differs)}", style="dim") if differs else text)
    for baseline in table.baselines:
        short = re.split(r" \(| on | of ", baseline["rule"])[0]
        names.append(Text(plain(f"baseline: {short}{', ' * bool(baseline['data'])}{baseline['data']}")))
    return names


def columns(table: Comparison) -> list[Column]:
    """Every column of numbers, as they stand from left to right."""
    main = table.metric_of(table.rows) or table.metrics[0]
    further = [metric for metric in table.metrics if metric != main]
    found = [_metric(table, metric, split) for metric in (main, *further) for split in reversed(SPLITS)]
    if table.has_penalty:
        found.append(_numbers(PENALTY, (PENALTY,), table, "test", PENALTY))
    found += [
        _budget("parameters", table, lambda row: f"{row.runs[0].parameters:,}"),
        _budget("seconds", table, lambda row: f"{row.seconds:.1f}"),
        _budget("epochs", table, lambda row: row.epochs),
        _budget("multiply-adds", table, lambda row: _whole(row.multiply_adds)),
        _budget("examples/s", table, lambda row: _whole(row.examples_per_second)),
    ]
    if any(row.peak_memory for row in table.rows):
        found.append(_budget("peak MiB", table, lambda row: _whole(row.peak_memory)))
    return found


def by_worth(every: Sequence[Column]) -> list[Column]:
    """The columns, those first that a reader needs most: the main metric, what it cost, then losses and the others."""
    main = every[:3]
    needed = [*main[:2], *_named(every, "parameters", "seconds"), *main[2:]]
    tests = [column for column in every if column.name.endswith(" test") and column not in main]
    tests.sort(key=lambda column: not column.name.endswith("loss test"))
    rest = [*tests, *_named(every, PENALTY, "epochs", "multiply-adds")]
    return [*needed, *rest, *(column for column in every if column not in needed and column not in rest)]


def fitting(every: Sequence[Column], width: int, natural: int) -> list[Column]:
    """As many columns, in the order of their worth, as leave room for the first one.

    Args:
        every: from `columns`.
        width: of the terminal.
        natural: of the first column, if nothing wraps.
    """
    chosen: list[Column] = []
    used = 0
    for column in by_worth(every):
        floor = min(natural, NARROWEST if len(chosen) < ESSENTIAL else COMFORTABLE)
        used += column.width + BETWEEN
        if chosen and used + floor > width:
            break
        chosen.append(column)
    return chosen


def _named(every: Sequence[Column], *names: str) -> list[Column]:
    return [column for name in names for column in every if column.name == name]


def _budget(name: str, table: Comparison, text: Callable[[Row], str]) -> Column:
    cells = [text(row) for row in table.rows] + [""] * len(table.baselines)
    return Column(name, (name,), tuple(cells))


def _whole(value: float | str | None) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float) and value else "-" if value is None else "unknown"


def _metric(table: Comparison, metric: str, split: str) -> Column:
    return _numbers(f"{metric} {split}", (*_broken(plain(metric)), split), table, split, metric)


def _numbers(name: str, title: tuple[str, ...], table: Comparison, split: str, metric: str) -> Column:
    """Three decimals, one where the metric is in the thousands, more where all of it is below a tenth.

    The test metric has its interval; those of the other splits are in the report.
    """
    of_rows = [row.interval(split, metric) if row.has(metric) else None for row in table.rows]
    of_baselines = [baseline.get(split, {}).get(metric) for baseline in table.baselines]
    known = [
        abs(value) for row in table.rows if row.has(metric) for each in SPLITS for value in row.values(each, metric)
    ]
    write = _writer(max(known, default=1.0))
    cells = ["-" if pair is None else write(pair[0])
             + (f" ({write(pair[1][0])} to {write(pair[1][1])})" if pair[1] and split == "test" else "")
             for pair in of_rows]  # fmt: skip
    cells += ["" if value is None else write(value) for value in of_baselines]
    return Column(name, title, tuple(cells))


def _writer(largest: float) -> Callable[[float], str]:
    if 0 < largest < 0.001 or largest >= 1e7:
        return lambda value: f"{value:.3g}"
    decimals = 1 if largest >= 1_000 else 3 + (0 < largest < 0.1) + (0 < largest < 0.01)
    return lambda value: f"{value:,.{decimals}f}"


def _broken(metric: str) -> list[str]:
    """A metric's name in lines of about fourteen letters, broken after an underscore or a blank."""
    lines = [""]
    for part in re.findall(r"[^_ ]*[_ ]?", metric):
        if lines[-1] and cell_len(lines[-1] + part.strip()) > 14:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]
