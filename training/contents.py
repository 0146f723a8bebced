"""What in a run folder is this package's, by its name; everything else there is somebody's own and is never deleted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from runtime.errors import UserError
from runtime.regular import is_folder, is_regular, kind, unused

PROJECTOR = ("projector_config.pbtxt", "embedding.tsv", "tokens.tsv")
FILES = (
    "history.csv", "metrics.json", "predictions.npz", "model.keras", "vocabulary.json", "checkpoint.npz",
    *PROJECTOR, "run.json",
)  # fmt: skip
"""The record is the last: a folder from which a crash took some of the others is still known as a run's."""
CURVES = ("train", "validation")
PLUGINS = ("plugins", "plugins/profile")  # TensorBoard's own names for what `fit(profile=True)` records
STAMP = re.compile(r"\d{4}(_\d\d){5}")
EVENTS = "events.out.tfevents."
HPARAMS = f"{EVENTS}0.hparams"
"""Beside the run folders: which hyperparameters differ between them (`training/hparams.py`)."""
REPLACED = ".replaced"
"""Marks a folder that a newer run is replacing: only such a one is deleted."""
TEMPORARY = re.compile(rf"\.({'|'.join(map(re.escape, FILES))})\.\d+-[a-z0-9_]+|\.model\.keras|{re.escape(REPLACED)}")


def _named(folder: Path) -> Iterator[Path]:
    """Whatever stands in a run folder under a name of this package's files, regular or not."""
    yield from (folder / name for name in FILES if os.path.lexists(folder / name))
    for part in (folder, *(folder / name for name in CURVES)):
        if is_folder(part):
            yield from sorted(path for path in part.iterdir() if path.name.startswith(EVENTS))
    if is_folder(folder):
        yield from sorted(path for path in folder.iterdir() if TEMPORARY.fullmatch(path.name))
    for profile in _profiles(folder):
        yield from sorted(path for path in profile.iterdir() if not is_folder(path))


def _profiles(folder: Path) -> list[Path]:
    """Folders of recorded steps, named for their moment; TensorBoard keeps there what it computes of them, too."""
    place = folder / PLUGINS[-1]
    if not is_folder(place):
        return []
    return sorted(path for path in place.iterdir() if is_folder(path) and STAMP.fullmatch(path.name))


def _parts(folder: Path) -> list[Path]:
    """The run folder and the folders in it that are this package's, from the outside in."""
    named = [folder, *(folder / name for name in (*CURVES, *PLUGINS))]
    return [part for part in named if is_folder(part)] + _profiles(folder)


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
    own = {*own_files(folder), *_parts(folder)}
    return sorted(path for part in _parts(folder) for path in part.iterdir() if path not in own)


def refuse_links(folder: Path) -> None:
    """Refuse to train where a link, a device or a folder has the name of a file, or a file that of a folder.

    Raises:
        UserError: so it is; what would be written there would end elsewhere.
    """
    parts = [path for path in (folder, *(folder / name for name in (*CURVES, *PLUGINS))) if os.path.lexists(path)]
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
    for part in reversed(_parts(folder)):
        with suppress(OSError):  # somebody's own files are in it
            part.rmdir()
    return not os.path.lexists(folder)


def move_strangers(old: Path, new: Path) -> None:
    """Move somebody's own files from one run folder to another, under another name where theirs is taken."""
    for path in strangers(old):
        target = unused(new / path.relative_to(old), is_file=is_regular(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
