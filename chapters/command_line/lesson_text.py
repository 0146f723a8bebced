"""The text of a lesson: its module's docstring, section by section.

A section begins at the left margin with one of `SECTIONS`, then two spaces or more; it ends at the next section or at a
blank line. All that has no such beginning is the lecture itself.
"""

from __future__ import annotations

import re
import textwrap

SECTIONS = (
    "Goal", "Before", "Minutes", "Slides", "Book", "Homework",
    "What we build", "What to look for", "In TensorBoard", "Now change",
)  # fmt: skip


def sections(doc: str) -> dict[str, str]:
    """The sections of a docstring: name -> its lines without the indentation."""
    begins = re.compile(rf"({'|'.join(SECTIONS)})  +(?=\S)")
    found: dict[str, list[str]] = {}
    name = ""
    for line in doc.splitlines():
        begun = begins.match(line)
        if begun:
            name = begun[1]
            found[name] = [" " * begun.end() + line[begun.end() :]]
        elif name and line.startswith(" "):
            found[name].append(line)
        else:
            name = ""
    return {key: textwrap.dedent("\n".join(lines)) for key, lines in found.items()}


def title(doc: str) -> str:
    """The first line of a docstring."""
    return (doc.strip().splitlines() or [""])[0]
