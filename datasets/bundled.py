"""The files that come with the package, read only when their bytes are whole."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from runtime.errors import UserError


def read_bundled(path: Path, sha256: str) -> bytes:
    """The bytes of a bundled file.

    Raises:
        UserError: the file is missing or its SHA-256 is another.
    """
    mend = f"git checkout -- datasets/samples/{path.name} restores it"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); {mend}") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError(f"{path} is damaged (its SHA-256 is another); {mend}")
    return content


def read_arrays(path: Path, sha256: str) -> dict[str, np.ndarray]:
    """The arrays of a bundled ``.npz`` file.

    Raises:
        UserError: as `read_bundled`.
    """
    with np.load(io.BytesIO(read_bundled(path, sha256))) as arrays:
        return dict(arrays)
