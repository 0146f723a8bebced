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


def parts(doc: str) -> list[tuple[str, str]]:
    """All of a docstring below its first line, in order: (section, its lines); the lecture itself is section `""`."""
    begins = re.compile(rf"({'|'.join(SECTIONS)})  +(?=\S)")
    found: list[tuple[str, list[str]]] = []
    for line in doc.strip().splitlines()[1:]:
        begun = begins.match(line)
        if begun:
            found.append((begun[1], [" " * begun.end() + line[begun.end() :]]))
        elif found and (found[-1][0] == "" or line.startswith(" ")):
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    texts = [(name, textwrap.dedent("\n".join(lines)).strip("\n")) for name, lines in found]
    return [(name, text) for name, text in texts if text]


def sections(doc: str) -> dict[str, str]:
    """The sections of a docstring: name -> its lines without the indentation."""
    return {name: text for name, text in parts(doc) if name}


def title(doc: str) -> str:
    """The first line of a docstring."""
    return (doc.strip().splitlines() or [""])[0]
