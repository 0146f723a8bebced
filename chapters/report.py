"""What a chapter hands back: table, figures, claims, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chapters.settings import Settings
from comparison.tables import Comparison
from datasets.dataset import Dataset
from training.runs import Run
from training.settings import Recipe, slug


@dataclass(frozen=True)
class Report:
    """The end of a chapter.

    Attributes:
        settings: what the chapter was run with.
        table: the runs of its main dataset side by side.
        further: title -> runs on other data, or on another part of it, which do not belong into one table with those.
        figures: paths of the chapter's own pictures; the overview that `save` draws comes before them.
        look_for: two sentences on what to look for in TensorBoard.
        now_change: what to change next, each with the exact command.
        claims: sentences of the lecture with their verdicts.
    """

    settings: Settings
    table: Comparison
    look_for: str
    further: Mapping[str, Comparison] = field(default_factory=dict)
    figures: list[Path] = field(default_factory=list)
    now_change: tuple[str, ...] = ()
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def pictures(self) -> list[Path]:
        """The overview of the runs, then the chapter's own figures."""
        return [report_path(self.settings) / "comparison.png", *self.figures]

    def save(self) -> None:
        """Write the tables (Markdown, CSV, JSON) and the overview of the first beside the chapter's own figures.

        Raises:
            UserError: the folder cannot be written.
        """
        self.table.save(report_path(self.settings))
        for title, table in self.further.items():
            table.save(report_path(self.settings) / slug(title))
        self.table.plot(self.pictures[0])

    @property
    def tables(self) -> list[Comparison]:
        """The main table, then the further ones."""
        return [self.table, *self.further.values()]

    @property
    def runs(self) -> list[Run]:
        """Every run of the chapter, those of the main table first."""
        return [run for table in self.tables for run in table.runs]

    def print(self) -> None:
        """The closing page: tables, claims, figures, TensorBoard command, what to look for, what to change."""
        for title, table in zip(("", *self.further), self.tables, strict=True):
            provenance, data = table.runs[0].provenance, table.runs[0].settings["data"]
            source = f"{data['name']} ({provenance['form']}): {provenance['note']}. {provenance['source']}"
            print(f"\n{title}\nData: {source}\n" if title else f"\nData: {source}\n")
            table.print()
        if self.claims:
            print("\nWhat the lecture claims:")
        for claim in self.claims:
            print(f"  {claim['verdict']}: {claim['statement']} “{claim['ko']}”")
            print(f"      {claim['evidence']}")
            if claim.get("correction") and claim["verdict"] != "holds":
                print(f"      Rather: {claim['correction']}")
        for path in self.pictures:
            print(f"\nFigure: {path}")
        print(f"\nTensorBoard: tensorboard --logdir {_quoted(self.settings.folder)}   then open http://localhost:6006")
        print(self.look_for)
        if self.now_change:
            print("\nNow change this:")
            for suggestion in self.now_change:
                print(f"  {suggestion}")

    def as_dict(self) -> dict[str, Any]:
        """The `--json` object."""
        data = self.runs[0].settings["data"]
        return {
            "chapter": self.settings.chapter,
            "data": {"name": data["name"], "examples": data["examples"], **self.runs[0].provenance},
            "folder": str(self.settings.folder),
            "figures": [str(path) for path in self.pictures],
            "runs": [row for table in self.tables for row in table.as_list()],
            "claims": self.claims,
        }


def report_path(settings: Settings) -> Path:
    """Folder of a chapter's table and figures: one for each set of changed flags."""
    return settings.folder / slug("-".join(filter(None, ("report", settings.shown))))


def print_summary(recipe: Recipe, data: Dataset) -> None:
    """Print `model.summary()` of a recipe on a dataset."""
    recipe(data.input_shape, data.outputs, data.task).summary()


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
