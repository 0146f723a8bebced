"""What a lesson hands back: tables, figures and claims; and the closing page that is printed of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from chapters.claims import exact
from chapters.claims.evidence import both_sides
from chapters.claims.verdicts import correction
from chapters.command_line.lesson_text import sections
from chapters.command_line.report_html import report_html
from chapters.command_line.settings import Settings
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.wrapping import wrapped
from training.contents import EVENTS
from training.hparams import write_columns
from training.runs import Run
from training.settings import Recipe, slug

TICKED = 40  # runs, the train and the validation of one counted apart; of more TensorBoard 2.21 shows none unasked


@dataclass
class Report:
    """The end of a lesson.

    Attributes:
        settings: what the lesson was run with.
        tables: title -> runs side by side, the main table first. Runs on other data, or on another part of it, do not
            belong into one table with the main ones.
        figures: paths of the lesson's own pictures; the overview that `save` draws comes before them.
        claims: sentences of the lecture with their verdicts, from `claims.check`. The exact claims of the chapter,
            which need no training, come before them by themselves.
    """

    settings: Settings
    tables: dict[str, Comparison] = field(default_factory=dict)
    figures: list[Path] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def table(self) -> Comparison:
        """The main table."""
        return next(iter(self.tables.values()))

    @property
    def pictures(self) -> list[Path]:
        """The overview of the main runs, then the lesson's own figures."""
        return [self.settings.report_folder / "comparison.png", *self.figures]

    @property
    def runs(self) -> list[Run]:
        """Every run of the lesson, those of the main table first."""
        return [run for table in self.tables.values() for run in table.runs]

    @cached_property
    def all_claims(self) -> list[dict[str, Any]]:
        """The chapter's exact claims, computed now, then those that the lesson gave values for."""
        return [*exact.checks(self.settings.chapter), *self.claims]

    def __repr__(self) -> str:
        tables = ", ".join(map(repr, self.tables))
        return f"Report({self.settings.chapter!r}, tables {tables or 'none'}, {len(self.figures)} figures)"

    def _repr_html_(self) -> str:
        return report_html(self)

    def save(self) -> None:
        """Write the tables (Markdown, CSV, JSON) and the overview of the first beside the lesson's own figures.

        Raises:
            UserError: the folder cannot be written.
        """
        for title, table in self.tables.items():
            table.save(self.place_of(title))
        self.table.plot(self.pictures[0])
        write_columns(self.settings.folder)

    def place_of(self, title: str) -> Path:
        """The folder of a table's files."""
        folder = self.settings.report_folder
        return folder if self.tables[title] is self.table else folder / slug(title)

    def print(self, doc: str = "", wide: bool = False) -> None:
        """The closing page: tables, claims, figures; then what to do next: TensorBoard, and what to change.

        Args:
            doc: the lesson's docstring; its sections "In TensorBoard" and "Now change" are printed.
            wide: every column of the tables.
        """
        text = sections(doc)
        told = ""
        for title, table in self.tables.items():
            print(f"\n{title}")
            table.print(wide, ["--wide", str(self.place_of(title) / "comparison.md")])
            if (data := _source(table.runs[0])) != told:
                print(wrapped(f"Data: {data}"))
                told = data
        if self.all_claims:
            print("\nWhat the lecture claims (강의의 주장):")
        for claim in self.all_claims:
            print(wrapped(f"{claim['verdict']}: {claim['statement']} “{claim['ko']}”", "  "))
            print(wrapped(claim["evidence"], "      "))
            for said in both_sides(claim["values"].get("sides"), claim["values"].get("beside", ())):
                print(wrapped(said, "      "))
            if "correction" in claim:
                print(wrapped(correction(claim["verdict"], claim["correction"]), "      "))
        where = "" if self.settings.runs_dir == Path("runs") else f" --runs-dir {_quoted(self.settings.runs_dir)}"
        name = self.settings.chapter if self.settings.chapter == "tour" else self.settings.chapter[:4]
        print(f"\nFigures, 그림 (to see them: python -m chapters open {name}{where}):")
        for path in self.pictures:
            print(f"  {path}")
        print(
            f"\nTensorBoard (then open http://localhost:6006):\n  tensorboard --logdir {_quoted(self.settings.folder)}"
        )
        if len({path.parent for path in self.settings.folder.rglob(f"{EVENTS}*")}) > TICKED:
            print("  It ticks none of so many runs: tick the box beside “Run” at the top left.")
        if "In TensorBoard" in text:
            print(wrapped(" ".join(text["In TensorBoard"].split()), "  "))
        if "Now change" in text:
            print(f"\nNow change one thing (이제 하나를 바꾸기):\n{changes(text['Now change'])}")

    def as_dict(self) -> dict[str, Any]:
        """The `--json` object."""
        data = self.runs[0].settings["data"]
        return {
            "chapter": self.settings.chapter,
            "data": {"name": data["name"], "examples": data["examples"], **self.runs[0].provenance},
            "folder": str(self.settings.folder),
            "figures": [str(path) for path in self.pictures],
            "runs": [row for table in self.tables.values() for row in table.as_list()],
            "claims": self.all_claims,
        }


def changes(section: str) -> str:
    """The section "Now change" as it is printed: a command in one line, so that it can be copied, a question wrapped.

    Args:
        section: its lines, without the indentation of the docstring.
    """
    commands = ("python ", "tensorboard ")
    return "\n".join(
        f"  {line}" if line.startswith(commands) else wrapped(line.strip(), "      ", 0)
        for line in section.splitlines()
    )


def _source(run: Run) -> str:
    """Where the data of a run is from."""
    provenance = run.provenance
    return f"{run.settings['data']['name']} ({provenance['form']}): {provenance['note']}. {provenance['source']}"


def print_summary(recipe: Recipe, data: Dataset) -> None:
    """Print `model.summary()` of a recipe on a dataset."""
    recipe(data.input_shape, data.outputs, data.task).summary()


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
