"""Files that are never half-written: write beside, flush, rename; and the hash that proves a file is whole."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from runtime.errors import UserError
from runtime.regular import is_regular, refuse_other, unused

RANDOM = re.compile(r"([0-9a-f]{8})\.(\d+)-[a-z0-9_]{8}")  # a temporary file's end: host, process, tempfile's letters
DAY = 24 * 60 * 60.0  # seconds; no file takes so long to write


def explain(error: OSError, path: Path) -> UserError:
    """The sentence for a file that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return UserError(f"the disk is full at {path}; free some space or choose another folder with --runs-dir")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return UserError(f"{path} cannot be written; make the folder writable or choose another")
    if isinstance(error, FileNotFoundError) and not path.parent.exists():
        return UserError(f"{path} cannot be written, its folder was removed; run again, and leave it until the end")
    return UserError(f"{path} cannot be written ({error.strerror or error}); choose another folder")


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path`; when the block ends well, it becomes `path` in one step.

    A reader sees the old bytes or the new bytes, never a mixture; after an error the old file is untouched.

    Raises:
        UserError: the folder is read-only, missing, the disk is full, or what stands at `path` is no regular file.
    """
    refuse_other(path)
    try:
        _remove_leftovers(path)
        beside = f".{path.name}.{host()}.{os.getpid()}-"
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=beside, delete=False) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                file.close()
                Path(file.name).unlink(missing_ok=True)
                raise
        Path(file.name).chmod(0o644)
        refuse_other(path)  # it may have come while the block ran
        retrying(lambda: Path(file.name).replace(path))
    except OSError as error:
        raise explain(error, path) from error


def _remove_leftovers(path: Path) -> None:
    """Delete what killed processes had begun to write for `path`; of those of another host what is a day old."""
    start = f".{path.name}."
    for old in path.parent.iterdir() if path.parent.is_dir() else ():
        if old.name.startswith(start):
            found = RANDOM.fullmatch(old.name.removeprefix(start))
            with suppress(OSError):
                if found and is_regular(old) and not _in_use(found[1], int(found[2]), old):
                    old.unlink()


@cache
def host() -> str:
    """Eight digits for this machine: others may write to the same folder. Asked at the first write, not at start-up."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _in_use(machine: str, process: int, file: Path) -> bool:
    return _alive(process) if machine == host() else time.time() - file.stat().st_mtime < DAY


def _alive(process: int) -> bool:
    if process == os.getpid():
        return True
    if os.name == "nt":
        return False  # Windows itself refuses to delete a file that is open
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def write_text(path: Path, text: str) -> None:
    r"""Write UTF-8 text in one step; what a file name has that is no text stands there as `\udcff`."""
    with replacing(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


def write_json(path: Path, value: Any) -> None:
    """Write JSON in one step: UTF-8, indented, and strict (no NaN)."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        UserError: it is missing, damaged, or no file.
    """
    try:
        if path.exists() and not path.is_file():  # reading a device or a pipe may never end
            raise UserError(f"{path} is no regular file; put the file itself there")
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{path} does not exist; name a folder that holds it") from None
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{path} is damaged ({error}); delete it and make it again") from None


def make_folder(path: Path) -> Path:
    """Make a folder with its parents.

    Raises:
        UserError: it cannot be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain(error, path) from error
    if not os.access(path, os.W_OK):
        raise explain(PermissionError(errno.EACCES, "permission denied"), path)
    return path


def replace_folder(new: Path, old: Path) -> None:
    """Put the folder `new` where `old` is. `old` is gone only when `new` stands in its place.

    Meanwhile `old` is called `<old>.old`, or another name if that is taken: nothing else is touched.

    Raises:
        UserError: another program (TensorBoard on Windows) holds the old folder open; `new` is kept.
    """
    aside = unused(old.with_name(old.name + ".old"))
    try:
        if old.exists():
            retrying(lambda: old.rename(aside))
        retrying(lambda: new.rename(old))
    except OSError as error:
        if aside.exists() and not old.exists():
            aside.rename(old)
        raise UserError(
            f"{old} is held open by another program ({error.strerror}); close TensorBoard and rename {new} to it"
        ) from error
    shutil.rmtree(aside, ignore_errors=True)


def retrying(step: Callable[[], Any]) -> None:
    """Windows refuses a rename while a virus scanner looks at the file: try for a second."""
    for attempt in range(10):
        try:
            step()
            return
        except PermissionError:
            if os.name != "nt" or attempt == 9:
                raise
            time.sleep(0.1)


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
