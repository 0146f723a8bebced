"""The glossary: every term stands in the chapter it names, and every slide has its chapters."""

import re
from importlib import import_module

import pytest

from chapters.__main__ import names
from chapters.claims import lecture

COMMON_TERMS = ("epoch", "batch", "overfitting", "activation function", "loss function", "optimizer", "metric")


def rows(root, heading):
    text = (root / "docs" / "glossary.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def slides_of(chapter):
    """The titles in the "Slides" line of a chapter."""
    doc = import_module(f"chapters.{chapter}").__doc__
    return re.findall(r'"([^"]+)"', re.search(r"^Slides +(.*?)^Book", doc, re.DOTALL | re.MULTILINE)[1])


def test_every_term_is_in_the_text_of_its_chapter(root):
    terms = rows(root, "Terms")
    assert len(terms) > 50
    for korean, english, chapter, *_ in terms:
        text = " ".join(import_module(f"chapters.{chapter.strip('`')}").__doc__.split())
        assert korean in text, (korean, english, chapter)
    assert len({korean for korean, *_ in terms}) == len(terms)


@pytest.mark.parametrize("term", COMMON_TERMS)
def test_every_common_term_of_the_lecture_is_there(root, term):
    assert any(term in english.lower() for _, english, *_ in rows(root, "Terms"))


def test_every_slide_with_something_to_check_has_its_chapters(root):
    found = {title: {name.strip("`") for name in chapters.split(", ")} for title, chapters in rows(root, "Slides")}
    titles = {slide["title"] for slide in lecture().slides if "nothing" not in slide}
    assert set(found) == titles
    for title, chapters in found.items():
        assert chapters == {name for name in names() if title in slides_of(name)}, title
