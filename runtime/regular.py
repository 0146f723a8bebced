"""Regular files only: what is a link, a device or a pipe is neither read nor written over."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from runtime.errors import UserError


def is_link(path: Path) -> bool:
    """Whether a path is a symbolic link, or on Windows a junction, wherever it leads."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)  # known to Python on Windows only
    return stat.S_ISLNK(status.st_mode) or (junction is not None and getattr(status, "st_reparse_tag", 0) == junction)


def is_regular(path: Path) -> bool:
    """Whether a regular file stands at a path; a link counts as none."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder stands at a path; a link to one counts as none."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode) and not is_link(path)
    except (OSError, ValueError):
        return False


def refuse_other(path: Path) -> None:
    """Refuse to write where something stands that is no regular file.

    Raises:
        UserError: a folder, a link, a device or a pipe stands there.
    """
    if os.path.lexists(path) and not is_regular(path):
        raise UserError(f"{path} is {kind(path)}, no regular file, and is not replaced; choose another name")


def kind(path: Path) -> str:
    """What stands at a path, in words."""
    if is_link(path):
        return "a link"
    if path.is_dir():
        return "a folder"
    return "a file" if path.is_file() else "a device or a pipe"


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file.

    Args:
        path: of the file.
        most: bytes; a larger file is not read.

    Raises:
        UserError: it is missing, no regular file, too large, or cannot be read.
    """
    if not os.path.lexists(path):
        raise UserError(f"{path} does not exist; name a folder that holds it")
    if not is_regular(path):
        raise UserError(f"{path} is {kind(path)}, no regular file, and is not read; put the file itself there")
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror or error}); make it readable") from None
    if len(content) > most:
        raise UserError(f"{path} is damaged (more than {most / 1e6:,.0f} MB); delete it and make it again")
    return content


def unused(path: Path, *, is_file: bool = False) -> Path:
    """The path, or if something stands there the first free one of `<name>-2`, `<name>-3`, ...

    Args:
        path: of what is to be made or moved.
        is_file: whether the number stands before the suffix.
    """
    stem, suffix = (path.stem, path.suffix) if is_file else (path.name, "")
    free, number = path, 2
    while os.path.lexists(free):
        free = path.with_name(f"{stem}-{number}{suffix}")
        number += 1
    return free
