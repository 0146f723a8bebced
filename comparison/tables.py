"""`compare`: one row a group of runs that differ in nothing but their seed, and what the rows can carry."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comparison.baselines import baselines_of, beaten
from comparison.columns import print_columns
from comparison.differences import MINIMUM_SEEDS, Difference
from comparison.html import comparison_html
from comparison.metrics import lower_is_better
from comparison.rows import SPLITS, Row, rows_of, spoken
from comparison.written_names import csv_table, in_markdown, markdown_table
from runtime.arguments import path as as_path
from runtime.arguments import shown
from runtime.errors import UserError
from runtime.files import make_folder, write_json, write_text
from runtime.notebook import in_notebook, show
from runtime.plain_text import plain
from training.runs import Run

if TYPE_CHECKING:
    from comparison.figures.style import Drawn

MOST_PRIMARY = 3


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
    def metrics(self) -> list[str]:
        """The metrics of the table: those of the first row, and `"loss"`."""
        return [*(name for name in self.rows[0].runs[0].metrics["test"] if name != "loss"), "loss"]

    @cached_property
    def header(self) -> list[str]:
        """Column titles."""
        differs = ["differs"] if any(row.differs for row in self.rows) else []
        columns = [f"{metric} {split}" for metric in self.metrics for split in SPLITS]
        peak = ["peak MiB"] if any(row.peak_memory for row in self.rows) else []
        return ["run", *differs, "parameters", "multiply-adds", "epochs", "seconds", "examples/s", *peak, *columns]

    @cached_property
    def cells(self) -> list[list[str]]:
        """The table as text, the baselines last."""
        rows = []
        for row in self.rows:
            differs = [spoken(row.differs)] if "differs" in self.header else []
            cost, speed = row.multiply_adds, row.examples_per_second
            budget = [
                f"{row.runs[0].parameters:,}",
                f"{cost:,}" if isinstance(cost, int) else "unknown",
                row.epochs,
                f"{row.seconds:.1f}",
                f"{speed:,.0f}" if speed else "-",
            ]
            if "peak MiB" in self.header:
                budget.append(f"{row.peak_memory:,.0f}" if row.peak_memory else "-")
            numbers = [row.text(split, metric) for metric in self.metrics for split in SPLITS]
            rows.append([row.label, *differs, *budget, *numbers])
        return rows + self._baseline_cells()

    def _baseline_cells(self) -> list[list[str]]:
        rows = []
        for baseline in self.baselines:
            numbers = [
                f"{value:.4f}" if (value := baseline.get(split, {}).get(metric)) is not None else ""
                for metric in self.metrics
                for split in SPLITS
            ]
            blank = [""] * (len(self.header) - 1 - len(numbers))
            rows.append([f"baseline: {baseline['name']}", *blank, *numbers])
        return rows

    @cached_property
    def baselines(self) -> list[Mapping[str, Any]]:
        """What every row has to beat: a uniform guess, those handed in, and what the runs recorded."""
        return baselines_of(self.runs, self.further_baselines)

    @cached_property
    def unbeaten(self) -> list[tuple[str, str]]:
        """(row, baseline): rows whose mean on the test split is not better than a baseline, by the first metric."""
        metric = self.metrics[0]
        return [
            (row.label, baseline["name"])
            for row in self.rows
            for baseline in self.baselines
            if not beaten(row.values("test", metric), baseline, metric)
        ]

    def difference(self, metric: str, a: str, b: str) -> Difference:
        """Row `a` minus row `b` on the test split: difference, interval, in how many seeds the order held, verdict.

        Where primary comparisons were declared, they are corrected for their number and the others carry no verdict.
        Where none were, the reader may look at any pair of rows, so every pair is corrected for all of them.

        Args:
            metric: one of the table's, or one that `judge` computes from predictions.
            a, b: labels of rows.

        Raises:
            UserError: there is no such row or metric.
        """
        difference = self._row(a).difference(self._row(b), metric)
        if not self.primary:
            return difference.corrected_for(max(1, len(self.rows) * (len(self.rows) - 1) // 2))
        declared = any(name == metric and {a, b} == {one, other} for name, one, other in self.primary)
        reason = "" if declared else "it is not one of the primary comparisons that were declared"
        return difference.corrected_for(len(self.primary), reason)

    def _row(self, label: str) -> Row:
        for row in self.rows:
            if row.label == label:
                return row
        raise UserError(f"row {label!r} is not in the table; choose one of {', '.join(row.label for row in self.rows)}")

    @cached_property
    def verdicts(self) -> list[Difference]:
        """The declared comparisons; without them, the row with the best mean against each other row."""
        if self.primary:
            return [self.difference(*pair) for pair in self.primary]
        metric = self.metrics[0]
        sign = -1 if lower_is_better(metric) else 1
        means = {row.label: sign * sum(row.values("test", metric)) / len(row.runs) for row in self.rows}
        first = max(means, key=means.__getitem__)
        return [self.difference(metric, first, row.label) for row in self.rows if row.label != first]

    @cached_property
    def note(self) -> str:
        """What the numbers can carry."""
        seeds = min(len(row.runs) for row in self.rows)
        if len(self.rows) < 2 and seeds < 2:
            lines = ["One seed: the spread between seeds is not known."]
        elif seeds < 2:
            lines = ["One seed a row: which row is better is not tested."]
        else:
            lines = [f"Mean +- 95% interval over {seeds} or more seeds and the finite test set."]
            if len(self.rows) > 1 and seeds < MINIMUM_SEEDS:
                lines.append(f"Which row is better is not tested: that takes {MINIMUM_SEEDS} seeds.")
            elif len(self.rows) > 1:
                lines += self._outcome()
        lines += [f"{run} was given more than once and is counted once." for run in self.repeated]
        lines += [f"{row} does not beat the baseline: {baseline}." for row, baseline in self.unbeaten]
        return "\n".join(map(plain, lines))

    def _outcome(self) -> list[str]:
        if self.primary:
            return [f"{difference}." for difference in self.verdicts]
        metric, winners = self.metrics[0], {difference.winner for difference in self.verdicts}
        lines = [f"{difference}." for difference in self.verdicts]
        if len(winners) == 1 and None not in winners:
            return [*lines, f"Best by {metric} test: {winners.pop()}."]
        return [*lines, f"No row is the best by {metric} test: that is within noise or not tested."]

    def __repr__(self) -> str:
        return f"Comparison({', '.join(repr(row.label) for row in self.rows)}; {len(self.runs)} runs)"

    def _repr_html_(self) -> str:
        return comparison_html(self)

    def print(self) -> None:
        """Print the table and what its numbers can carry; a notebook shows it as it shows the comparison itself."""
        if in_notebook():
            show(self)
            return
        print_columns(self.header, self.cells, left=("run", "differs"))
        print(self.note)

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
        """Every run as the `--json` contract has it."""
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


def compare(
    runs: Sequence[Run], primary: Sequence[Sequence[str]] = (), baselines: Sequence[Mapping[str, Any]] = ()
) -> Comparison:
    """Group runs that differ in nothing but their seed, and find what differs between the groups.

    Args:
        runs: finished runs, from `training.fit_all` or `training.load`.
        primary: at most three comparisons declared beforehand, (metric, a, b) with labels of rows, or (a, b) for the
            table's first metric. Verdicts are corrected for their number; other comparisons then carry none.
        baselines: further rows to beat, from `sklearn_baseline`.

    Raises:
        UserError: there are no runs, runs of different tasks, or too many or unknown primary comparisons.
    """
    runs = [runs] if isinstance(runs, Run) else list(runs or ())
    if not runs:
        raise UserError("there are no finished runs to compare; train some first")
    strangers = [run for run in runs if not isinstance(run, Run)]
    if strangers:
        raise UserError(
            f"compare takes runs, not {shown(strangers[0])}; give what training.fit or training.load returns"
        )
    tasks = {run.task for run in runs}
    if len(tasks) > 1:
        raise UserError(
            f"runs of different tasks ({', '.join(sorted(tasks))}) have no metric in common; compare one task"
        )
    if len(primary) > MOST_PRIMARY:
        raise UserError(f"{len(primary)} primary comparisons are too many; declare at most {MOST_PRIMARY}")
    unique: dict[str, Run] = {}
    repeated = []
    for run in runs:
        if unique.setdefault(json.dumps(run.settings, sort_keys=True), run) is not run:
            repeated.append(f"{run.name} (seed {run.seed})")
    table = Comparison(rows_of(list(unique.values())), (), tuple(baselines), tuple(dict.fromkeys(repeated)))
    declared = []
    for pair in primary:
        if len(pair) not in (2, 3):
            raise UserError(f"primary comparison {json.dumps(list(pair))} is unclear; give (metric, a, b) or (a, b)")
        metric, a, b = (table.metrics[0], *pair) if len(pair) == 2 else pair
        for label in (a, b):
            table._row(label)  # refuses an unknown one
        if {a, b} in [{one, other} for name, one, other in declared if name == metric] or a == b:
            raise UserError(f"primary comparison {metric} of {a!r} and {b!r} compares nothing new; leave it out")
        declared.append((metric, a, b))
    return replace(table, primary=tuple(declared))
