"""Messages between a check and the process that runs student code: a JSON header, then arrays in NumPy's own format.

Only plain values cross: None, booleans, integers, texts, numbers, arrays, and lists and dictionaries of them. Anything
else stays where it is, and a `Held` names it. Nothing is unpickled, and a header is believed only as far as the bytes
that follow.
"""

from __future__ import annotations

import io
import json
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

LONGEST_HEADER = 1 << 20
MOST_BYTES = 64 << 20
LONGEST_TEXT = 10_000
MOST_ARRAYS = 10_000
DEEPEST = 20
LARGEST = 2**63
"""Integers below it cross; no array holds others."""
NUMBERS = "biuf"
"""The kinds of arrays that cross: booleans, integers, floats."""


class ProtocolError(Exception):
    """The bytes are no message of this protocol."""


@dataclass(frozen=True)
class Held:
    """Something that stays in the other process, such as a Keras model.

    Attributes:
        key: its number there.
        kind: the name of its class, as the other process says it.
    """

    key: int
    kind: str


def write_message(stream: BinaryIO, message: Mapping[str, Any], hold: Callable[[Any], Held] | None = None) -> None:
    """Send one message.

    Args:
        stream: to the other process.
        message: plain values, arrays and `Held`.
        hold: what becomes of anything else; None refuses it.

    Raises:
        ProtocolError: the message is too large, too deep, or holds something that does not cross.
    """
    arrays: list[np.ndarray] = []
    header = json.dumps(_packed(message, arrays, hold, 0), allow_nan=False).encode("utf-8", "surrogatepass")
    blobs = [_as_bytes(array) for array in arrays]
    if len(blobs) > MOST_ARRAYS:
        raise ProtocolError(f"more than {MOST_ARRAYS} arrays in one message")
    if len(header) > LONGEST_HEADER or sum(map(len, blobs)) > MOST_BYTES:
        raise ProtocolError(f"more than {MOST_BYTES >> 20} MiB in one message")
    stream.write(struct.pack("<II", len(header), len(blobs)))
    stream.write(header)
    for blob in blobs:
        stream.write(struct.pack("<I", len(blob)))
        stream.write(blob)
    stream.flush()


def read_message(stream: BinaryIO) -> dict[str, Any]:
    """Receive one message; sizes are looked at before anything of that size is made.

    Raises:
        EOFError: the other process has ended.
        ProtocolError: what came is no message.
    """
    length, count = struct.unpack("<II", _exactly(stream, 8))
    if length > LONGEST_HEADER:
        raise ProtocolError("the header is too long")
    if count > MOST_ARRAYS:
        raise ProtocolError(f"more than {MOST_ARRAYS} arrays in one message")
    header = _exactly(stream, length)
    arrays, total = [], 0
    for _ in range(count):
        (size,) = struct.unpack("<I", _exactly(stream, 4))
        total += size
        if total > MOST_BYTES:
            raise ProtocolError(f"more than {MOST_BYTES >> 20} MiB in one message")
        arrays.append(_as_array(_exactly(stream, size)))
    try:
        message = _unpacked(json.loads(header.decode("utf-8", "surrogatepass")), arrays, 0)
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise ProtocolError(f"the header is not as it should be ({type(error).__name__})") from None
    if not isinstance(message, dict):
        raise ProtocolError("the header is no object")
    return message


def _packed(value: Any, arrays: list[np.ndarray], hold: Callable[[Any], Held] | None, depth: int) -> Any:
    """The value as JSON; an array is the number of a blob."""
    if depth > DEEPEST:
        raise ProtocolError(f"nested more than {DEEPEST} deep")
    if value is None or type(value) is bool or (type(value) is int and abs(value) < LARGEST):
        return value
    if isinstance(value, str):  # also NumPy's
        return {"text": str.__str__(value)[:LONGEST_TEXT]}
    if type(value) is float and math.isfinite(value):
        return {"number": value}
    if isinstance(value, Held):
        return {"held": value.key, "kind": value.kind[:100]}
    if isinstance(value, list | tuple):  # also a named tuple
        return [_packed(item, arrays, hold, depth + 1) for item in value]
    if type(value) is dict and all(type(key) is str for key in value):
        return {"object": {key: _packed(item, arrays, hold, depth + 1) for key, item in value.items()}}
    array = _numbers(value)
    if array is not None:
        arrays.append(array)
        return {"array": len(arrays) - 1}
    if hold is None:
        raise ProtocolError(f"a {type(value).__name__} does not cross")
    return _packed(hold(value), arrays, None, depth)


def _numbers(value: Any) -> np.ndarray | None:
    """An array, a NumPy number, or what says that it is one, such as a tensor; None for anything else."""
    is_array = isinstance(value, np.ndarray | np.generic | float | int)
    if not is_array and not (hasattr(value, "__array__") and hasattr(value, "dtype")):
        return None
    try:
        array = np.array(value, copy=True, subok=False)
    except Exception:  # an object that only says that it is an array
        return None
    return array if array.dtype.kind in NUMBERS and array.dtype.itemsize <= 8 else None


def _as_bytes(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array, order="C"), allow_pickle=False)
    return stream.getvalue()


def _as_array(blob: bytes) -> np.ndarray:
    stream = io.BytesIO(blob)
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError("another version")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream, max_header_size=10_000)
        if dtype.kind not in NUMBERS or dtype.itemsize > 8 or dtype.hasobject or fortran:
            raise ValueError("another type")
        if math.prod(shape) * dtype.itemsize != len(blob) - stream.tell():
            raise ValueError("another size")
        return np.frombuffer(blob, dtype, offset=stream.tell()).reshape(shape).copy()
    except Exception as error:  # the header is text that NumPy evaluates as a literal: it may fail in many ways
        raise ProtocolError(f"an array is not as it should be ({type(error).__name__})") from None


def _unpacked(value: Any, arrays: list[np.ndarray], depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < LARGEST):
        return value
    if isinstance(value, list):
        return [_unpacked(item, arrays, depth + 1) for item in value]
    if isinstance(value, dict) and len(value) == 1:
        (kind, content), *_ = value.items()
        if kind == "text" and isinstance(content, str):
            return content
        if kind == "number" and isinstance(content, float):
            return content
        if kind == "array" and isinstance(content, int) and content >= 0:
            return arrays[content]
        if kind == "object" and isinstance(content, dict):
            return {key: _unpacked(item, arrays, depth + 1) for key, item in content.items()}
    if isinstance(value, dict) and set(value) == {"held", "kind"}:
        key, kind = value["held"], value["kind"]
        if isinstance(key, int) and isinstance(kind, str):
            return Held(key, kind)
    raise ValueError("another value")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    """So many bytes.

    Raises:
        EOFError: fewer came.
    """
    parts, missing = [], size
    while missing:
        part = stream.read(min(missing, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
