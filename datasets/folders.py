"""Where data lies on this machine: the data folder, and mirrors of original files."""

from __future__ import annotations

import os
from pathlib import Path

SYSTEM_MIRROR = Path("/usr/share/datasets")


def data_folder() -> Path:
    """Where prepared datasets are kept: `DATASETS_HOME`, else `TFDS_DATA_DIR`, else `~/tensorflow_datasets`.

    The default is tensorflow-datasets' own, so what is prepared here a plain `tfds.load` reads, and vice versa.
    """
    named = os.environ.get("DATASETS_HOME") or os.environ.get("TFDS_DATA_DIR")
    return Path(named).expanduser() if named else Path.home() / "tensorflow_datasets"


def in_mirror(folder: str, files: tuple[str, ...]) -> Path | None:
    """The first mirror that holds all files of a dataset.

    Args:
        folder: the dataset's folder inside a mirror, such as `"fashion-mnist"` (Debian's name).
        files: file names.

    Returns:
        The folder that holds the files: a mirror's subfolder, or a mirror itself. Mirrors are the folders named in
        `DATASETS_MIRROR` (separated as in PATH), then `/usr/share/datasets`.
    """
    named = [Path(part).expanduser() for part in os.environ.get("DATASETS_MIRROR", "").split(os.pathsep) if part]
    for mirror in [*named, SYSTEM_MIRROR]:
        for place in (mirror / folder, mirror):
            if all((place / file).is_file() for file in files):
                return place
    return None
