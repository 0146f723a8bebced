"""Slides: every one has a place on the site; lessons and claims lead to it, and it leads to them."""

from importlib import import_module

import pytest

from chapters.claims.claim_list import lecture
from chapters.command_line.lessons_of_slides import lessons_of

SLIDES = "docs/claims_by_slide.html"


@pytest.fixture
def labels(makers):
    return import_module("slide_labels")


def test_every_title_in_quotation_marks_becomes_links(labels):
    line = '"Linear Regression", and "How it works"*'
    assert labels.linked(line, "ch10_gradient_descent") == (
        "{ref}`2. Linear Regression <slide-linear-regression>`, and {ref}`17. How it works <slide-how-linear>`, "
        "{ref}`18. How it works <slide-how-descent>`, {ref}`19. How it works <slide-how-logistic>`\\*"
    )


def test_a_title_that_no_slide_has_is_refused(labels):
    with pytest.raises(ValueError, match="How it worked"):
        labels.linked('"How it worked"', "ch10_gradient_descent")


def test_every_heading_of_the_page_has_the_label_of_its_slide(labels, root):
    page = labels.labelled((root / labels.PAGE).read_text(encoding="utf-8"))
    blocks = [block.splitlines() for block in page.split("\n\n") if block.startswith("(slide-")]
    expected = [
        [f"(slide-{slide['id']})=", f"## {number}. {slide['title']}"]
        for number, slide in enumerate(lecture().slides, start=1)
    ]
    assert blocks == expected


@pytest.mark.site
@pytest.mark.parametrize("language", ["", "ko/"])
def test_lessons_and_claims_lead_to_their_slides_and_back(pages, language):
    slides = pages[language + SLIDES]
    assert {f"slide-{slide['id']}" for slide in lecture().slides} <= slides.ids
    for slide, lessons in lessons_of().items():
        for lesson in lessons:
            assert f"../lessons/{lesson}.html" in slides.links, (slide, lesson)
    named = {name: set() for names in lessons_of().values() for name in names}
    for lesson, found in named.items():
        links = [link for link in pages[f"{language}lessons/{lesson}.html"].links if f"../{SLIDES}#" in link]
        found |= {link.partition("#slide-")[2] for link in links}
        assert found, lesson
        assert [slide for slide in found if lesson not in lessons_of()[slide]] == []
    silent = {slide["id"] for slide in lecture().slides if "nothing" in slide}
    assert set().union(*named.values()) == {slide["id"] for slide in lecture().slides} - silent
    for claim in lecture().claims.values():
        assert f"../{SLIDES}#slide-{claim.slide}" in pages[f"{language}claims/{claim.id}.html"].links
        assert f"../claims/{claim.id}.html" in slides.links
