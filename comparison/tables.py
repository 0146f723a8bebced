"""`compare`: one row a group of runs that differ in nothing but their seed."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from comparison.intervals import mean_and_interval
from runtime.errors import UserError
from runtime.files import make_folder, write_json, write_text
from training.runs import Run
from training.settings import flat

SPLITS = ("train", "validation", "test")
NOT_A_DIFFERENCE = ("name", "seed", "recipe.architecture")


@dataclass(frozen=True)
class Row:
    """Runs of one name and equal settings, one a seed.

    Attributes:
        label: the name, and what differs where several rows have the name.
        runs: sorted by seed.
        differs: the settings in which the rows of the table differ, with this row's values.
    """

    label: str
    runs: tuple[Run, ...]
    differs: dict[str, Any]

    def values(self, split: str, metric: str) -> list[float]:
        """One value a seed."""
        return [run.metrics[split][metric] for run in self.runs]

    def text(self, split: str, metric: str) -> str:
        """The value, or mean and interval over seeds."""
        if any(metric not in run.metrics[split] for run in self.runs):
            return "-"
        mean, half = mean_and_interval(self.values(split, metric))
        return f"{mean:.4f}" if half is None else f"{mean:.4f} +- {half:.4f}"

    @property
    def epochs(self) -> str:
        """Trained epochs, a range when early stopping ended seeds at different ones."""
        counts = sorted({run.epochs for run in self.runs})
        return str(counts[0]) if len(counts) == 1 else f"{counts[0]}-{counts[-1]}"

    @property
    def seconds(self) -> float:
        """Mean wall time of a training."""
        return sum(run.seconds for run in self.runs) / len(self.runs)


@dataclass(frozen=True)
class Comparison:
    """Rows to print, plot and save.

    Attributes:
        rows: in the order in which their first run was given.
    """

    rows: tuple[Row, ...]

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
        return ["run", *differs, "parameters", "epochs", "seconds", *columns]

    @cached_property
    def cells(self) -> list[list[str]]:
        """The table as text, the baselines last."""
        rows = []
        for row in self.rows:
            differs = [_spoken(row.differs)] if "differs" in self.header else []
            numbers = [row.text(split, metric) for metric in self.metrics for split in SPLITS]
            rows.append(
                [row.label, *differs, f"{row.runs[0].parameters:,}", row.epochs, f"{row.seconds:.1f}", *numbers]
            )
        return rows + self._baselines()

    def _baselines(self) -> list[list[str]]:
        rows = []
        for record in {json.dumps(run.record.get("baseline"), sort_keys=True) for run in self.runs}:
            baseline = json.loads(record)
            if baseline:
                numbers = [
                    f"{baseline[split][metric]:.4f}" if metric in baseline.get(split, {}) else ""
                    for metric in self.metrics
                    for split in SPLITS
                ]
                blank = [""] * (len(self.header) - 1 - len(numbers))
                rows.append([f"baseline: {baseline['name']}", *blank, *numbers])
        return sorted(rows)

    @property
    def note(self) -> str:
        """What the numbers can carry."""
        seeds = min(len(row.runs) for row in self.rows)
        if len(self.rows) < 2 and seeds < 2:
            return "One seed: the spread between seeds is not known."
        if seeds < 2:
            return "One seed a row: which row is better is not tested."
        return f"Mean +- 95% interval over {seeds} or more seeds; overlapping intervals name no winner."

    def print(self) -> None:
        """Print the table to standard output: boxes on a terminal, plain text in a pipe."""
        terminal = sys.stdout.isatty()
        table = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
        for index, title in enumerate(self.header):
            text = title in ("run", "differs")
            table.add_column(title, justify="left" if text else "right", no_wrap=index == 0)
        for cells in self.cells:
            table.add_row(*cells)
        console = Console(file=sys.stdout, width=None if terminal else 200, highlight=False, markup=False)
        console.print(table)
        console.print(self.note)

    def plot(self, path: Path | str) -> Path:
        """Draw learning curves and bars of the test metric; see `comparison.figures.overview`."""
        from comparison.figures import overview

        return overview(self, Path(path))

    def save(self, folder: Path | str) -> list[Path]:
        """Write `comparison.md`, `comparison.csv` and `comparison.json` into a folder.

        Raises:
            UserError: the folder cannot be written.
        """
        folder = make_folder(Path(folder))
        paths = [folder / f"comparison.{kind}" for kind in ("md", "csv", "json")]
        write_text(paths[0], self.markdown())
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([self.header, *self.cells])
        write_text(paths[1], text.getvalue())
        write_json(paths[2], self.as_list())
        return paths

    def markdown(self) -> str:
        """The table in Markdown."""
        lines = [self.header, ["---"] * len(self.header), *self.cells]
        body = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        return f"{body}\n\n{self.note}\n"

    def as_list(self) -> list[dict[str, Any]]:
        """Every run as the `--json` contract has it."""
        return [
            {
                "name": row.label,
                "parameters": run.parameters,
                "epochs": run.epochs,
                "seconds": run.seconds,
                "seed": run.seed,
                "folder": str(run.folder),
                **run.metrics,
            }
            for row in self.rows
            for run in row.runs
        ]


def compare(runs: Sequence[Run]) -> Comparison:
    """Group runs that differ in nothing but their seed, and find what differs between the groups.

    Args:
        runs: finished runs, from `training.fit_all` or `training.load`.

    Raises:
        UserError: there are no runs, or runs of different tasks.
    """
    if not runs:
        raise UserError("there are no finished runs to compare; train some first")
    tasks = {run.task for run in runs}
    if len(tasks) > 1:
        raise UserError(
            f"runs of different tasks ({', '.join(sorted(tasks))}) have no metric in common; compare one task"
        )
    groups: dict[str, list[Run]] = {}
    for run in runs:
        key = json.dumps({**run.settings, "seed": None}, sort_keys=True)
        groups.setdefault(key, []).append(run)
    firsts = [flat(group[0].settings) for group in groups.values()]
    shared = set.intersection(*(set(first) for first in firsts))
    varying = [
        key
        for key in firsts[0]
        if key in shared and key not in NOT_A_DIFFERENCE and len({str(first[key]) for first in firsts}) > 1
    ]
    names = [group[0].name for group in groups.values()]
    rows = []
    for group, first, name in zip(groups.values(), firsts, names, strict=True):
        differs = {key: first[key] for key in varying}
        label = name
        if names.count(name) > 1:
            same_name = [other for other, other_name in zip(firsts, names, strict=True) if other_name == name]
            own = {key: first[key] for key in first if any(other.get(key) != first[key] for other in same_name)}
            own = {key: value for key, value in own.items() if key not in NOT_A_DIFFERENCE} or own
            label = f"{name} ({_spoken(own)})"
        rows.append(Row(label, tuple(sorted(group, key=lambda run: run.seed)), differs))
    return Comparison(tuple(rows))


def _spoken(differs: dict[str, Any]) -> str:
    words = {key: key.removesuffix(".name").rsplit(".", 1)[-1] for key in differs}
    clear = {key: word if list(words.values()).count(word) == 1 else key for key, word in words.items()}
    return ", ".join(f"{clear[key]} {_plain(value)}" for key, value in differs.items())


def _plain(value: Any) -> str:
    return "-".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
