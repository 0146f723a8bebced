"""What in a run folder is the run's, by its name; everything else there is somebody's own and is never deleted.

The run's are this package's files, and those that the record says its callbacks write.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from runtime.errors import UserError
from runtime.files import sha256
from runtime.regular import is_folder, is_regular, kind, unused
from training import schema

MODELS = ("model.keras", "model.weights.h5")
"""The model as Keras saves it, or its weights where Keras could not load such a file again."""
RESULTS = ("history.csv", "metrics.json", "predictions.npz", *MODELS, "vocabulary.json")
PROJECTOR = ("projector_config.pbtxt", "embedding.tsv", "tokens.tsv")
FILES = (*RESULTS, "checkpoint.npz", *PROJECTOR, "run.json")
"""The record is the last: a folder from which a crash took some of the others is still known as a run's."""
CURVES = ("train", "validation")
PLUGINS = ("plugins", "plugins/profile")  # TensorBoard's own names for what `fit(profile=True)` records
STAMP = re.compile(r"\d{4}(_\d\d){5}")
EVENTS = "events.out.tfevents."
HPARAMS = f"{EVENTS}0.hparams"
"""Beside the run folders: which hyperparameters differ between them (`training/hparams.py`)."""
REPLACED = ".replaced"
"""Marks a folder that a newer run is replacing: only such a one is deleted."""
REPLACES = ".replaces"
"""Marks the newer run, until the older one is deleted."""
TEMPORARY = re.compile(
    rf"\.({'|'.join(map(re.escape, FILES))})\.\d+-[a-z0-9_]+|\.model\.(keras|weights\.h5)"
    rf"|{re.escape(REPLACED)}|{re.escape(REPLACES)}"
)


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


def named_by(folder: Path, paths: Iterable[str]) -> list[Path]:
    """The regular files of a run folder that its callbacks write.

    Args:
        folder: of the run.
        paths: relative ones, as the record has them: of a file, whose name may have fields as in `{epoch}.keras`, in
            which a number stands, or with a slash at the end of a folder of TensorBoard's.
    """
    paths, found = list(paths), []
    for parent, _, names in os.walk(folder) if paths else ():
        for path in (Path(parent, name) for name in names):
            if is_regular(path) and any(_is_named(path.relative_to(folder).as_posix(), one) for one in paths):
                found.append(path)
    return sorted(found)


def _is_named(name: str, path: str) -> bool:
    if path.endswith("/"):
        return name.startswith(path) and (Path(name).name.startswith(EVENTS) or name.startswith(f"{path}plugins/"))
    first, *others = re.split(r"\{[^{}]*\}", path)
    if not others:
        return name == path
    *middle, last = others
    at, end = len(first), len(name) - len(last)
    if not name.startswith(first) or not name.endswith(last) or end < at or name.count("/") != path.count("/"):
        return False
    for text in middle:
        found = name.find(text, at + 1, end)
        if found < 0 or not _is_number(name[at:found]):
            return False
        at = found + len(text)
    return _is_number(name[at:end])


def _is_number(text: str) -> bool:
    """Whether a callback can have written this into its file's name: an epoch, a batch, a loss or a metric."""
    try:
        float(text.replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True


def _of_callbacks(folder: Path) -> list[Path]:
    """What the record says that the run's callbacks write."""
    try:
        paths = schema.record(folder / FILES[-1])["callback_files"]
    except UserError:
        return []
    return named_by(folder, paths)


def _parts(folder: Path) -> list[Path]:
    """The folder of a run, and the folders in it in which it wrote files; each before what it holds."""
    own = {parent for path in _of_callbacks(folder) for parent in path.parents if folder in parent.parents}
    named = (folder / name for name in (*CURVES, *PLUGINS))
    return [folder, *sorted({*own, *_profiles(folder), *(part for part in named if is_folder(part))})]


def temporary_files(folder: Path) -> list[Path]:
    """What a killed process had begun to write into a run folder, or a living one is writing."""
    return [path for path in own_files(folder) if TEMPORARY.fullmatch(path.name)]


def holds_results(folder: Path) -> bool:
    """Whether a folder holds more of a run than what a killed process had begun to write."""
    return any(not TEMPORARY.fullmatch(path.name) for path in own_files(folder))


def own_files(folder: Path) -> list[Path]:
    """The regular files of a run folder that this package wrote, the record last, and after it the mark `REPLACED`."""
    found = {path for path in (*_named(folder), *_of_callbacks(folder)) if is_regular(path)}
    return sorted(sorted(found), key=lambda path: (path.name == REPLACED, path.name == FILES[-1]))


def digests(folder: Path) -> dict[str, dict[str, Any]]:
    """The results in a run folder as they are now: name -> `"bytes"` and `"sha256"`, for the record."""
    results = [folder / name for name in RESULTS if is_regular(folder / name)]
    return {path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in results}


def is_as_written(path: Path, written: Mapping[str, Any]) -> bool:
    """Whether a file still has the bytes of which `digests` told; a file of another size is not read."""
    return is_regular(path) and path.stat().st_size == written["bytes"] and sha256(path) == written["sha256"]


def strangers(folder: Path) -> list[Path]:
    """What else a run folder holds: files, folders and links of somebody's own."""
    parts = _parts(folder)
    own = {*own_files(folder), *parts}
    return sorted(path for part in parts if is_folder(part) for path in part.iterdir() if path not in own)


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
    parts = _parts(folder)
    for path in own_files(folder):
        path.unlink(missing_ok=True)
    for part in reversed(parts):
        if is_folder(part):
            with suppress(OSError):  # somebody's own files are in it
                part.rmdir()
    return not os.path.lexists(folder)


def move_strangers(old: Path, new: Path) -> None:
    """Move somebody's own files from one run folder to another, under another name where theirs is taken."""
    for path in strangers(old):
        target = unused(new / path.relative_to(old), is_file=is_regular(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
