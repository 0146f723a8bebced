"""The data folder: where whole datasets live on this machine, and the local mirrors they can come from.

The environment variable ``DATASETS_HOME`` names it, else ``TFDS_DATA_DIR``; otherwise it is ``tensorflow_datasets`` in
the user's home folder. That is tensorflow-datasets' own default: a plain ``tfds.load`` finds what was prepared here,
and what it prepared before is found here. Inside:

    fashion_mnist/3.0.1/   a prepared copy, as tensorflow-datasets lays it out
    arrays/NAME/           the same examples as arrays, with hashes: what `load` reads
    downloads/NAME/        original files, verified; a file dropped in here is taken as if it had been downloaded
    locks/NAME.lock        one process prepares, the others wait
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from runtime.files import explain, make_folder

SYSTEM_MIRROR = Path("/usr/share/datasets")
"""Where Debian's packages put theirs, such as `dataset-fashion-mnist`."""


def data_folder() -> Path:
    """The data folder. It need not exist."""
    named = os.environ.get("DATASETS_HOME") or os.environ.get("TFDS_DATA_DIR")
    return Path(named).expanduser() if named else Path.home() / "tensorflow_datasets"


def downloads(name: str) -> Path:
    """Where the original files of a set are kept, and may be dropped in by hand."""
    return data_folder() / "downloads" / name


def mirrors() -> tuple[Path, ...]:
    """Folders with original files: those in ``DATASETS_MIRROR``, then `SYSTEM_MIRROR`."""
    named = os.environ.get("DATASETS_MIRROR", "").split(os.pathsep)
    return (*(Path(folder).expanduser() for folder in named if folder), SYSTEM_MIRROR)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time prepare a set; the others wait. The system frees the lock of a process that died.

    Raises:
        UserError: the data folder cannot be written.
    """
    lock = make_folder(data_folder() / "locks") / f"{name}.lock"
    try:
        # Read/write for all: a class may share one data folder on a server.
        waiting = FileLock(lock, mode=0o666)
        waiting.acquire()
    except OSError as error:
        raise explain(error, lock) from error
    try:
        yield
    finally:
        waiting.release()
