"""What trainings on other machines left beside the runs, in `.engine/` and `.slurm/`: finding it, and deleting it.

Nothing is lost by that: a driver writes what it needs when it begins, and a finished run does not need it. What a
driver that lives or a job in Slurm's queue may still use stays, and so does whatever is not named as we name it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Container
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from runtime.errors import UserError
from runtime.files import explain
from runtime.regular import is_folder, is_link, is_regular
from training.engines.job import STOP
from training.engines.parcels import FOLDER, beginning
from training.engines.slurm import NOTES, queued
from training.folders import locked

CALL = re.compile(r"[0-9a-f]{16}")
PARCEL = re.compile(r"[0-9a-f]{32}\.parcel")
TOLD = re.compile(rf"\d+\.events|{STOP}")
NOTE = re.compile(r"(?P<call>[0-9a-f]{16})-\d+\.number")
OF_JOB = re.compile(r"(?P<number>\d+)_(submission\.sh|submitted\.pkl|\d+_(result\.pkl|log\.(out|err)))")
LINK = re.compile(r"\.submission_file_[0-9a-f]+\.sh")  # submitit leaves it where it had written a job's script first
DAY = 86_400.0
"""Seconds after which a file in `.slurm/` is taken for left over: nobody locks that folder."""


def engine_folders(runs: Path) -> list[Path]:
    """Every `.engine` and `.slurm` at or below a path; links are not followed."""
    found = []
    for parent, names, _ in os.walk(runs):
        names[:] = [name for name in names if not is_link(Path(parent, name))]
        found += [Path(parent, name) for name in names if name in (FOLDER, NOTES)]
    return sorted(found)


def left_over(folder: Path) -> list[Path]:
    """The files in such a folder that are named as ours, whether somebody needs them still or not."""
    if folder.name == NOTES:
        named = [path for path in folder.iterdir() if NOTE.fullmatch(path.name) or OF_JOB.fullmatch(path.name)]
        links = [path for path in folder.iterdir() if LINK.fullmatch(path.name) and is_link(path)]
        return sorted([*filter(is_regular, named), *links])
    named = [path for path in folder.iterdir() if PARCEL.fullmatch(path.name)]
    for call in _calls(folder):
        named += [path for path in call.iterdir() if TOLD.fullmatch(path.name)]
    return sorted(filter(is_regular, named))


def _calls(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if CALL.fullmatch(path.name) and is_folder(path)]


def delete_left_over(folders: list[Path]) -> int:
    """Delete what nobody needs of what is left over; returns the bytes. What stays is said.

    Args:
        folders: as `engine_folders` returns them; a job that is noted in one of them keeps what is in the others.

    Raises:
        UserError: a folder cannot be changed.
    """
    of_slurm = [path for folder in folders if folder.name == NOTES for path in left_over(folder)]
    queue = queued() if of_slurm else {}  # asked after the files were found
    ended = partial(_ended, queue=queue)
    waiting = {match["call"] for path in of_slurm if (match := NOTE.fullmatch(path.name)) and not ended(path)}
    deleted = 0
    for folder in folders:
        try:
            if folder.name == NOTES:
                if queue is None:
                    raise UserError(
                        f"{folder}: Slurm does not answer here, and its jobs may need it; ask where it does"
                    )
                deleted += _delete([path for path in left_over(folder) if _is_old(path) and ended(path)])
            else:
                with beginning(folder), ExitStack() as stack:
                    _refuse_used(folder, waiting, stack)
                    deleted += _delete(left_over(folder))
                    for call in _calls(folder):
                        with suppress(OSError):  # somebody's own file is in it
                            call.rmdir()
        except UserError as error:
            print(f"left alone: {error}")
        except OSError as error:
            raise explain(error, folder) from error
    return deleted


def _refuse_used(folder: Path, waiting: set[str], stack: ExitStack) -> None:
    """Hold the locks of all calls in a folder; a `UserError` if a driver has one, or Slurm a job."""
    locks = [path.name[1 : -len(".lock")] for path in folder.glob(".*.lock")]
    for call in sorted({path.name for path in _calls(folder)} | {name for name in locks if CALL.fullmatch(name)}):
        if call in waiting:
            raise UserError(f"{folder} may be used by jobs of Slurm; prune again when they have ended")
        stack.enter_context(locked(folder / call))


def _ended(path: Path, queue: Container[str] | None) -> bool:
    """Whether a file in `.slurm` belongs to no job that Slurm has."""
    if is_link(path):
        return not path.exists()  # to a job's script
    match = OF_JOB.fullmatch(path.name)
    number = match["number"] if match else path.read_text(encoding="ascii", errors="replace").strip()
    return queue is not None and number not in queue


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime >= DAY


def _delete(paths: list[Path]) -> int:
    deleted = 0
    for path in paths:
        deleted += path.lstat().st_size
        path.unlink()
    return deleted
