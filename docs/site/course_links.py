"""A Sphinx extension: a lesson, assignment or claim that is named in `code` is a link to its page."""

from __future__ import annotations

from pathlib import PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx

FOLDERS = ("lessons", "homework", "claims")


def link(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put a reference around every piece of code on a page that is the name of another page in `FOLDERS`."""
    found = [PurePosixPath(place) for place in app.env.found_docs]
    places = {place.name: str(place) for place in found if place.parent.name in FOLDERS}
    for code in list(doctree.findall(nodes.literal)):
        place = places.get(code.astext())
        if place not in (None, page) and not isinstance(code.parent, nodes.reference):
            address = app.builder.get_relative_uri(page, place)
            code.replace_self(nodes.reference("", "", code.deepcopy(), internal=True, refuri=address))


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-resolved", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
