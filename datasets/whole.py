"""A whole set as arrays: from the verified arrays in the data folder, or from the first place that has it.

In this order: a prepared copy in the data folder, original files in a local mirror, the network. Nothing else is ever
taken in their stead. Whatever the place, the examples end as a prepared copy of tensorflow-datasets, decoded completely
once, and as arrays with hashes, which every later call reads.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from datasets.arrays import content_sha256, read_arrays, read_manifest, write_arrays
from datasets.downloading import Unreachable, download
from datasets.folders import data_folder, downloads, locked
from datasets.originals import ORIGINALS, copy_from_mirror, in_downloads
from datasets.tfds_copies import COPIES, command, decode, find, prepare
from runtime.errors import UserError
from runtime.files import sha256


def arrays_folder(name: str) -> Path:
    """Where the verified arrays of a set are."""
    return data_folder() / "arrays" / name


def read_whole(name: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Every example of a set.

    Args:
        name: one of `tfds_copies.COPIES`.

    Returns:
        arrays (`train_x`, `train_y`, ...), and about them: `sha256` of their content, `note` where they came from.

    Raises:
        UserError: it is not on this machine and cannot be downloaded, or something on this machine is damaged.
    """
    folder = arrays_folder(name)
    if not folder.exists():
        with locked(name):
            if not folder.exists():  # another process may have made it while this one waited
                _make_arrays(name)
    return read_arrays(folder, mend=command(name))


def renew(name: str) -> None:
    """Make sure that a set is on this machine, whole; what is damaged is made again (the command `fetch`).

    Raises:
        UserError: as `read_whole`.
    """
    with locked(name):
        again = False
        if arrays_folder(name).exists():
            try:
                read_arrays(arrays_folder(name), mend=command(name))
                again = bool(changed_files(name))
                if not again:
                    return
            except UserError:
                pass  # the arrays are made anew, from a copy that `decode` checks
        _make_arrays(name, again)


def _make_arrays(name: str, again: bool = False) -> None:
    """Arrays from the prepared copy; `again` makes the copy anew too, in one step."""
    folder, origin = find(name), "a prepared copy found in the data folder"
    if folder is None or again:
        origin = _get_originals(name)
        folder = prepare(name)
    files = file_hashes(folder)
    arrays = decode(name, folder)
    content = content_sha256(arrays)
    expected = COPIES[name].content
    if expected is not None and content != expected:
        raise UserError(
            f"{folder} holds other examples than {name} (their SHA-256 is another); "
            f"delete that folder and run {command(name)}"
        )
    about = {
        "sha256": content,
        "note": f"tensorflow-datasets {name} {folder.name}, from {origin}",
        "copy": folder.relative_to(data_folder()).as_posix(),
        "files": files,
    }
    write_arrays(arrays_folder(name), arrays, about)


def changed_files(name: str) -> list[Path]:
    """Files of the prepared copy that are missing or not what they were when its examples were read.

    Raises:
        UserError: the manifest that holds their hashes is missing or damaged.
    """
    about = read_manifest(arrays_folder(name), mend=command(name))["about"]
    folder = data_folder() / about["copy"]
    now = file_hashes(folder) if folder.is_dir() else {}
    return [folder / file for file, digest in about["files"].items() if now.get(file) != digest]


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a prepared copy, by its name."""
    return {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _get_originals(name: str) -> str:
    """Bring the original files into the downloads folder; says from where."""
    if in_downloads(name):
        return "original files in the data folder's downloads"
    mirror = copy_from_mirror(name)
    if mirror is not None:
        return f"original files in the mirror {mirror}"
    try:
        for original in ORIGINALS[name]:
            download(original, downloads(name))
    except Unreachable as error:
        files = ", ".join(original.filename for original in ORIGINALS[name])
        debian = " (Debian: apt-get install dataset-fashion-mnist)" if name == "fashion_mnist" else ""
        raise UserError(
            f"{name} is not on this machine and could not be downloaded ({error}); with a network run {command(name)}, "
            f"or set DATASETS_MIRROR to a folder that holds {files}{debian}, or put them into {downloads(name)}"
        ) from None
    return f"the network, {ORIGINALS[name][0].url.rsplit('/', 1)[0]}/"
