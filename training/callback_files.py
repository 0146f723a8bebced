"""Where the files of Keras' callbacks lie: a relative path inside the run folder, so that they belong to the run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Formatter

from runtime.arguments import repeated
from runtime.backend import keras
from runtime.errors import UserError
from runtime.files import make_folder
from runtime.regular import is_regular
from training import contents
from training.code_identity import from_library

PATHS = {"ModelCheckpoint": "filepath", "CSVLogger": "filename", "TensorBoard": "log_dir"}
"""Keras' callbacks that write files -> the attribute that says where."""


def kind_of(callback: keras.callbacks.Callback) -> str | None:
    """The name of the class of Keras that a callback is, or is derived from."""
    return next((part.__name__ for part in type(callback).__mro__ if part.__module__.startswith("keras.")), None)


def path_of(callback: keras.callbacks.Callback) -> str | None:
    """Where a callback writes, as it was given; None for one that writes no files of which we know."""
    attribute = PATHS.get(kind_of(callback) or "")
    return None if attribute is None else str(getattr(callback, attribute))


def is_shared(path: str) -> bool:
    """Whether a path means the same place for every run."""
    return bool(Path(path).anchor) or "://" in path


def inside(callbacks: Iterable[keras.callbacks.Callback]) -> list[str]:
    """The relative paths to which callbacks write, as the record has them; that of a folder ends with a slash.

    Raises:
        UserError: one leads out of the run folder or has the name of a file of ours, or a callback would resume the
            training as we do.
    """
    found = []
    for callback in callbacks:
        name, path = type(callback).__name__, path_of(callback)
        if kind_of(callback) == "BackupAndRestore":
            raise UserError(f"{name} would resume a training that resume=True (--resume) resumes already; leave it out")
        if path is None or is_shared(path):
            continue
        parts = Path(os.path.normpath(path)).parts
        if not parts or parts[0] == "..":
            raise UserError(
                f"{name} writes to {path}, a relative path, which is inside the run folder; name a file there"
            )
        is_ours = contents.TEMPORARY.fullmatch(parts[0]) or parts[0].startswith(contents.EVENTS)
        if is_ours or parts[0].lower() in (*contents.FILES, *contents.CURVES):
            raise UserError(f"{name} writes to {path}, which is a name of the run's own files; give it another")
        found.append("/".join(parts) + "/" * (kind_of(callback) == "TensorBoard"))
    if twice := repeated(name.casefold() for name in found):
        raise UserError(f"two callbacks write to {twice}, each over the other; give each a path of its own")
    return found


def check_logged(callbacks: Sequence[keras.callbacks.Callback], metrics: Iterable[str]) -> None:
    """Refuse Keras' callbacks that wait for a number which no epoch logs; one of somebody's own may log anything.

    Args:
        callbacks: of a training whose steps are Keras' own.
        metrics: their names.

    Raises:
        UserError: so it is; Keras would fail after the first epoch, or never do what the callback is for.
    """
    known = [part for name in ("loss", *metrics) for part in (name, f"val_{name}")] + ["learning_rate"]
    if any(kind_of(each) in (None, "Callback", "LambdaCallback") or not from_library(type(each)) for each in callbacks):
        return
    for callback in callbacks:
        wanted = [getattr(callback, "monitor", "loss")] if getattr(callback, "save_best_only", True) else []
        if kind_of(callback) == "ModelCheckpoint":
            wanted += [re.split(r"[.\[]", str(field))[0] for _, field, *_ in Formatter().parse(str(path_of(callback)))]
        unknown = [name for name in wanted if name not in (*known, "epoch", "batch", "None")]
        if unknown:
            raise UserError(
                f"{type(callback).__name__} wants {unknown[0]}, which no epoch logs; choose one of {', '.join(known)}"
            )


def refuse_occupied(folder: Path, paths: Iterable[str]) -> None:
    """Refuse to begin a training where somebody's own files have the names that its callbacks will write.

    Raises:
        UserError: so it is.
    """
    if there := contents.named_by(folder, paths):
        raise UserError(f"{there[0]} was there before this training, whose callback writes it; move it away")


def place(callback: keras.callbacks.Callback, folder: Path) -> None:
    """Make the relative path of a callback one inside the run folder."""
    path = path_of(callback)
    if path is None or is_shared(path):
        return
    target = folder / path
    make_folder(target.parent)  # CSVLogger does not
    beginning = str(folder)
    if kind_of(callback) == "ModelCheckpoint":  # it formats its path: braces of the folder's are no fields
        beginning = beginning.replace("{", "{{").replace("}", "}}")
    setattr(callback, PATHS[str(kind_of(callback))], str(Path(beginning, path)))


def refuse_shared(callback: keras.callbacks.Callback) -> None:
    """Refuse, for several trainings, a callback with one path for all of them.

    Raises:
        UserError: so it is.
    """
    path = path_of(callback)
    if path is not None and is_shared(path):
        raise UserError(
            f"{type(callback).__name__} writes to {path} in every training, each over the one before; "
            f"give a relative path, such as {Path(path).name!r}: it lies inside each run's folder"
        )


def lengths(callbacks: Iterable[keras.callbacks.Callback]) -> dict[str, int]:
    """Bytes of the files of callbacks that grow row by row, for a checkpoint."""
    return {name: path.stat().st_size for name, path in _logs(callbacks).items() if is_regular(path)}


def go_on(callbacks: Iterable[keras.callbacks.Callback], sizes: Mapping[str, int]) -> None:
    """Bring these files back to what `lengths` said, and let the callbacks go on in them."""
    callbacks = list(callbacks)
    for name, path in _logs(callbacks).items():
        if is_regular(path):
            with path.open("r+b") as file:
                file.truncate(min(sizes.get(name, 0), path.stat().st_size))
    for callback in callbacks:
        if isinstance(callback, keras.callbacks.CSVLogger):
            callback.append = True


def close(callbacks: Iterable[keras.callbacks.Callback]) -> None:
    """Close what a training that failed left open: Windows renames no folder with an open file in it."""
    for callback in callbacks:
        if isinstance(callback, keras.callbacks.CSVLogger) and callback.csv_file is not None:
            callback.csv_file.close()


def _logs(callbacks: Iterable[keras.callbacks.Callback]) -> dict[str, Path]:
    logs = [callback for callback in callbacks if isinstance(callback, keras.callbacks.CSVLogger)]
    return {f"CSVLogger {number}": Path(log.filename) for number, log in enumerate(logs)}
