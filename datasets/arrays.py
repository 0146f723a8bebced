"""Decoded datasets kept as plain arrays with their hashes, so that the second load costs a read and not a decoding."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from runtime.errors import UserError
from runtime.files import make_folder, read_json, replacing, sha256, write_json

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
    """Write arrays and their hashes into a folder; the manifest comes last, so that a half-written cache has none."""
    make_folder(folder)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name, array in arrays.items():
        with replacing(folder / f"{name}.npy") as file:
            np.save(file, array, allow_pickle=False)
    write_json(folder / MANIFEST, {name: sha256(folder / f"{name}.npy") for name in arrays})


def kept(folder: Path) -> dict[str, np.ndarray] | None:
    """The arrays of a folder, or None where nothing is kept.

    Raises:
        UserError: a file is damaged.
    """
    if not (folder / MANIFEST).exists():
        return None
    arrays = {}
    for name, expected in read_json(folder / MANIFEST).items():
        path = folder / f"{name}.npy"
        try:
            content = path.read_bytes()
        except OSError:
            content = b""
        # Bytes are parsed only after they were found to be whole: NumPy's reader fails in many ways on others.
        if hashlib.sha256(content).hexdigest() != expected:
            raise UserError(f"{path} is damaged (its SHA-256 is another); delete {folder} and load again")
        arrays[name] = np.load(io.BytesIO(content), allow_pickle=False)
    return arrays
