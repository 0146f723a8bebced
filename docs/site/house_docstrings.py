"""A Sphinx extension: docstrings in the house's form become reStructuredText.

A docstring here is plain text: `code` stands in single backticks, indented lines (formulas, examples) stand as they
are, and Args, Attributes, Returns and Raises are sections as Google writes them. napoleon, which reads these sections,
comes after this extension.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CODE = re.compile(r"(``.+?``|`[^`]+`)", re.DOTALL)
SPECIAL = re.compile(r"[\\*|]|_(?!\w)")
SECTION = re.compile(r"(Args|Attributes|Raises|Returns|Yields):")


def restructured(docstring: str) -> str:
    """A docstring as reStructuredText with the sections that napoleon reads.

    Args:
        docstring: without the indentation that it has in the source.
    """
    made, section = [], ""
    for block in re.split(r"\n\s*\n", docstring.strip("\n")):
        begins = SECTION.match(block)
        if begins:
            section = begins[1]
        elif not block.startswith(" "):
            section = ""
        if not section and block.startswith("    "):
            made.append(f"::\n\n{block}")  # as it stands
        elif section in ("Returns", "Yields"):
            made.append(_returned(escaped(block)))
        else:
            made.append(escaped(block))
    return "\n\n".join(made) + "\n"


def _returned(block: str) -> str:
    """The section Returns as a field: napoleon would take the words before its first colon for a type."""
    return re.sub(r"\A(Returns|Yields):\n\s*", lambda found: f":{found[1].lower()}: ", block)


def escaped(text: str) -> str:
    """Text in which nothing but code is markup; code that goes on in the next line is put into one."""
    pieces = CODE.split(text)
    pieces[::2] = [SPECIAL.sub(r"\\\g<0>", piece) for piece in pieces[::2]]
    pieces[1::2] = [f"``{' '.join(piece.strip('`').split())}``" for piece in pieces[1::2]]
    return "".join(pieces)


def process(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """What autodoc calls with the lines of a docstring, which it changes."""
    if what == "data" and obj.__doc__ == type(obj).__doc__:  # a dict would be explained as dicts are
        lines.clear()
    else:  # a module's is at the left margin, and autodoc would move an example there, too
        lines[:] = restructured(obj.__doc__ if what == "module" else "\n".join(lines)).splitlines()


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", process, priority=400)  # napoleon's is 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}
