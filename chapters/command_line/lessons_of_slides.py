"""Which lessons belong to which slides: a lesson names slides by their titles, and it tests claims of slides."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from chapters.claims.claim_list import lecture
from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.lesson_text import sections

QUOTED = re.compile(r'"([^"]+)"')
"""A title in the line "Slides" of a lesson."""


def slides_with(title: str, lesson: str) -> list[str]:
    """The slides that a lesson means by a title.

    Several slides may have one title. Then those are meant of which the lesson tests a claim, or all if it tests none.

    Args:
        title: as on the slides.
        lesson: its name.

    Returns:
        ids of slides in the lecture's order; none if no slide has the title.
    """
    found = [slide["id"] for slide in lecture().slides if slide["title"] == title]
    tested = {claim.slide for claim in lecture().of_chapter(lesson)}
    return [slide for slide in found if slide in tested] or found


def lessons_of() -> dict[str, list[str]]:
    """The lessons of every slide: those that name it in their line "Slides" or test a claim of it; the tour is last."""
    lessons: dict[str, list[str]] = {slide["id"]: [] for slide in lecture().slides}
    for name in [*chapter_names(), "tour"]:
        named = [slide for title in QUOTED.findall(_line_of(name)) for slide in slides_with(title, name)]
        for slide in dict.fromkeys([*named, *(claim.slide for claim in lecture().of_chapter(name))]):
            lessons[slide].append(name)
    return lessons


def _line_of(name: str) -> str:
    """The line "Slides" of a lesson, whose file is read and not run."""
    source = Path(__file__).parents[1] / f"{name}.py"
    doc = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return " ".join(sections(doc).get("Slides", "").split())
