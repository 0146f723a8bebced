"""Every slide has a label on the page "Slide by slide": lessons and claims lead to it, and it leads to them."""

from __future__ import annotations

import re

from chapters.claims.claim_list import lecture
from chapters.command_line.lessons_of_slides import QUOTED, slides_with
from runtime.markdown import escaped

PAGE = "docs/claims_by_slide.md"
HEADING = re.compile(r"^## (?=\d+\. )", re.MULTILINE)


def label(slide: str) -> str:
    """Where a slide is on the page, also for links from outside: `claims_by_slide.html#slide-...`."""
    return f"slide-{slide}"


def labelled(page: str) -> str:
    """The page with a label before the heading of each slide."""
    slides = iter(lecture().slides)
    return HEADING.sub(lambda found: f"({label(next(slides)['id'])})=\n{found[0]}", page)


def numbered(slide: str) -> str:
    """A slide's number and title, as a link to its place on the page."""
    number, title = next(
        (number, entry["title"]) for number, entry in enumerate(lecture().slides, start=1) if entry["id"] == slide
    )
    return f"{{ref}}`{number}. {title} <{label(slide)}>`"


def linked(line: str, lesson: str) -> str:
    """The line "Slides" of a lesson, in which every title in quotation marks is a link to each of its slides.

    Raises:
        ValueError: no slide has such a title.
    """
    pieces = QUOTED.split(line)  # every second one is a title
    pieces[::2] = map(escaped, pieces[::2])
    for place, title in enumerate(pieces[1::2]):
        slides = slides_with(title, lesson)
        if not slides:
            raise ValueError(f"{lesson} names the slide {title!r}, which the lecture does not have")
        pieces[2 * place + 1] = ", ".join(map(numbered, slides))
    return "".join(pieces)
