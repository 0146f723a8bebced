"""A page for every assignment: its README, and its files to download."""

from __future__ import annotations

from pathlib import Path

from homework.assignment import Assignment, find, names
from homework.starting import student_files


def assignment_page(assignment: Assignment) -> dict[str, str | Path]:
    """The page of an assignment and the files that it offers: place in the site -> text or file.

    The questions of `predict` are not on it: a student answers them before the code runs.
    """
    text = (assignment.folder / "README.md").read_text(encoding="utf-8").rstrip()
    lessons = "\n".join(f"- `{lesson}`" for lesson in assignment.lessons)
    files = {f"homework/files/{path.name}": path for path in student_files(assignment) if path.suffix == ".py"}
    downloads = "\n".join(f"- {{download}}`{path.name} <files/{path.name}>`" for path in files.values())
    start = f"`python -m homework start {assignment.name[:4]} my_work`"
    told = f"This command copies them into a folder: {start}. [How homework works](../docs/homework.md)."
    page = f"{text}\n\n## Its lessons\n\n{lessons}\n\n## Its files\n\n{downloads}\n\n{told}\n"
    return {f"homework/{assignment.name}.md": page, **files}


def homework_pages() -> dict[str, str | Path]:
    """The pages of all assignments, with their files."""
    pages: dict[str, str | Path] = {}
    for name in names():
        pages |= assignment_page(find(name))
    return pages
