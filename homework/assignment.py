"""One assignment: its folder, what `homework.toml` says of it, and its questions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet

from runtime.errors import UserError
from runtime.nearest import hint

FOLDER = Path(__file__).with_name("assignments")


@dataclass(frozen=True)
class Question:
    """A prediction to make before the code is checked.

    Attributes:
        key: a short name; the outcome of this name answers it.
        text: the question.
        choices: what one may choose from; empty where a number is asked for.
        unit: of the number, such as "parameters" or "points of accuracy".
        explanation: shown with the outcome.
        lesson: shows why.
    """

    key: str
    text: str
    choices: tuple[str, ...]
    unit: str
    explanation: str
    lesson: str


@dataclass(frozen=True)
class Assignment:
    """A folder with a template, a README, public tests, and `homework.toml`.

    Attributes:
        folder: named as the assignment.
        about: the content of `homework.toml`.
    """

    folder: Path
    about: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Such as `"hw01_linear_models"`."""
        return self.folder.name

    @property
    def title(self) -> str:
        """One line, with the Korean terms."""
        return self.about["title"]

    @property
    def template(self) -> Path:
        """What a student copies and fills in."""
        return self.folder / f"{self.name}.py"

    @property
    def tests(self) -> Path:
        """The public tests."""
        return self.folder / f"test_{self.name}.py"

    @property
    def probes(self) -> Path | None:
        """Functions of this assignment that look at what stays in the student's process; None without such a file."""
        path = self.folder / "probes.py"
        return path if path.exists() else None

    @property
    def lessons(self) -> tuple[str, ...]:
        """The chapters that it belongs to."""
        return tuple(self.about["lessons"])

    @property
    def seconds(self) -> float:
        """That one call may take."""
        return float(self.about.get("seconds", 10))

    @property
    def points_for_predictions(self) -> float:
        """For answering every question before the first check."""
        return float(self.about.get("points_for_predictions", 0))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """In the order of the file."""
        return tuple(
            Question(
                entry["key"],
                entry["text"],
                tuple(entry.get("choices", ())),
                entry.get("unit", ""),
                entry["explanation"],
                entry["lesson"],
            )
            for entry in self.about.get("question", ())
        )

    def version_warning(self) -> str:
        """One sentence if the installed package is not of the versions that this assignment fits; else empty."""
        installed = metadata.version("executable-lecture")
        if SpecifierSet(self.about["fits"]).contains(installed, prereleases=True):
            return ""
        return f"{self.name} fits version {self.about['fits']} of the package, and {installed} is installed; update it"


def names() -> list[str]:
    """The assignments, in the lecture's order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/homework.toml"))


def find(name: str) -> Assignment:
    """An assignment by its name or the start of it: `hw01`.

    Raises:
        UserError: there is none, or more than one.
    """
    found = [known for known in names() if known == name] or [
        known for known in names() if name and known.startswith(name)
    ]
    if len(found) != 1:
        nearest = hint(name, names(), f"choose one of {', '.join(names())}", cutoff=0.5)
        raise UserError(f"assignment {name[:60]!r} is unknown; {nearest}")
    folder = FOLDER / found[0]
    return Assignment(folder, tomllib.loads((folder / "homework.toml").read_text(encoding="utf-8")))
