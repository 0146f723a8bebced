"""Which folder a run gets, who may write it, and how a repeated run takes an old one's place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from runtime.errors import UserError
from runtime.files import explain, make_folder, retrying, write_text
from runtime.regular import is_folder, is_regular, refuse_other, unused
from training import contents
from training.checkpoints import FILE
from training.runs import PASSING, RECORD, Run, read
from training.settings import differences, short, slug


class InUse(UserError):
    """Another process writes the run."""


@contextmanager
def reserve(parent: Path, settings: Mapping[str, Any], variant: str = "") -> Iterator[Path]:
    """The folder of a run, which no other process writes while the block lasts.

    Args:
        parent: `runs/<chapter>`.
        settings: of the run; a folder that holds a run with other settings is left alone.
        variant: what the caller knows to have changed from its defaults, such as `learning_rate=0.01`.

    Raises:
        UserError: another process is writing this run, the folder cannot be written, or what would be written in it
            would end elsewhere (a link).
    """
    make_folder(parent)
    while True:
        folder = place(parent, settings, variant)
        with locked(folder):
            contents.refuse_links(folder)
            contents.refuse_links(beside(folder))
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
    try:
        named = parent / f"{plain_name}-{short(differences(settings, read(folder).settings))}"
    except UserError:  # somebody's own folder
        named = folder
    number = 2
    folder = named
    while not _belongs_to(folder, settings):
        folder = named.with_name(f"{named.name}-{number}")
        number += 1
    return folder


def _belongs_to(folder: Path, settings: Mapping[str, Any]) -> bool:
    try:
        return read(folder).settings == settings
    except UserError:  # a damaged run, which is kept aside; or no run: then the files may be somebody's own
        return os.path.lexists(folder / RECORD) or not contents.holds_results(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing or deleting a run; errors as of `reserve`."""
    path = folder.with_name(f".{folder.name}.lock")
    refuse_other(path)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise InUse(
            f"run folder {folder} is in use by another process; wait for it or choose another --runs-dir"
        ) from None
    except OSError as error:
        raise explain(error, folder) from error
    try:
        yield
    finally:
        lock.release()


def locked_run(folder: Path) -> AbstractContextManager[None]:
    """`locked`, for a folder that may be on its way to a run's own name or out of it."""
    return locked(folder.with_name(PASSING.sub("", folder.name)))


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
    left = _asides(folder)
    if (run := finished(beside(folder))) and _belongs_to(folder, run.settings):
        _replace(run.folder, folder)
    for aside in left:
        if os.path.lexists(folder):
            _merge(aside, folder)
        else:
            aside.rename(folder)
            tidy(folder)
    if is_regular(folder / contents.REPLACES):
        (folder / contents.REPLACES).unlink()
    if finished(folder) and is_regular(folder / FILE):
        (folder / FILE).unlink()


def _replace(new: Path, folder: Path) -> None:
    """Put a finished run where an older one is, which is gone only when the new one stands in its place.

    Raises:
        UserError: another program (TensorBoard on Windows) holds the old folder open; `new` is kept.
    """
    if contents.holds_results(folder) and not _readable(folder):
        keep_aside(folder)
    aside = unused(folder.with_name(f"{folder.name}.old"))
    try:
        if os.path.lexists(folder):
            write_text(new / contents.REPLACES, "")
            write_text(folder / contents.REPLACED, "")
            retrying(lambda: folder.rename(aside))
        retrying(lambda: new.rename(folder))
    except OSError as error:
        if os.path.lexists(aside) and not os.path.lexists(folder):
            aside.rename(folder)
        raise UserError(
            f"{folder} is held open by another program ({error.strerror}); close TensorBoard and rename {new} to it"
        ) from error
    if os.path.lexists(aside):
        _merge(aside, folder)


def _asides(folder: Path) -> list[Path]:
    """Folders that were on their way out of a run's name; one that somebody named so is none.

    Listed only where a mark tells of a crash: among 10,000 runs every training would list all of them.
    """
    old = folder.with_name(f"{folder.name}.old")
    marks = (folder / contents.REPLACES, beside(folder) / contents.REPLACES, old / contents.REPLACED)
    if not any(map(is_regular, marks)):
        return []
    name = re.compile(rf"{re.escape(old.name)}(-\d+)?")
    named = [path for path in folder.parent.iterdir() if name.fullmatch(path.name)]
    return sorted(path for path in named if is_folder(path) and is_regular(path / contents.REPLACED))


def _merge(aside: Path, folder: Path) -> None:
    """Delete what a replaced run wrote; what somebody put into its folder goes on in the new one's."""
    try:
        contents.move_strangers(aside, folder)
        contents.remove(aside)
    except OSError as error:
        raise explain(error, Path(error.filename or aside)) from error


def _readable(folder: Path) -> bool:
    try:
        read(folder)
    except UserError:
        return False
    return True


def keep_aside(folder: Path) -> Path:
    """Rename a folder whose run cannot be read to an unused name next to it, and say so.

    Raises:
        UserError: it cannot be renamed.
    """
    aside = unused(folder.with_name(f"{folder.name}.damaged"))
    try:
        retrying(lambda: folder.rename(aside))
    except OSError as error:
        raise explain(error, folder) from error
    print(f"{folder} holds a run that cannot be read; it is kept as {aside}", flush=True)
    return aside


def begun(folder: Path, token: str | None) -> bool:
    """Whether the run of a folder was begun under a token: by a worker of the same job that was killed."""
    for candidate in (beside(folder), folder) if token else ():
        with suppress(UserError):
            if read(candidate).record.get("token") == token:
                return True
    return False


def unfinished(folder: Path, settings: Mapping[str, Any], versions: Mapping[str, str]) -> Path | None:
    """Where a run with equal settings, trained by equal versions, waits to be resumed.

    A finished run that was left as `<folder>.old` gets its name back first.
    """
    old = finished(folder.with_name(f"{folder.name}.old"))
    if old and old.settings == settings and not os.path.lexists(folder):
        old.folder.rename(folder)
    for candidate in (beside(folder), folder):
        try:
            run = read(candidate)
        except UserError:
            continue
        if run.state != "finished" and run.settings == settings and run.record.get("versions") == versions:
            return candidate
    return None


def workplace(folder: Path) -> Path:
    """A folder to train in, without files of an older run: `folder` itself, or one beside a finished run.

    Files of somebody's own stay in it. A run there that cannot be read is kept aside.

    Raises:
        UserError: the folder cannot be emptied or written.
    """
    run = finished(folder)
    chosen = folder if run is None else beside(folder)
    if contents.holds_results(chosen):
        foreign = run is not None and _readable(chosen) and read(chosen).settings != run.settings
        if foreign or not _readable(chosen):
            keep_aside(chosen)
    try:
        contents.remove(chosen)
    except OSError as error:
        raise explain(error, chosen) from error
    return make_folder(chosen)


def tidy(folder: Path) -> None:
    """Remove what a killed process had begun to write."""
    for path in contents.temporary_files(folder):
        path.unlink(missing_ok=True)
