"""What a saved model asks for, compared with what its file holds, before memory is taken."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from runtime.backend import keras
from runtime.errors import UserError

WEIGHTS = "model.weights.h5"
MOST_COMPRESSED = 2**28
"""Bytes to which a compressed file may unpack; Keras does not compress, so that larger ones have their own size."""
MOST_CONFIG = 2**26
SMALL = 2**20
"""Bytes of variables that a file need not hold, such as the seeds of dropout."""
MOST_OF_METRICS = 10_000
"""Thresholds or classes of a metric: some make a table of all pairs."""

BYTES = {"float64": 8, "int64": 8, "uint64": 8, "float16": 2, "bfloat16": 2, "int8": 1, "uint8": 1, "bool": 1}
"""Of an element; 4 of all others."""


def check_archive(path: Path) -> None:
    """Refuse a `.keras` file whose layers have more weights than it holds.

    The model is made once with variables that have a shape and no value.

    Args:
        path: of the file.

    Raises:
        UserError: it asks for more memory than its size accounts for.
        Exception: it is damaged, or needs a layer that is not known here.
    """
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > max(path.stat().st_size, MOST_COMPRESSED):
            raise _refused(path, f"would unpack to {_size(unpacked)}")
        if archive.getinfo("config.json").file_size > MOST_CONFIG:
            raise _refused(path, "has a configuration that is too large")
        config = json.loads(archive.read("config.json"))
        held = check_weights(path, io.BytesIO(archive.read(WEIGHTS)), unpacked) if WEIGHTS in archive.namelist() else 0
    check_metrics(path, config.get("compile_config") or {})
    needed = _bytes_of_variables({**config, "compile_config": None})
    if needed > held + SMALL:
        raise _refused(path, f"asks for {_size(needed)} of weights and holds {_size(held)}")


def check_metrics(path: Path, compiled: Mapping[str, Any]) -> None:
    """Refuse metrics that would take much memory before they have seen anything.

    Args:
        path: for the error.
        compiled: as `model.get_compile_config` gives it.

    Raises:
        UserError: so it is.
    """
    sizes = [size for key in ("metrics", "weighted_metrics") for size in _whole_numbers(compiled.get(key))]
    if max(sizes, default=0) > MOST_OF_METRICS:
        raise _refused(path, f"asks for a metric of size {max(sizes):,}")


def check_weights(path: Path, file: BinaryIO, most: int) -> int:
    """Refuse a file of weights whose arrays are larger than it.

    Args:
        path: for the error.
        file: in HDF5.
        most: bytes of all arrays.

    Returns:
        Bytes of all arrays.

    Raises:
        UserError: they are larger.
        Exception: the file is damaged.
    """
    import h5py

    sizes: list[int] = []

    def add(_: str, thing: Any) -> None:
        if isinstance(thing, h5py.Dataset):
            sizes.append(math.prod(thing.shape or ()) * thing.dtype.itemsize)

    with h5py.File(file, "r") as weights:
        weights.visititems(add)  # follows no links
    if sum(sizes) > most:
        raise _refused(path, f"would unpack to {_size(sum(sizes))}")
    return sum(sizes)


def _bytes_of_variables(config: dict[str, Any]) -> int:
    # Keras 3.15 keeps the variables without a value in a list, and would give them values when the next scope ends.
    from keras.src.backend.common import global_state

    waiting = global_state.get_global_attribute("uninitialized_variables")
    global_state.set_global_attribute("uninitialized_variables", made := [])
    try:
        with keras.StatelessScope(initialize_variables=False):
            keras.saving.deserialize_keras_object(config, safe_mode=True)
    finally:
        global_state.set_global_attribute("uninitialized_variables", waiting or [])
    return sum(math.prod(variable.shape) * BYTES.get(variable.dtype, 4) for variable in made)


def _whole_numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        value = [item for key, item in value.items() if key not in ("seed", "shared_object_id")]
    if isinstance(value, list):
        for item in value:
            yield from _whole_numbers(item)
    elif isinstance(value, int):
        yield abs(value)


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


def _refused(path: Path, what: str) -> UserError:
    return UserError(f"{path} {what}, and is not loaded; save or train it again")
