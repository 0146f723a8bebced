"""Copies in the format of tensorflow-datasets: found, prepared from original files or the network, and read.

What is prepared here is prepared by the stock builder, so a plain ``tfds.load(name, data_dir=...)`` reads it.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock

from datasets.folders import data_folder
from runtime.backend import tf
from runtime.errors import UserError
from runtime.files import explain, make_folder

PATIENCE = 5  # seconds a host may take to answer before the network counts as dead


def exists(name: str) -> bool:
    """Whether the data folder holds a prepared copy."""
    return any((data_folder() / name).glob("*/dataset_info.json"))


def prepare_from_files(name: str, originals: Path) -> None:
    """Prepare a copy from original files, which tensorflow-datasets checks against its own checksums.

    Args:
        name: of the builder.
        originals: a folder with the files under the names that the builder downloads.

    Raises:
        UserError: a file is not the original, or the data folder cannot be written.
    """
    _prepare(name, f"the files in {originals}", manual_dir=str(originals))


def prepare_from_network(name: str, hosts: tuple[str, ...]) -> None:
    """Download and prepare.

    Args:
        name: of the builder.
        hosts: addresses that must answer first: the downloader alone would try in silence for minutes.

    Raises:
        UserError: no network, or the download is not the original.
    """
    for address in hosts:
        parts = urlsplit(address)
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            socket.create_connection((parts.hostname, port), timeout=PATIENCE).close()
        except OSError as error:
            raise UserError(
                f"{name} is not on this machine and {parts.hostname} does not answer ({error}); connect to the network "
                f"and run python -m datasets fetch {name}, or put the original files into a folder and name it in "
                "DATASETS_MIRROR"
            ) from None
    _prepare(name, "the download")


def _prepare(name: str, source: str, **config: Any) -> None:
    folder = make_folder(data_folder())
    with FileLock(folder / f".{name}.lock"):
        if exists(name):  # another process was faster
            return
        for left_over in (folder / name).glob("incomplete.*"):  # of a process that was killed
            shutil.rmtree(left_over, ignore_errors=True)
        import tensorflow_datasets as tfds

        tf.zeros(1)  # TensorFlow's start, quietly
        builder = tfds.builder(name, data_dir=str(folder))
        try:
            builder.download_and_prepare(download_config=tfds.download.DownloadConfig(**config, try_download_gcs=False))
        except tfds.download.DownloadError as error:
            raise UserError(f"{name} could not be downloaded ({_first_line(error)}); try again later") from None
        except Exception as error:
            if type(error).__name__ == "NonMatchingChecksumError":
                raise UserError(
                    f"{source} for {name} is not the original (its checksum is another); get the original file"
                ) from None
            if isinstance(error, OSError):
                raise explain(error, folder) from error
            raise


def read(name: str, split: str) -> dict[str, np.ndarray]:
    """All examples of a split of a prepared copy, decoded, in the order of the original files.

    tensorflow-datasets stores examples in the order of a hash of their keys; for the image sets used here the key is
    the position in the original file, so the order can be undone.

    Raises:
        UserError: the copy is damaged.
    """
    import tensorflow_datasets as tfds
    from tensorflow_datasets.core.hashing import Hasher

    try:
        tf.zeros(1)
        builder = tfds.builder(name, data_dir=str(data_folder()))
        batch = builder.as_dataset(split=split, batch_size=-1, shuffle_files=False)
        arrays = {key: value.numpy() for key, value in batch.items()}
        expected = builder.info.splits[split].num_examples
    except Exception as error:
        if not isinstance(error, tf.errors.OpError | OSError | ValueError | AssertionError | KeyError):
            raise
        raise UserError(
            f"the copy of {name} in {data_folder() / name} is damaged ({_first_line(error)}); delete that folder and "
            f"run python -m datasets fetch {name}"
        ) from None
    hasher = Hasher(split)
    stored = np.array([hasher.hash_key(position) for position in range(expected)], dtype=object).argsort()
    position = np.empty(expected, np.int64)
    position[stored.astype(np.int64)] = np.arange(expected)
    return {key: value[position] for key, value in arrays.items()}


@contextmanager
def restored(originals: Iterator[tuple[str, bytes]]) -> Iterator[Path]:
    """A temporary folder that holds files of given names and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        for file, content in originals:
            (Path(folder) / file).write_bytes(content)
        yield Path(folder)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
