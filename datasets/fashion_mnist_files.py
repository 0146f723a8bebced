"""The original files of Fashion-MNIST, restored from Debian's copies byte for byte.

Debian's package `dataset-fashion-mnist` has the files without name and time in their gzip headers (RFC 1952, section
2.3). With both put back, the files are the originals, as tensorflow-datasets' checksums prove.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
TIMES = {"train": 1_504_176_606, "t10k": 1_504_176_627}  # when the originals were compressed, Unix seconds
HAS_NAME = 0x08


def originals(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each original file.

    Args:
        folder: holds the four files, original or Debian's.
    """
    for file in FILES:
        content = (folder / file).read_bytes()
        if len(content) > 10 and content[3] == 0:  # no flags: Debian's header of ten bytes
            name = file.removesuffix(".gz").encode() + b"\0"
            time = struct.pack("<I", TIMES[file.split("-")[0]])
            content = content[:3] + bytes([HAS_NAME]) + time + b"\x00\x03" + name + content[10:]
        yield file, content
