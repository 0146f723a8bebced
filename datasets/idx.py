"""IDX, the format of the MNIST family (http://yann.lecun.com/exdb/mnist): a big-endian header, then bytes."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np

from runtime.errors import UserError


def read_images(path: Path) -> np.ndarray:
    """Images of shape (n, height, width), uint8, from a gzip-compressed IDX3 file."""
    return _read(path, dimensions=3)


def read_labels(path: Path) -> np.ndarray:
    """Labels of shape (n,), uint8, from a gzip-compressed IDX1 file."""
    return _read(path, dimensions=1)


def _read(path: Path, dimensions: int) -> np.ndarray:
    try:
        with gzip.open(path) as file:
            content = file.read()
    except FileNotFoundError:
        raise UserError(f"{path} does not exist; put the original file there") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"{path} is damaged ({error}); replace it by the original file") from None
    header = 4 + 4 * dimensions
    shape = tuple(np.frombuffer(content[4:header], ">u4").tolist())
    # 0x08: unsigned bytes
    if content[:4] != bytes([0, 0, 8, dimensions]) or len(content) != header + int(np.prod(shape)):
        raise UserError(f"{path} is no IDX file of {dimensions} dimensions; replace it by the original file")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
