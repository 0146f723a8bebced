"""A Sphinx extension: a picture leads to its file, where a reader of a narrow page sees it in its own size."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx


def link(app: Sphinx, doctree: nodes.document) -> None:
    """Give each picture its own size; Sphinx puts a link to the file around a picture that has one."""
    for picture in doctree.findall(nodes.image):
        picture.setdefault("scale", 100)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
