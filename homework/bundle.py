"""The zip that a student gets: template, README and public tests of one assignment, in a folder of its name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from homework.assignment import Assignment
from homework.starting import student_files
from runtime.errors import UserError
from runtime.files import replacing

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""Zips of equal files are equal."""


def bundle(assignment: Assignment, path: Path) -> Path:
    """Write the zip.

    Raises:
        UserError: something else is there, or the folder cannot be written.
    """
    return write_zip(path, {f"{assignment.name}/{file.name}": file.read_bytes() for file in student_files(assignment)})


def write_zip(path: Path, files: Mapping[str, bytes], executable: Iterable[str] = ()) -> Path:
    """Write a zip of files by name; those named last can be started.

    Raises:
        UserError: something is there already.
    """
    if path.exists() or path.is_symlink():
        raise UserError(f"{path} is there already and stays as it is; give another name")
    runnable = set(executable)
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, NO_TIME)
            member.external_attr = (0o755 if name in runnable else 0o644) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return path
