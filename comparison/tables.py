"""The table of a comparison: rows, baselines, differences, and what is printed, drawn and saved of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comparison.baselines import beaten, table_baselines
from comparison.cells import cells, header
from comparison.differences import Difference
from comparison.html import comparison_html
from comparison.notes import best_against_others, note
from comparison.recorded import PENALTY, is_loss, metrics_of
from comparison.rows import Row, comparable
from comparison.terminal import print_table
from comparison.written_names import csv_table, in_markdown, markdown_table
from runtime.arguments import path as as_path
from runtime.errors import UserError
from runtime.files import make_folder, write_json, write_text
from runtime.notebook import in_notebook, show
from training.runs import Run

if TYPE_CHECKING:
    from comparison.figures.style import Drawn


@dataclass(frozen=True)
class Comparison:
    """Rows to print, plot and save.

    Attributes:
        rows: in the order in which their first run was given.
        primary: the comparisons that were declared beforehand, (metric, a, b); at most three.
        further_baselines: beside those that every run records; see `sklearn_baseline`.
        repeated: runs that were given more than once and are counted once: a copy is no further seed.
    """

    rows: tuple[Row, ...]
    primary: tuple[tuple[str, str, str], ...] = ()
    further_baselines: tuple[Mapping[str, Any], ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def runs(self) -> list[Run]:
        """Every run of the table."""
        return [run for row in self.rows for run in row.runs]

    @cached_property
    def groups(self) -> dict[str, tuple[Row, ...]]:
        """Dataset -> the rows that were judged on the same test examples of it: only these can be compared."""
        return comparable(self.rows)

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics of the table, those first that every row has; at the end `"loss"`, or each loss by its name."""
        return metrics_of(self.runs)

    @cached_property
    def losses(self) -> list[str]:
        """Those of the metrics that are a loss."""
        return [metric for metric in self.metrics if is_loss(metric)]

    @cached_property
    def has_penalty(self) -> bool:
        """Whether layers of a row add something to its loss; an L2 of 0 adds nothing."""
        return any(run.metrics["test"].get(PENALTY) for run in self.runs)

    @property
    def seeds(self) -> int:
        """Of the row with the fewest."""
        return min(len(row.runs) for row in self.rows)

    def metric_of(self, rows: Sequence[Row]) -> str | None:
        """The metric by which rows are judged: the first that all of them have; None if there is none."""
        return next((metric for metric in self.metrics if all(row.has(metric) for row in rows)), None)

    @cached_property
    def header(self) -> list[str]:
        """Column titles."""
        return header(self)

    @cached_property
    def cells(self) -> list[list[str]]:
        """The table as text, the baselines last."""
        return cells(self)

    @cached_property
    def baselines(self) -> list[dict[str, Any]]:
        """What rows have to beat: a uniform guess, those handed in, and what the runs recorded; `table_baselines`."""
        return table_baselines(self.groups, self.losses, self.further_baselines)

    @cached_property
    def unbeaten(self) -> list[tuple[str, str]]:
        """(row, baseline): rows whose mean on the test split is not better than a baseline of theirs."""
        return [
            (row.label, baseline["name"])
            for rows in self.groups.values()
            for row in rows
            for baseline in self.baselines
            if (metric := self.metric_of(rows)) and row.label in baseline["rows"]
            if not beaten(row.values("test", metric), baseline, metric)
        ]

    def difference(self, metric: str, a: str, b: str) -> Difference:
        """Row `a` minus row `b` on the test split: difference, interval, in how many seeds the order held, verdict.

        Where primary comparisons were declared, they are corrected for their number and the others carry no verdict.
        Where none were, the reader may look at any pair of rows of one dataset, so each is corrected for all of them.

        Args:
            metric: one of the table's, or one that `judge` computes from predictions.
            a, b: labels of rows.

        Raises:
            UserError: there is no such row or metric.
        """
        difference = self.row(a).difference(self.row(b), metric)
        if not self.primary:
            pairs = sum(math.comb(len(rows), 2) for rows in self.groups.values())
            return difference.corrected_for(max(1, pairs))
        declared = any(name == metric and {a, b} == {one, other} for name, one, other in self.primary)
        reason = "" if declared else "it is not one of the primary comparisons that were declared"
        return difference.corrected_for(len(self.primary), reason)

    def row(self, label: str) -> Row:
        """The row of that label.

        Raises:
            UserError: there is none.
        """
        for row in self.rows:
            if row.label == label:
                return row
        raise UserError(f"row {label!r} is not in the table; choose one of {', '.join(row.label for row in self.rows)}")

    @cached_property
    def verdicts(self) -> list[Difference]:
        """The declared comparisons; without them, of each dataset the row with the best mean against each other row."""
        if self.primary:
            return [self.difference(*pair) for pair in self.primary]
        return [difference for differences in self.rivals.values() for difference in differences]

    @cached_property
    def rivals(self) -> dict[str, list[Difference]]:
        """Dataset -> the row with the best mean against each other row; nothing where no metric is common to them."""
        return {data: best_against_others(self, rows) for data, rows in self.groups.items()}

    @cached_property
    def note(self) -> str:
        """What the numbers can carry."""
        return note(self)

    def __repr__(self) -> str:
        return f"Comparison({', '.join(repr(row.label) for row in self.rows)}; {len(self.runs)} runs)"

    def _repr_html_(self) -> str:
        return comparison_html(self)

    def print(self, wide: bool = False, more: Sequence[str] = ("print(wide=True)", "save(folder)")) -> None:
        """Print the table and what its numbers can carry: as many columns as fit; see `comparison.terminal`.

        A notebook shows it as it shows the comparison itself.

        Args:
            wide: every column, on lines as long as they need.
            more: where the columns are that do not fit.
        """
        if in_notebook():
            show(self)
        else:
            print_table(self, wide, more)

    def plot(self, path: Path | str | None = None) -> Drawn:
        """Draw learning curves and bars of the test metric; see `comparison.figures.overview`.

        Returns:
            The path. Without one the figure: a notebook shows it below the cell.
        """
        from comparison.figures.overview import overview

        return overview(self, path)

    def save(self, folder: Path | str) -> list[Path]:
        """Write `comparison.md`, `comparison.csv` and `comparison.json` into a folder.

        Raises:
            UserError: the folder cannot be written.
        """
        folder = make_folder(as_path("folder", folder))
        paths = [folder / f"comparison.{kind}" for kind in ("md", "csv", "json")]
        write_text(paths[0], self.markdown())
        # a spreadsheet would read the epochs 8-10 as a date
        epochs = self.header.index("epochs")
        spoken_epochs = [[*row[:epochs], row[epochs].replace("-", " to "), *row[epochs + 1 :]] for row in self.cells]
        write_text(paths[1], csv_table([self.header, *spoken_epochs]))
        write_json(paths[2], self.as_list())
        return paths

    def markdown(self) -> str:
        """The table in Markdown."""
        note = "\n".join(map(in_markdown, self.note.split("\n")))
        return f"{markdown_table([self.header, *self.cells])}\n\n{note}\n"

    def as_list(self) -> list[dict[str, Any]]:
        """Every run as the `--json` contract has it: the loss is Keras', of which a `"penalty"` beside it is part."""
        return [
            {
                "name": row.label.encode("utf-8", "backslashreplace").decode("utf-8"),
                "parameters": run.parameters,
                "multiply_adds": row.multiply_adds if isinstance(row.multiply_adds, int) else None,
                "epochs": run.epochs,
                "seconds": run.seconds,
                "seed": run.seed,
                "folder": str(run.folder),
                **run.metrics,
            }
            for row in self.rows
            for run in row.runs
        ]
