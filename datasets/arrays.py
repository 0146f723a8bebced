"""Decoded datasets kept as plain arrays with their hashes, so that the second load costs a read and not a decoding."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from runtime.errors import UserError
from runtime.files import make_folder, read_json, replacing, write_json

MANIFEST = "manifest.json"


def content_sha256(arrays: dict[str, np.ndarray]) -> str:
    """SHA-256 of several arrays: names, types, shapes and bytes, in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array)
    return digest.hexdigest()


def keep(folder: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays and their hash into a folder; the manifest comes last, so that a half-written cache has none."""
    make_folder(folder)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name, array in arrays.items():
        with replacing(folder / f"{name}.npy") as file:
            np.save(file, array, allow_pickle=False)
    write_json(folder / MANIFEST, {"arrays": sorted(arrays), "sha256": content_sha256(arrays)})


def kept(folder: Path) -> dict[str, np.ndarray] | None:
    """The arrays of a folder, or None where nothing is kept.

    Raises:
        UserError: a file is damaged.
    """
    if not (folder / MANIFEST).exists():
        return None
    mend = f"delete {folder} and load again"
    manifest = read_json(folder / MANIFEST)
    try:
        arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in manifest["arrays"]}
        whole = content_sha256(arrays) == manifest["sha256"]
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise UserError(f"the kept arrays in {folder} are damaged ({error}); {mend}") from None
    if not whole:
        raise UserError(f"the kept arrays in {folder} are damaged (their SHA-256 is another); {mend}")
    return arrays
