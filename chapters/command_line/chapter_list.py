"""The list of the chapters, and finding one by the beginning of its name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from runtime.errors import UserError
from runtime.nearest import hint


def chapter_names() -> list[str]:
    """The chapters, in the lecture's order."""
    return sorted(path.stem for path in Path(__file__).parents[1].glob("ch[0-9][0-9]_*.py"))


def find_chapter(name: str) -> ModuleType:
    """A chapter's module by its name or the start of it: `ch04`.

    Raises:
        UserError: there is none, or more than one.
    """
    found = [known for known in chapter_names() if known == name] or [
        known for known in chapter_names() if name and known.startswith(name)
    ]
    if len(found) != 1:
        nearest = hint(name, chapter_names(), f"choose one of {', '.join(chapter_names())}", cutoff=0.5)
        raise UserError(f"chapter {name[:60]!r} is unknown; {nearest}")
    return import_module(f"chapters.{found[0]}")
