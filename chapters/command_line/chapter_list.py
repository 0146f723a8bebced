"""The list of the chapters, and finding one by the beginning of its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from runtime.errors import UserError
from runtime.nearest import hint


def chapter_names() -> list[str]:
    """The chapters, in the lecture's order."""
    return sorted(path.stem for path in Path(__file__).parents[1].glob("ch[0-9][0-9]_*.py"))


def matching(name: str, names: Sequence[str] | None = None) -> list[str]:
    """The chapters that a name may stand for: the whole name, the start of one (`ch04`), or its number (`ch4`)."""
    names = chapter_names() if names is None else names
    typed = name.lower().removesuffix(".py")
    number = re.fullmatch(r"ch(\d)", typed)
    start = f"ch0{number[1]}_" if number else typed
    return [known for known in names if known == typed] or [
        known for known in names if start and known.startswith(start)
    ]


def chapter_name(name: str, names: Sequence[str] | None = None) -> str:
    """The whole name of a chapter.

    Args:
        name: as typed; see `matching`.
        names: those there are, if others than the chapters.

    Raises:
        UserError: there is none, or more than one.
    """
    names = chapter_names() if names is None else names
    found = matching(name, names)
    if len(found) != 1:
        nearest = hint(name, found or names, f"choose one of {', '.join(found or names)}", cutoff=0.5)
        raise UserError(f"chapter {name[:60]!r} is unknown; {nearest}")
    return found[0]


def find_chapter(name: str) -> ModuleType:
    """A chapter's module; arguments and errors as of `chapter_name`."""
    return import_module(f"chapters.{chapter_name(name)}")
