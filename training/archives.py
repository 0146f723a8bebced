"""Reading `.npz` files that somebody else may have made: every size is checked before memory is taken."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path

import numpy as np

from runtime.errors import UserError
from runtime.regular import is_regular, kind

MOST = 2**30
"""Bytes of all arrays in a `predictions.npz`: a million examples with two hundred outputs have less."""
MEMBERS = 100_000
KINDS = "biufSU"


def read_arrays(path: Path, fix: str, most: int = MOST) -> dict[str, np.ndarray]:
    """The arrays of an `.npz` file, whole: every member's checksum is compared.

    Args:
        path: of the file.
        fix: what to do about a damaged file, for the error.
        most: bytes of all arrays, unpacked.

    Raises:
        UserError: the file is no regular file, damaged, larger, or holds something else than plain arrays.
    """
    if path.exists() and not is_regular(path):
        raise UserError(f"{path} is {kind(path)}, no regular file, and is not read; {fix}")
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
            if len(archive.infolist()) > MEMBERS or len(members) < len(archive.infolist()):
                raise ValueError("too many arrays, or two of one name")
            if (size := sum(member.file_size for member in members.values())) > most:
                raise ValueError(f"it would unpack to {size / 1e6:,.0f} MB")
            return {name: _array(_content(archive, member)) for name, member in members.items()}
    except Exception as error:  # damaged bytes fail anywhere in zipfile, zlib or NumPy, each in its own way
        raise UserError(f"{path} is damaged ({error or type(error).__name__}); {fix}") from None


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """What a member holds; it is unpacked no further than its size in the directory, which may be a lie."""
    with archive.open(member) as file:
        content = file.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise ValueError(f"{member.filename} is not as large as the file says")
    return content


def _array(content: bytes) -> np.ndarray:
    """One member; its header may promise no more than its bytes."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}.get(version)
    if read is None:
        raise ValueError(f"unknown version {version} of an array")
    shape, _, dtype = read(file)
    if dtype.kind not in KINDS:
        raise ValueError(f"an array of type {dtype}")
    if math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise ValueError(f"an array is no {shape} of {dtype}")
    file.seek(0)
    return np.lib.format.read_array(file, allow_pickle=False)
