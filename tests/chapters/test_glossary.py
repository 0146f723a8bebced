"""The glossary: every term stands in the chapter it names, and every slide has its chapters."""

import ast
import re

import pytest

from chapters.claims.claim_list import lecture
from chapters.command_line.chapter_list import chapter_names

COMMON_TERMS = ("epoch", "batch", "overfitting", "activation function", "loss function", "optimizer", "metric")
OTHER_TERMS = (
    "underfitting", "cost function", "squared error", "cross-entropy", "hinge loss", "accuracy", "precision", "recall",
    "F1-score", "mean squared error", "mean absolute error", "root mean squared error", "dropout", "weight",
    "derivative", "gradient", "numerical differentiation", "finite difference", "weight regularisation", "weight decay",
    "generalisation gap", "decision threshold", "convergence", "least squares", "residual connection",
    "depthwise separable convolution", "moving average", "freezing", "initialisation", "input gate", "forget gate",
    "output gate", "update gate", "reset gate", "padding", "masking", "confusion matrix", "calibration",
)  # fmt: skip


def rows(root, heading):
    text = (root / "docs" / "glossary.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def text_of(root, chapter):
    """The docstring of a chapter."""
    source = (root / "chapters" / f"{chapter}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def slides_of(root, chapter):
    """The titles in the "Slides" line of a chapter."""
    doc = text_of(root, chapter)
    return re.findall(r'"([^"]+)"', re.search(r"^Slides +(.*?)^Book", doc, re.DOTALL | re.MULTILINE)[1])


def forms_of(korean):
    """The forms of a term: `활성화 함수 (slide: 활성함수)` has two, and so has `기울기, 그레이디언트`."""
    return re.split(r", |\(slide: ", korean.removesuffix(")"))


def test_every_term_is_in_the_text_of_its_chapter(root):
    """In one of its forms, however the words are spaced: both 손실 함수 and 손실함수 are written."""
    terms = rows(root, "Terms")
    assert len(terms) > 50
    for korean, english, chapter, *_ in terms:
        text = "".join(text_of(root, chapter.strip("`")).split())
        assert any("".join(form.split()) in text for form in forms_of(korean)), (korean, english, chapter)
    forms = [form for korean, *_ in terms for form in forms_of(korean)]
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize("term", [*COMMON_TERMS, *OTHER_TERMS])
def test_every_common_term_of_the_lecture_is_an_entry(root, term):
    """Not a part of one: geometric is no metric, and batch normalisation no batch."""
    assert any(re.fullmatch(rf"(.*: )?{term}( \(.*\))?", english) for _, english, *_ in rows(root, "Terms"))


def test_overfitting_and_underfitting_have_one_definition_which_both_lessons_follow(root):
    """Chapter 12 defined them by the course of the losses, chapter 13 by the gap; both are signs of one thing."""
    page = (root / "docs" / "glossary.md").read_text(encoding="utf-8").split("## Terms")[0]
    lessons = ("ch12_epochs_and_batches", "ch13_overfitting")
    assert all(f"`{lesson}`" in page for lesson in lessons)
    for text in (page, *(text_of(root, lesson) for lesson in lessons)):
        said = " ".join(text.split()).casefold()
        assert re.search(r"overfit[^.;]* well[^.;]* much less[.;] (a|one) sign", said)


def test_a_term_is_spaced_alike_in_all_lessons_and_in_the_glossary(root):
    """The slides' own spelling stands in brackets, or in quotation marks."""
    text = "".join(text_of(root, chapter) for chapter in chapter_names())
    one_way = [form for korean, *_ in rows(root, "Terms") if "(slide: " not in korean for form in forms_of(korean)]
    for form in (form for form in one_way if " " in form):
        assert form.replace(" ", "") not in text, form
    unquoted = re.sub(r'"[^"]*"|on the slide \S+', "", " ".join(text.split()))
    slides_own = [forms_of(korean)[-1] for korean, *_ in rows(root, "Terms") if "(slide: " in korean]
    assert slides_own
    for form in slides_own:
        assert form not in unquoted, form


def test_every_slide_has_its_chapters_or_the_reason_why_not(root):
    found = dict(rows(root, "Slides"))
    assert set(found) == {slide["title"] for slide in lecture().slides}
    for slide in lecture().slides:
        title = slide["title"]
        if "nothing" in slide:
            assert found[title] == f"none: {slide['nothing']}"
        else:
            names_found = {name.strip("`") for name in found[title].split(", ")}
            assert names_found == {name for name in chapter_names() if title in slides_of(root, name)}, title
