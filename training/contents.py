"""What in a run folder is this package's, by its name; everything else there is somebody's own and is never deleted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from runtime.errors import UserError
from runtime.regular import is_folder, is_regular, kind, unused

FILES = (
    "history.csv", "metrics.json", "predictions.npz", "model.keras", "model.weights.h5",
    "vocabulary.json", "checkpoint.npz", "run.json",
)  # fmt: skip
"""The record is the last: a folder from which a crash took some of the others is still known as a run's."""
CURVES = ("train", "validation")
EVENTS = "events.out.tfevents."
REPLACED = ".replaced"
"""Marks a folder that a newer run is replacing: only such a one is deleted."""
TEMPORARY = re.compile(
    rf"\.({'|'.join(map(re.escape, FILES))})\.\d+-[a-z0-9_]+|\.model\.(keras|weights\.h5)|{re.escape(REPLACED)}"
)


def _named(folder: Path) -> Iterator[Path]:
    """Whatever stands in a run folder under a name of this package's files, regular or not."""
    yield from (folder / name for name in FILES if os.path.lexists(folder / name))
    for part in (folder, *(folder / name for name in CURVES)):
        if is_folder(part):
            yield from sorted(path for path in part.iterdir() if path.name.startswith(EVENTS))
    if is_folder(folder):
        yield from sorted(path for path in folder.iterdir() if TEMPORARY.fullmatch(path.name))


def temporary_files(folder: Path) -> list[Path]:
    """What a killed process had begun to write into a run folder, or a living one is writing."""
    return [path for path in own_files(folder) if TEMPORARY.fullmatch(path.name)]


def holds_results(folder: Path) -> bool:
    """Whether a folder holds more of a run than what a killed process had begun to write."""
    return any(not TEMPORARY.fullmatch(path.name) for path in own_files(folder))


def own_files(folder: Path) -> list[Path]:
    """The regular files of a run folder that this package wrote, the record last."""
    found = [path for path in _named(folder) if is_regular(path)]
    return sorted(found, key=lambda path: path.name == FILES[-1])


def strangers(folder: Path) -> list[Path]:
    """What else a run folder holds: files, folders and links of somebody's own."""
    own = {*own_files(folder), *(folder / name for name in CURVES if is_folder(folder / name))}
    parts = [folder, *(folder / name for name in CURVES)]
    return sorted(path for part in parts if is_folder(part) for path in part.iterdir() if path not in own)


def refuse_links(folder: Path) -> None:
    """Refuse to train where a link, a device or a folder has the name of a file, or a file that of a folder.

    Raises:
        UserError: so it is; what would be written there would end elsewhere.
    """
    parts = [path for path in (folder, *(folder / name for name in CURVES)) if os.path.lexists(path)]
    wrong = [path for path in parts if not is_folder(path)] or [path for path in _named(folder) if not is_regular(path)]
    if wrong:
        raise UserError(f"{wrong[0]} is {kind(wrong[0])}, which no run leaves there; move it away and run again")


def remove(folder: Path) -> bool:
    """Delete this package's files in a run folder, and the folder if that leaves it empty.

    Returns:
        Whether the folder is gone.
    """
    for path in own_files(folder):
        path.unlink(missing_ok=True)
    for part in (*(folder / name for name in CURVES), folder):
        if is_folder(part):
            with suppress(OSError):  # somebody's own files are in it
                part.rmdir()
    return not os.path.lexists(folder)


def move_strangers(old: Path, new: Path) -> None:
    """Move somebody's own files from one run folder to another, under another name where theirs is taken."""
    for path in strangers(old):
        target = unused(new / path.relative_to(old), is_file=is_regular(path))
        target.parent.mkdir(exist_ok=True)
        path.rename(target)
