"""The glossary: every term stands in the chapter it names, and every slide has its chapters."""

import re
from importlib import import_module

import pytest

from chapters.claims.claim_list import lecture
from chapters.command_line.chapter_list import chapter_names

COMMON_TERMS = ("epoch", "batch", "overfitting", "activation function", "loss function", "optimizer", "metric")
OTHER_TERMS = (
    "underfitting", "cost function", "squared error", "cross-entropy", "hinge loss", "accuracy", "precision", "recall",
    "F1-score", "mean squared error", "mean absolute error", "root mean squared error", "dropout", "weight",
)  # fmt: skip


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


@pytest.mark.parametrize("term", [*COMMON_TERMS, *OTHER_TERMS])
def test_every_common_term_of_the_lecture_is_an_entry(root, term):
    """Not a part of one: geometric is no metric, and batch normalisation no batch."""
    assert any(re.fullmatch(rf"(.*: )?{term}( \(.*\))?", english) for _, english, *_ in rows(root, "Terms"))


def test_every_slide_has_its_chapters_or_the_reason_why_not(root):
    found = dict(rows(root, "Slides"))
    assert set(found) == {slide["title"] for slide in lecture().slides}
    for slide in lecture().slides:
        title = slide["title"]
        if "nothing" in slide:
            assert found[title] == f"none: {slide['nothing']}"
        else:
            names_found = {name.strip("`") for name in found[title].split(", ")}
            assert names_found == {name for name in chapter_names() if title in slides_of(name)}, title
