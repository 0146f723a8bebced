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
from training.checkpoints import FILE
from training.runs import Run, read
from training.settings import differences, short, slug


@contextmanager
def reserve(parent: Path, settings: Mapping[str, Any], variant: str = "") -> Iterator[Path]:
    """The folder of a run, which no other process writes while the block lasts.

    Args:
        parent: `runs/<chapter>`.
        settings: of the run; a folder that holds a run with other settings is left alone.
        variant: what the caller knows to have changed from its defaults, such as `learning_rate=0.01`.

    Raises:
        UserError: another process is writing this run, or the folder cannot be written.
    """
    make_folder(parent)
    while True:
        folder = place(parent, settings, variant)
        with locked(folder):
            settle(folder)
            # Another process may have finished another run in it between our look and our lock.
            if _belongs_to(folder, settings):
                yield folder
                return


def place(parent: Path, settings: Mapping[str, Any], variant: str = "") -> Path:
    """The folder of a run: `<name>-s<seed>`, then what changed; arguments as of `reserve`."""
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


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing or deleting a run; errors as of `reserve`."""
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
        yield
    finally:
        lock.release()


def finished(folder: Path) -> Run | None:
    """The finished run in a folder, if there is one."""
    try:
        run = read(folder)
    except UserError:
        return None
    return run if run.state == "finished" else None


def beside(folder: Path) -> Path:
    """Where a run trains that will replace the finished one in `folder`."""
    return folder.with_name(folder.name + ".new")


def settle(folder: Path) -> None:
    """Complete what a crash left between the end of a training and its place under its own name."""
    old = folder.with_name(folder.name + ".old")
    if finished(beside(folder)):
        replace_folder(beside(folder), folder)
    elif old.exists() and not folder.exists():
        old.rename(folder)
    rmtree(old, ignore_errors=True)
    if finished(folder):
        (folder / FILE).unlink(missing_ok=True)


def unfinished(folder: Path, settings: Mapping[str, Any], versions: Mapping[str, str]) -> Path | None:
    """Where a run with equal settings, trained by equal versions, waits to be resumed."""
    for candidate in (beside(folder), folder):
        try:
            run = read(candidate)
        except UserError:
            continue
        if run.state != "finished" and run.settings == settings and run.record.get("versions") == versions:
            return candidate
    return None


def workplace(folder: Path) -> Path:
    """An empty folder to train in: `folder` itself, or one beside a finished run."""
    chosen = folder if finished(folder) is None else beside(folder)
    rmtree(chosen, ignore_errors=True)
    return make_folder(chosen)


def tidy(folder: Path) -> None:
    """Remove what a killed process had begun to write."""
    for path in folder.glob(".*"):
        path.unlink(missing_ok=True)
