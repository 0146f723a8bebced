"""From a lesson to its page: its text, its code, what a run of it made, and what to do next."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from claim_pages import claim_lines
from lesson_sources import hash_of_sources
from prose import AT_THE_END, FACTS, paragraphs
from run_outputs import output_lines
from slide_labels import linked

from chapters.command_line.lesson_text import parts, title
from homework.assignment import find, names
from runtime.markdown import escaped

NAME = re.compile(r"(?<![`\w./])((?:ch|hw)\d\d_\w+)(?![`\w])")
COLAB = "https://colab.research.google.com"


@dataclass(frozen=True)
class Site:
    """What every page is made from, besides the lesson.

    Attributes:
        rows: the ledger's entries, of all claims.
        outputs: a folder of run folders, such as `runs`, if the pages are to show these.
        repository: `OWNER/NAME` on GitHub, where Colab opens notebooks from; empty if the site does not know it.
    """

    rows: Sequence[dict[str, Any]]
    outputs: Path | None
    repository: str


def lesson_page(name: str, site: Site) -> dict[str, str | Path]:
    """The page of a lesson, and the files that it shows or offers: place in the site -> text or file.

    Args:
        name: of the lesson, or `"tour"`.
        site: what else the page is made from.
    """
    module = import_module(f"chapters.{name}")
    source, doc = Path(str(module.__file__)), str(module.__doc__)
    shown, files = output_lines(name, site.outputs, hash_of_sources(name))
    lines = [
        *heading(name, doc),
        *lecture_lines(name, doc),
        "## The code",
        f"All of it is {{download}}`chapters/{name}.py <../chapters/{name}.py>`.",
        *code_lines(source.read_text(encoding="utf-8")),
        "## What it prints and draws",
        *shown,
        "## What its claims came to",
        *claim_lines([row for row in site.rows if row["claim"].chapter == name]),
        "## Homework",
        *homework_lines(name),
        "## The notebook",
        *notebook_lines(name, site.repository),
        "## Now change one thing",
        *change_lines(dict(parts(doc))["Now change"]),
    ]
    notebook = source.parents[1] / "notebooks" / f"{name}.ipynb"
    page = "\n\n".join(lines) + "\n"
    return {
        f"lessons/{name}.md": page, f"chapters/{name}.py": source, f"notebooks/{name}.ipynb": notebook, **files
    }  # fmt: skip


def heading(name: str, doc: str) -> list[str]:
    """The lesson's number and topic as the page's title, and the rest of the docstring's first line below it."""
    topic, _, about = title(doc).partition(": ")
    number = re.match(r"ch(\d\d)_", name)
    numbered = f"{int(number[1])}. {topic}" if number else topic
    return [f"# {escaped(numbered)}", escaped(about[:1].upper() + about[1:])]


def lecture_lines(name: str, doc: str) -> list[str]:
    """The docstring as paragraphs, each of which can be translated, up to what the end of the page shows.

    Args:
        name: of the lesson.
        doc: its docstring.
    """
    lines: list[str] = []
    facts: list[str] = []
    notes: list[str] = []
    ended = False
    for section, text in parts(doc):
        ended |= section in AT_THE_END
        if section in FACTS or section == "Homework":
            said = linked(_joined(text), name) if section == "Slides" else escaped(NAME.sub(r"`\1`", _joined(text)))
            facts.append(f"- **{section}:** {said}")
            continue
        if facts:
            lines.append("\n".join(facts))
            facts = []
        if ended and not section:
            notes += [prose(text)]
        elif section != "Now change":
            lines += [f"## {section}", prose(text)] if section else [prose(text)]
    return [*lines, *(["## Notes", *notes] if notes else [])]


def prose(text: str) -> str:
    """Paragraphs as paragraphs, columns as tables, other indented lines as they stand."""
    blocks = re.split(r"\n\s*\n", text.strip("\n"))
    return "\n\n".join(table(rows) if (rows := columns(block)) else paragraphs(block) for block in blocks)


def columns(block: str) -> list[list[str]]:
    """The cells of indented lines that stand in columns, two spaces or more apart; none if the block is no table."""
    lines = block.splitlines()
    if not all(line.startswith("    ") for line in lines):
        return []
    rows: list[list[str]] = []
    for line in textwrap.dedent(block).splitlines():
        if rows and line.startswith(" " * 8):
            rows[-1][-1] += f" {line.strip()}"  # goes on in the last column
        else:
            rows.append(re.split(r" {2,}", line.strip()))
    widths = {len(row) for row in rows}
    return rows if len(rows) > 1 and len(widths) == 1 and widths != {1} else []


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table without a header, whose cells are paragraphs."""
    listed = ["\n".join(f"  - {escaped(cell)}" for cell in row).replace(" ", "*", 1) for row in rows]
    return "\n".join(["```{list-table}", ":widths: auto", "", *listed, "```"])


def code_lines(source: str) -> list[str]:
    """The code below the docstring, under the titles that stand in its comments `# %%`."""
    body = ast.parse(source).body
    below = source.splitlines()[body[0].end_lineno :]
    lines, section = [], ["Imports and settings"]
    for line in [*below, "# %% "]:
        if line.startswith("# %% "):
            code = "\n".join(section[1:]).strip("\n")
            lines += [f"### {section[0]}", f"```python\n{code}\n```"]
            section = [line.removeprefix("# %% ")]
        else:
            section.append(line)
    return lines


def homework_lines(name: str) -> list[str]:
    """The assignments that belong to a lesson, as a list."""
    own = [assignment for assignment in map(find, names()) if name in assignment.lessons]
    listed = "\n".join(f"- `{assignment.name}`: {escaped(assignment.title)}" for assignment in own)
    return [listed or "No assignment belongs to this lesson."]


def notebook_lines(name: str, repository: str) -> list[str]:
    """Where the lesson's notebook is: to download, and to open in Colab."""
    download = f"{{download}}`{name}.ipynb <../notebooks/{name}.ipynb>`"
    if repository:
        return [f"Download {download}, or [open it in Google Colab]({colab_address(name, repository)})."]
    return [f"Download {download}. To run it in Google Colab, open [Colab]({COLAB}) and upload the file there."]


def colab_address(name: str, repository: str) -> str:
    """Where Colab opens a notebook of the repository."""
    return f"{COLAB}/github/{repository}/blob/main/notebooks/{name}.ipynb"


def change_lines(text: str) -> list[str]:
    """The suggestions of a lesson: a command, and the question that it answers."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("python "):
            lines.append(f"```bash\n{line}\n```")
        elif lines[-1].startswith("```"):
            lines.append(escaped(line.strip()))
        else:
            lines[-1] += f" {escaped(line.strip())}"
    return lines


def _joined(text: str) -> str:
    return " ".join(text.split())
