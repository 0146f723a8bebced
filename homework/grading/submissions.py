"""What was handed in: one Python file a student, whatever it came in; nothing of it is run or unpacked to disk here.

A submission is a `.py`, an `.ipynb` (its code cells), or a folder or zip with one of them. Its name is the student's.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import stat
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from homework.assignment import Assignment
from homework.predictions import FILE as PREDICTIONS
from runtime.errors import UserError

MOST_BYTES = 256 << 10
MOST_MEMBERS = 1_000
NOTEBOOK_BYTES = 8 << 20
"""A notebook holds its figures, too."""
ALL_BYTES = 16 << 20
"""Of everything that could be graded in one folder or zip."""
ZIP_BYTES = 32 << 20
"""Of a zip: its list of members is read as a whole."""


class Invalid(Exception):
    """What was handed in cannot be graded; the text says why, in a student's words."""


@dataclass(frozen=True)
class Submission:
    """One student's work.

    Attributes:
        student: the name of the file or folder, without its ending.
        place: where it lies.
        code: the text of the Python file; empty if it is invalid.
        predictions: the bytes of `predictions.json`, if it was handed in.
        invalid: why it cannot be graded; empty if it can.
        missing: whether nothing was handed in under that name.
    """

    student: str
    place: Path
    code: str = ""
    predictions: bytes = b""
    invalid: str = ""
    missing: bool = False

    @property
    def digits(self) -> str:
        """SHA-256 of what was handed in."""
        return hashlib.sha256(self.code.encode("utf-8", "surrogatepass") + self.predictions).hexdigest()


def find_submissions(folder: Path, assignment: Assignment) -> list[Submission]:
    """Every submission in a folder, sorted by name; what cannot be graded says why.

    Raises:
        UserError: there is no such folder, or two students have one name.
    """
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder}; give the one that holds what was handed in")
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "__")))
    found = [_read(entry, assignment) for entry in entries]
    names = [submission.student for submission in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(f"{twice[0]} was handed in more than once in {folder}; keep one of them")
    return found


def _read(entry: Path, assignment: Assignment) -> Submission:
    student = entry.stem if entry.suffix in (".py", ".zip", ".ipynb") else entry.name
    try:
        parts: dict[str, bytes] = {}
        for name, content in _parts(entry, assignment):
            if name in parts:
                raise Invalid(f"{name} is in it more than once")
            parts[name] = content
            if sum(map(len, parts.values())) > ALL_BYTES:
                raise Invalid(f"its files are larger than {ALL_BYTES >> 20} MiB together")
        if not parts:
            return Submission(student, entry, invalid="nothing was handed in", missing=True)
        wanted = [name for name in parts if name != PREDICTIONS]
        if not wanted:
            return Submission(student, entry, invalid=f"there is no {assignment.name}.py in it", missing=True)
        name = _the_one(wanted, assignment)
        return Submission(student, entry, _code(name, parts[name]), parts.get(PREDICTIONS, b""))
    except Invalid as error:
        return Submission(student, entry, invalid=str(error))
    except OSError as error:
        return Submission(student, entry, invalid=f"it cannot be read ({error.strerror})")


def _the_one(names: list[str], assignment: Assignment) -> str:
    """The file to grade: the one of the assignment's name, a Python file before a notebook; else the only one."""
    for ending in (".py", ".ipynb"):
        if assignment.name + ending in names:
            return assignment.name + ending
    if len(names) > 1:
        raise Invalid(
            f"there are several files ({', '.join(sorted(names)[:5])}) and none is called {assignment.name}.py"
        )
    return names[0]


def _parts(entry: Path, assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """File name -> bytes, of what could be graded: Python files, notebooks and predictions at the top."""
    mode = entry.lstat().st_mode
    if stat.S_ISDIR(mode):
        inside = sorted(entry.iterdir())
        folders = [path for path in inside if stat.S_ISDIR(path.lstat().st_mode)]
        if len(folders) == 1 and not any(_counts(path.name) for path in inside):
            inside = sorted(folders[0].iterdir())  # a folder in a folder, as zips of folders are unpacked
        for path in inside:
            if _counts(path.name):
                yield path.name, _bytes(path)
    elif not stat.S_ISREG(mode):
        raise Invalid("it is a link or a device and no file")
    elif entry.suffix == ".zip":
        yield from _zipped(entry)
    elif entry.suffix in (".py", ".ipynb"):
        yield entry.name, _bytes(entry)
    else:
        raise Invalid(f"{entry.suffix or 'a file without an ending'} is not taken; hand in {assignment.name}.py")


def _counts(name: str) -> bool:
    is_test = name.startswith("test_") or name == "conftest.py"
    return name == PREDICTIONS or (name.endswith((".py", ".ipynb")) and not is_test and not name.startswith("."))


def _bytes(path: Path) -> bytes:
    """A regular file's content, if it is not too large; a link is not followed."""
    most = NOTEBOOK_BYTES if path.suffix == ".ipynb" else MOST_BYTES
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise Invalid(f"{path.name} cannot be opened ({error.strerror}); a link is not taken") from None
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise Invalid(f"{path.name} is no regular file")
        content = file.read(most + 1)
    if len(content) > most:
        raise Invalid(f"{path.name} is larger than {most >> 10} KiB")
    return content


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    """The members of a zip that count, read one by one; none is written anywhere."""
    if path.stat().st_size > ZIP_BYTES:
        raise Invalid(f"the zip is larger than {ZIP_BYTES >> 20} MiB; leave out the data and the trained networks")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise Invalid(f"the zip holds more than {MOST_MEMBERS} files")
            for member in members:
                place = PurePosixPath(member.filename.replace("\\", "/"))
                if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
                    raise Invalid("the zip holds a path that leads out of it")
                if stat.S_ISLNK(member.external_attr >> 16):
                    raise Invalid("the zip holds a link")
                if member.is_dir() or len(place.parts) > 2 or "__MACOSX" in place.parts or not _counts(place.name):
                    continue
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Invalid("the zip is compressed in an unusual way; make it again")
                most = NOTEBOOK_BYTES if place.suffix == ".ipynb" else MOST_BYTES
                with archive.open(member) as file:
                    content = file.read(most + 1)  # what the header says of the size is not believed
                if len(content) > most:
                    raise Invalid(f"{place.name} is larger than {most >> 10} KiB")
                yield place.name, content
    except Invalid:
        raise
    except Exception as error:  # whatever a damaged or encrypted one makes of zipfile
        raise Invalid(f"the zip cannot be read ({type(error).__name__})") from None


def _code(name: str, content: bytes) -> str:
    """The text of a Python file, or of the code cells of a notebook; it has to be Python."""
    if b"\0" in content:
        raise Invalid(f"{name} holds NUL bytes and is no text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(f"{name} is not encoded in UTF-8; save it so") from None
    text = text.replace("\r\n", "\n")
    if name.endswith(".ipynb"):
        text = _code_cells(name, text)
    if len(text) > MOST_BYTES:
        raise Invalid(f"the code of {name} is larger than {MOST_BYTES >> 10} KiB")
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(text)
    except SyntaxError as error:
        raise Invalid(f"{name} is no Python: line {error.lineno}, {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Invalid(f"{name} is no Python ({type(error).__name__})") from None
    return text


def _code_cells(name: str, text: str) -> str:
    """The code of a notebook; lines for IPython (`%`, `!`) are left out."""
    try:
        cells = json.loads(text)["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Invalid(f"{name} is no notebook") from None
    lines = (line for part in code for line in [*part.split("\n"), "", ""])
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!"))) + "\n"
