"""The pages that are files of the repository, and the start page with the table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from cost_page import PAGE as COST
from lesson_pages import COLAB, colab_address
from slide_labels import PAGE, labelled

from chapters.command_line.chapter_list import chapter_names
from homework.assignment import names

ROOT = Path(__file__).parents[2]
AT_THE_TOP = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "CLAIMS.md")
LANGUAGE = re.compile(r"^\[\S+\]\(README(?:\.ko)?\.md\)\n\n", re.MULTILINE)
"""The line of a README that leads to the other one; on the site each page has such a link."""
FILE = re.compile(r"\]\(([^)#:]+\.(?!md\))\w+)\)")
"""A link to a picture, or to another file that is no page."""


def sources() -> list[Path]:
    """The Markdown files of the repository that are pages as they stand."""
    return [
        *(ROOT / name for name in AT_THE_TOP),
        *sorted((ROOT / "docs").glob("*.md")),
        ROOT / "benchmarks/RESULTS.md",
    ]


def repository_pages() -> dict[str, str | Path]:
    """Those files, and the pictures and other files that they and the README lead to: place in the site -> file.

    The slides have labels on the site, so that page is text.
    """
    pages: dict[str, str | Path] = {}
    for path in sources():
        pages[path.relative_to(ROOT).as_posix()] = path
    pages[PAGE] = labelled((ROOT / PAGE).read_text(encoding="utf-8"))
    for path in [ROOT / "README.md", *sources()]:
        for target in FILE.findall(path.read_text(encoding="utf-8")):
            file = (path.parent / target).resolve()
            pages[file.relative_to(ROOT).as_posix()] = file
    return pages


def start_page(references: Iterable[str], readme: str = "README.md") -> str:
    """A README, and the table of contents, which every page shows at its side.

    Args:
        references: places of the reference's pages.
        readme: the file at the top of the repository.
    """
    docs = [f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))]
    first = [PAGE, "docs/glossary.md", "docs/using.md", "docs/tensorboard.md", "docs/homework.md"]
    contents = {
        "Lessons": ["lessons/tour.md", *(f"lessons/{name}.md" for name in chapter_names()), "notebooks.md"],
        "Homework": [f"homework/{name}.md" for name in names()],
        "More": ["CLAIMS.md", *first, *(page for page in docs if page not in first), "benchmarks/RESULTS.md"],
        "Packages": list(references),
        "Project": ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", COST],
    }
    text = LANGUAGE.sub("", (ROOT / readme).read_text(encoding="utf-8"), count=1)
    return "\n\n".join([text.rstrip(), *(_toctree(caption, pages) for caption, pages in contents.items())]) + "\n"


def _toctree(caption: str, pages: Sequence[str]) -> str:
    listed = "\n".join(page.removesuffix(".md") for page in pages)
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{listed}\n```"


def notebooks_page(repository: str) -> str:
    """The list of the notebooks.

    Args:
        repository: `OWNER/NAME` on GitHub, where Colab opens them from; empty if the site does not know it.
    """
    lines = [
        "# Notebooks",
        "Each lesson is also a notebook, made from it by `python notebooks/write.py`. It holds no outputs: run it in "
        "Jupyter, in an editor, or in Google Colab, where its first cell gets the course.",
    ]
    if not repository:
        lines.append(f"To run one in Colab, download it, open [Colab]({COLAB}), and upload the file there.")
    listed = []
    for name in ["tour", *chapter_names()]:
        colab = f", [open in Colab]({colab_address(name, repository)})" if repository else ""
        listed.append(f"- `{name}`: {{download}}`{name}.ipynb <notebooks/{name}.ipynb>`{colab}")
    return "\n\n".join([*lines, "\n".join(listed)]) + "\n"
