"""``python -m chapters prune``: how much the runs folder holds, and deleting what nobody needs.

python -m chapters prune                          sizes, and what the flags would delete
python -m chapters prune --unfinished --delete    interrupted, failed and killed runs, half-written files, and what
                                                  trainings on a cluster left in .engine/ and .slurm/
python -m chapters prune --older-than 30 --delete      runs that were started more than 30 days ago

Only what this package wrote is deleted: the files of runs whose run.json can be read. A run that is being trained, a
damaged one, and your own files in a run folder stay.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chapters.command_line.command import folder, whole
from runtime.errors import Parser, UserError
from runtime.files import explain
from runtime.plain_text import plain

RECORD = "run.json"
DAYS = 100_000


@dataclass(frozen=True)
class Kept:
    """A run folder on disk.

    Attributes:
        path: the folder.
        bytes: of the files that this package wrote in it.
        state: as `run.json` says, or `"unreadable"`: damaged, or another program's.
        started: None where the record does not say.
        half_written: files that a killed process had begun, or that a training is writing.
    """

    path: Path
    bytes: int
    state: str
    started: datetime | None
    half_written: tuple[Path, ...] = field(default=())


def look(runs: Path) -> list[Kept]:
    """Every folder with a `run.json` at or below a path, sorted by name; links are not followed."""
    from runtime.regular import is_link

    found = []
    for parent, names, files in os.walk(runs):
        names[:] = [name for name in names if not is_link(Path(parent, name))]
        if RECORD in files:
            found.append(_look_at(Path(parent)))
    return sorted(found, key=lambda run: run.path)


def _look_at(path: Path) -> Kept:
    from training import contents
    from training.runs import read

    try:
        record = read(path).record
    except UserError:
        return Kept(path, 0, "unreadable", None)
    size = sum(file.lstat().st_size for file in contents.own_files(path))
    return Kept(path, size, record["state"], _moment(record["started"]), tuple(contents.temporary_files(path)))


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def prune(arguments: Sequence[str]) -> None:
    """Show, and delete if asked.

    Raises:
        UserError: the folder does not exist or cannot be changed.
    """
    flags = Parser(
        prog="python -m chapters prune",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    flags.add_argument("--runs-dir", type=folder, default=Path("runs"), metavar="FOLDER", help="default: runs")
    flags.add_argument("--unfinished", action="store_true", help="choose runs that did not finish")
    flags.add_argument("--older-than", type=whole(0, DAYS), metavar="DAYS", help="choose runs by their age")
    flags.add_argument("--delete", action="store_true", help="delete what the other flags choose")
    given = flags.parse_args(list(arguments))
    if given.delete and not given.unfinished and given.older_than is None:
        raise UserError("--delete needs --unfinished or --older-than, which say what to delete")
    if not given.runs_dir.is_dir():
        raise UserError(f"{given.runs_dir} does not exist; name the folder of your runs with --runs-dir")
    runs = look(given.runs_dir)
    chosen = [run for run in runs if _chosen(run, given.unfinished, given.older_than)]
    for run in runs:
        mark = "*" if run in chosen else " "
        print(f"{mark} {run.bytes / 1e6:8.1f} MB  {run.state:11}  {plain(run.path)}")
    readable = [run for run in runs if run.state != "unreadable"]
    print(f"{len(readable)} runs, {sum(run.bytes for run in runs) / 1e6:.1f} MB in {given.runs_dir}")
    littered = [run for run in runs if given.unfinished and run.half_written and run not in chosen]
    if littered:
        print(f"{sum(len(run.half_written) for run in littered)} half-written files in finished runs:")
        for path in (path for run in littered for path in run.half_written):
            print(f"* {plain(path)}")
    engines = _show_engines(given.runs_dir) if given.unfinished else []
    if not (chosen or littered or engines):
        return
    if not given.delete:
        print(f"* {len(chosen)} runs, {sum(run.bytes for run in chosen) / 1e6:.1f} MB; --delete deletes them")
        return
    deleted = [run for run in chosen if _delete(run, given.unfinished, given.older_than)]
    for run in littered:
        _clean(run)
    if engines:
        from training.engines.leftovers import delete_left_over

        print(f"deleted {delete_left_over(engines) / 1e6:.1f} MB that trainings on a cluster left")
    print(f"deleted {len(deleted)} runs, {sum(run.bytes for run in deleted) / 1e6:.1f} MB")


def _show_engines(runs: Path) -> list[Path]:
    """The folders with what trainings on a cluster left, after a line for each."""
    from training.engines.leftovers import engine_folders, left_over

    found = {path: files for path in engine_folders(runs) if (files := left_over(path))}
    for path, files in found.items():
        print(f"* {sum(file.lstat().st_size for file in files) / 1e6:8.1f} MB  of engines   {plain(path)}")
    return list(found)


def _chosen(run: Kept, unfinished: bool, older_than: int | None) -> bool:
    """Both flags together choose what is unfinished and old; what cannot be read is never chosen."""
    if run.state == "unreadable" or (not unfinished and older_than is None):
        return False
    if unfinished and run.state == "finished":
        return False
    if older_than is None:
        return True
    return run.started is not None and datetime.now(UTC) - run.started > timedelta(days=older_than)


def _delete(run: Kept, unfinished: bool, older_than: int | None) -> bool:
    """Delete a run, unless it is being trained or has changed since it was chosen; say so then."""
    from training import contents
    from training.folders import locked_run

    try:
        with locked_run(run.path):
            if not _chosen(_look_at(run.path), unfinished, older_than):
                print(f"{plain(run.path)} has changed meanwhile and is left alone")
                return False
            try:
                gone = contents.remove(run.path)
            except OSError as error:
                raise explain(error, Path(error.filename or run.path)) from error
    except UserError as error:
        print(f"left alone: {error}")
        return False
    if not gone:
        strangers = _names(contents.strangers(run.path))
        print(plain(f"{run.path} stays: it holds files that no run wrote ({strangers})"))
    return True


def _clean(run: Kept) -> None:
    """Delete what a killed process had begun to write into a run's folder, unless a training may be writing it."""
    from training.folders import locked_run, tidy

    try:
        with locked_run(run.path):
            tidy(run.path)
    except OSError as error:
        raise explain(error, run.path) from error
    except UserError as error:
        print(f"left alone: {error}")


def _names(paths: Sequence[Path]) -> str:
    shown = [path.name for path in paths[:3]]
    return ", ".join(shown + ["..."] * (len(paths) > 3))
