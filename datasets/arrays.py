"""Arrays on disk that are found damaged before they are used: ``.npy`` files and a manifest that seals them.

Reading costs one pass over the bytes and one over the hash. Nothing is mapped into memory: Windows could not replace
a mapped file, and what was hashed is what is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from runtime.errors import UserError
from runtime.files import make_folder, replace_folder, write_json

MANIFEST = "manifest.json"


def write_arrays(folder: Path, arrays: Mapping[str, np.ndarray], about: Mapping[str, Any]) -> None:
    """Put arrays into `folder` in one step; an old folder of that name is replaced.

    Args:
        folder: its name is part of the seal, so that a folder under another name is refused.
        arrays: name -> array without Python objects.
        about: what else is sealed, as JSON.

    Raises:
        UserError: the disk is full or the folder cannot be written.
    """
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    make_folder(new)
    files = {}
    try:
        for name, array in arrays.items():
            with (new / f"{name}.npy").open("wb") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
            content = (new / f"{name}.npy").read_bytes()
            files[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise UserError(
            f"{folder} cannot be written ({error.strerror}); free some space or set DATASETS_HOME"
        ) from None
    manifest = {"name": folder.name, "about": dict(about), "arrays": files}
    write_json(new / MANIFEST, {**manifest, "seal": _seal(manifest)})
    replace_folder(new, folder)


def read_manifest(folder: Path, mend: str) -> dict[str, Any]:
    """The manifest, whole.

    Args:
        folder: holds it.
        mend: the command that makes the folder again, for the sentence.

    Raises:
        UserError: it is missing, damaged, or another folder's.
    """
    path = folder / MANIFEST
    try:
        text = path.read_bytes().decode("utf-8")
        manifest = json.loads(text)
        seal = manifest.pop("seal")
        whole = seal == _seal(manifest) and manifest["name"] == folder.name
        # Spaces count too: the file is what `write_json` wrote, or it is not whole.
        whole = whole and text == json.dumps({**manifest, "seal": seal}, indent=2, ensure_ascii=False) + "\n"
    except FileNotFoundError:
        raise UserError(f"{path} is missing; run {mend}") from None
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        whole = False
    if not whole:
        raise UserError(f"{path} is damaged; run {mend}")
    return manifest


def read_arrays(folder: Path, mend: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Every array of a folder, and what was sealed with them.

    Returns:
        name -> array (read-only), about.

    Raises:
        UserError: a file is missing or any of its bytes is another.
    """
    manifest = read_manifest(folder, mend)
    arrays = {}
    for name, expected in manifest["arrays"].items():
        path = folder / f"{name}.npy"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UserError(f"{path} cannot be read ({error.strerror}); run {mend}") from None
        if len(content) != expected["bytes"] or hashlib.sha256(content).hexdigest() != expected["sha256"]:
            raise UserError(f"{path} is damaged (its SHA-256 is another); run {mend}")
        arrays[name] = _array(content)
    return arrays, manifest["about"]


def content_sha256(arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256 of several arrays: names, types, shapes and bytes (little-endian), in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name], arrays[name].dtype.newbyteorder("<"))
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()


def _array(content: bytes) -> np.ndarray:
    """The array of a ``.npy`` file, over the same bytes."""
    file = io.BytesIO(content)
    np.lib.format.read_magic(file)
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    return np.frombuffer(content, dtype, offset=file.tell()).reshape(shape)


def _seal(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode("utf-8")).hexdigest()
