"""Begin an assignment: copy its template, README and public tests, and never over what is there."""

from __future__ import annotations

import shutil
from pathlib import Path

from homework.assignment import Assignment
from runtime.errors import UserError
from runtime.files import explain, make_folder


def student_files(assignment: Assignment) -> list[Path]:
    """What a student works with: template, README, public tests."""
    return [assignment.template, assignment.folder / "README.md", assignment.tests]


def start(assignment: Assignment, folder: Path) -> list[Path]:
    """Copy what a student works with into a folder, which is made.

    Returns:
        The copies: template, README, public tests.

    Raises:
        UserError: one of the files is there already, or the folder cannot be written.
    """
    sources = student_files(assignment)
    make_folder(folder)
    copies = [folder / source.name for source in sources]
    there = [copy for copy in copies if copy.exists() or copy.is_symlink()]
    if there:
        raise UserError(f"{there[0]} is there already and stays as it is; give another folder")
    try:
        for source, copy in zip(sources, copies, strict=True):
            shutil.copyfile(source, copy)
    except OSError as error:
        raise explain(error, folder) from error
    return copies
