"""Which folder a run gets, who may write it, and how a repeated run takes an old one's place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

from filelock import FileLock, Timeout

from runtime.errors import UserError
from runtime.files import explain, make_folder, replace_folder
from training.runs import RECORD, Run, read
from training.settings import differences, short, slug


def place(parent: Path, settings: Mapping[str, Any], variant: str = "") -> Path:
    """The folder of a run: `<name>-s<seed>`, then what changed.

    Args:
        parent: `runs/<chapter>`.
        settings: of the run; a folder that holds a run with other settings is left alone.
        variant: what the caller knows to have changed from its defaults, such as `learning_rate=0.01`.
    """
    plain_name = f"{slug(settings['name'])}-s{settings['seed']}"
    folder = parent / (f"{plain_name}-{slug(variant)}" if variant else plain_name)
    if _belongs_to(folder, settings):
        return folder
    named = parent / f"{plain_name}-{short(differences(settings, read(folder).settings))}"
    number = 2
    folder = named
    while not _belongs_to(folder, settings):
        folder = named.with_name(f"{named.name}-{number}")
        number += 1
    return folder


def _belongs_to(folder: Path, settings: Mapping[str, Any]) -> bool:
    try:
        return read(folder).settings == settings
    except UserError:  # no run there, or one too damaged to keep
        return True


def finished(folder: Path) -> Run | None:
    """The finished run in a folder, if there is one."""
    try:
        run = read(folder)
    except UserError:
        return None
    return run if run.state == "finished" else None


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """The folder to train in: `folder` itself, or a new one beside a finished run, which it replaces at the end.

    Raises:
        UserError: another process is writing this run, or the folder cannot be written.
    """
    make_folder(folder.parent)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise UserError(
            f"run folder {folder} is in use by another process; wait for it or choose another --runs-dir"
        ) from None
    except OSError as error:
        raise explain(error, folder) from error
    try:
        workplace = folder if finished(folder) is None else folder.with_name(folder.name + ".new")
        rmtree(workplace, ignore_errors=True)
        yield make_folder(workplace)
        if workplace != folder and (workplace / RECORD).exists():
            replace_folder(workplace, folder)
    finally:
        lock.release()
