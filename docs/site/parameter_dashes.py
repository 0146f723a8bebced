"""A Sphinx extension: a dash stands between a parameter and its text."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx


def dashes(app: Sphinx, doctree: nodes.document) -> None:
    """Put a dash between a parameter and its text, where Sphinx puts two hyphens."""
    for text in list(doctree.findall(nodes.Text)):
        if text == " -- ":
            text.parent.replace(text, nodes.Text(" \N{EN DASH} "))


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", dashes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
