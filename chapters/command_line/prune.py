"""``python -m chapters prune``: how much the runs folder holds, and deleting what nobody needs.

python -m chapters prune                          sizes, and what the flags would delete
python -m chapters prune --unfinished --delete    interrupted, failed and killed runs, and half-written files
python -m chapters prune --older-than 30 --delete      runs that were started more than 30 days ago
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chapters.command_line.command import folder, whole
from runtime.errors import Parser, UserError
from runtime.files import explain

RECORD = "run.json"
DAYS = 100_000


@dataclass(frozen=True)
class Kept:
    """A run folder on disk.

    Attributes:
        path: the folder.
        bytes: of all files in it.
        state: as `run.json` says, or `"damaged"`.
        started: None where the record does not say.
    """

    path: Path
    bytes: int
    state: str
    started: datetime | None


def look(runs: Path) -> list[Kept]:
    """Every run folder below a path, finished or not, sorted by name."""
    return [_look_at(record.parent) for record in sorted(runs.rglob(RECORD))]


def _look_at(path: Path) -> Kept:
    from training.runs import read

    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    try:
        record = read(path).record
        started = datetime.fromisoformat(record.get("started", ""))
    except (UserError, ValueError):
        return Kept(path, size, "damaged", None)
    return Kept(path, size, record["state"], started if started.tzinfo else started.replace(tzinfo=UTC))


def prune(arguments: Sequence[str]) -> None:
    """Show, and delete if asked.

    Raises:
        UserError: the folder does not exist or cannot be changed.
    """
    flags = Parser(
        prog="python -m chapters prune",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
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
        print(f"{mark} {run.bytes / 1e6:8.1f} MB  {run.state:11}  {run.path}")
    print(f"{len(runs)} runs, {sum(run.bytes for run in runs) / 1e6:.1f} MB in {given.runs_dir}")
    half_written = [path for path in given.runs_dir.rglob(".*") if path.is_file() and path.suffix != ".lock"]
    if given.unfinished and half_written:
        print(f"{len(half_written)} half-written files")
    if not chosen and not (given.unfinished and half_written):
        return
    if not given.delete:
        print(f"* {len(chosen)} runs, {sum(run.bytes for run in chosen) / 1e6:.1f} MB; --delete deletes them")
        return
    try:
        for run in chosen:
            _delete(run.path)
        for path in half_written if given.unfinished else ():
            path.unlink(missing_ok=True)
    except OSError as error:
        raise explain(error, Path(error.filename or given.runs_dir)) from error
    print(f"deleted {len(chosen)} runs, {sum(run.bytes for run in chosen) / 1e6:.1f} MB")


def _chosen(run: Kept, unfinished: bool, older_than: int | None) -> bool:
    """Both flags together choose what is unfinished and old."""
    if not unfinished and older_than is None:
        return False
    if unfinished and run.state == "finished":
        return False
    return older_than is None or run.started is None or datetime.now(UTC) - run.started > timedelta(days=older_than)


def _delete(path: Path) -> None:
    from training.folders import locked

    with locked(path.with_name(path.name.removesuffix(".new").removesuffix(".old"))):
        shutil.rmtree(path)
