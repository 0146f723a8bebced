"""The plan of a semester: every lesson once, after the lessons that it needs, and homework after its lessons."""

import re
import tomllib
from importlib import import_module

import pytest

from chapters.command_line.chapter_list import chapter_names
from homework.assignment import find, names


@pytest.fixture(scope="module")
def weeks(root):
    return tomllib.loads((root / "docs" / "semester.toml").read_text(encoding="utf-8"))["weeks"]


def test_fifteen_weeks_hold_every_lesson_and_assignment_once(weeks):
    lessons = [name for week in weeks for name in week["lessons"]]
    given = [week["homework"] for week in weeks if "homework" in week]
    assert len(weeks) == 15
    assert sorted(lessons) == sorted(["tour", *chapter_names()])
    assert sorted(given) == sorted(names())


def test_what_a_lesson_or_an_assignment_needs_comes_before_it(weeks):
    taught: list[str] = []
    for week in weeks:
        for name in week["lessons"]:
            needed = re.search(r"^Before +(.*)$", str(import_module(f"chapters.{name}").__doc__), re.MULTILINE)
            for other in re.findall(r"ch\d\d_\w+", needed[1] if needed else ""):
                assert other in taught, f"{name} needs {other}"
            taught.append(name)
        if "homework" in week:
            assert set(find(week["homework"]).lessons) <= set(taught), week["homework"]


def test_every_figure_is_drawn_by_a_lesson_of_its_week(root, weeks):
    for week in weeks:
        drawn = "comparison.png"  # every lesson draws it
        for name in week["lessons"]:
            lesson = (root / "chapters" / f"{name}.py").read_text(encoding="utf-8")
            for topic in re.findall(r"^from chapters\.material import (\w+)", lesson, re.MULTILINE):
                lesson += "".join(
                    path.read_text(encoding="utf-8") for path in (root / "chapters/material" / topic).glob("*.py")
                )
            drawn += lesson
        for figure in week["figures"]:
            assert figure in drawn, f"{figure} in the week of {week['lessons']}"
