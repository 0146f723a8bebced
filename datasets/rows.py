"""Examples that are read when they are needed: of a file in `np.memmap`, or of an object that gives them by number.

What is larger than memory can be trained on so. Whoever looks at all examples of a split does it block by block.
"""

from __future__ import annotations

import math
import mmap
import pickle
import threading
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from runtime.arguments import shown
from runtime.errors import UserError

BLOCK = 64 * 2**20
"""Bytes that are looked at together."""
IN_TURN = (
    "gives its examples only one after the other, so that they could not be shuffled by index, counted beforehand or "
    "gone on with from the middle of an epoch"
)
"""Why there is no training on a generator."""
CONTAINERS = (list, tuple, dict, str, bytes, bytearray, memoryview, range)
"""Their items can be had by number or name, and are no examples."""
PROBE = 3
"""So many first examples show how an object can be asked."""

_reading = threading.RLock()  # batches are read ahead by another thread, and an object may move along a file


class Indexable(Protocol):
    """Examples by number, as the datasets of h5py and zarr have them."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def __getitem__(self, index: Any, /) -> Any:
        """The features of the example of this number, each time the same; faster if it takes slices or arrays too."""
        ...


class Rows:
    """What a training needs of an array, for examples that lie elsewhere; what is taken out is an array.

    `rows[3]` is one example, `rows[10:20]` and `rows[[7, 2]]` are several. An object that gives the same for a slice or
    for an array of rising numbers as for single numbers is asked so.

    Args:
        source: an array in a mapped file, or an object with `__len__` and `__getitem__`.

    Attributes:
        shape: as of an array, `(n, ...)`.
        dtype: of an example, in the byte order of this machine.
        ndim: as of an array.

    Raises:
        UserError: there is no example, an example is no array, or another one when it is read again.
    """

    def __init__(self, source: Indexable) -> None:
        self._source, self._kind = source, f"the object {type(source).__name__} of a split"
        try:
            count = len(source)
        except Exception as error:  # somebody's own code decides how it fails
            raise UserError(
                f"{self._kind} does not say how many examples it has ({_short(error)}); look at its __len__, or give "
                "an array"
            ) from error
        if not count:
            raise UserError(f"{self._kind} is empty; give one with examples")
        first = self._read(0)
        self.shape: tuple[int, ...] = (count, *first.shape)
        self.dtype = first.dtype.newbyteorder("=")
        self.ndim = len(self.shape)
        if self._read(0).tobytes() != first.tobytes():
            raise UserError(
                f"{self._kind} gives another example 0 each time; let it always give the same, and put random changes "
                "into the network, as layers"
            )
        few = min(count, PROBE)
        gap = np.array([0, few - 1])  # with one between them, so that it is no range
        self._takes = tuple(
            type(key)
            for key, numbers in ((slice(0, few), np.arange(few)), (gap, gap))
            if self._gives(key, self._one_by_one(numbers))
        )

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        return f"Rows({type(self._source).__name__}, shape {self.shape}, {self.dtype})"

    def __getitem__(self, index: Any, /) -> np.ndarray:
        count = len(self)
        if isinstance(index, slice):
            start, stop, step = index.indices(count)
            if step == 1 and start < stop:
                return self._several(slice(start, stop))
            index = np.arange(start, stop, step)
        numbers = np.asarray(index)
        if numbers.dtype == bool and numbers.shape == (count,):
            numbers = np.flatnonzero(numbers)
        if numbers.ndim > 1 or (numbers.size and numbers.dtype.kind not in "iu"):
            raise TypeError("examples are taken by number, slice or mask; take some, and then a part of each")
        if numbers.size and not (-count <= numbers.min() and numbers.max() < count):
            raise IndexError(f"example {index} of {count:,}")
        rising, places = np.unique(numbers.astype(np.int64) % count, return_inverse=True)
        found, places = self._several(rising), places.reshape(numbers.shape)
        return found if np.array_equal(places, np.arange(len(rising))) else found[places]

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise UserError(
            f"{self._kind} is read example by example, and this needs all {len(self):,} in memory; give it an array of "
            "fewer"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process, in which a mapped file is opened again."""
        source = self._source
        if isinstance(source, np.ndarray):
            file = mapped_file(source)
            if file is None or file.filename is None or file.mode == "c":
                raise UserError(
                    "an array in a mapped file goes to another process by the name of its file, and this file has none "
                    'or not the same values; open it with np.memmap(NAME, mode="r")'
                )
            offset = file.offset + source.ctypes.data - file.ctypes.data
            return _opened, (str(file.filename), offset, source.shape, source.dtype, source.strides)
        try:
            return _unpickled, (pickle.dumps(source),)
        except Exception as error:  # whatever it holds decides how this fails
            raise UserError(
                f"{self._kind} cannot go to another process ({_short(error)}); let it open its file when it is first "
                "asked, or train with jobs=1"
            ) from error

    def _several(self, numbers: slice | np.ndarray) -> np.ndarray:
        """Examples of rising numbers."""
        if isinstance(numbers, slice) and slice not in self._takes:
            numbers = np.arange(numbers.start, numbers.stop)
        count = numbers.stop - numbers.start if isinstance(numbers, slice) else len(numbers)
        if not count or type(numbers) not in self._takes:
            return self._one_by_one(numbers)
        return self._checked(self._read(numbers), (count, *self.shape[1:]))

    def _one_by_one(self, numbers: Any) -> np.ndarray:
        result = np.empty((len(numbers), *self.shape[1:]), self.dtype)
        for place, number in enumerate(numbers):
            result[place] = self._checked(self._read(int(number)), self.shape[1:])
        return result

    def _gives(self, key: Any, singles: np.ndarray) -> bool:
        """Whether it gives for several numbers what it gives for single ones."""
        try:
            return self._checked(self._read(key), singles.shape).tobytes() == singles.tobytes()
        except UserError:
            return False

    def _read(self, key: Any) -> np.ndarray:
        try:
            with _reading:
                found = self._source[key]
                if isinstance(found, tuple | dict):
                    raise TypeError(f"it is a {type(found).__name__}; give features alone, and all targets as an array")
                return np.asarray(found)
        except Exception as error:  # somebody's own code decides how it fails
            raise UserError(
                f"{self._kind} gives no example {shown(key)} ({_short(error)}); look at its __getitem__, or give an "
                "array"
            ) from error

    def _checked(self, found: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        if found.shape != shape or found.dtype.newbyteorder("=") != self.dtype:
            raise UserError(
                f"{self._kind} gives {found.dtype} of shape {found.shape} where the first example says {self.dtype} "
                f"of shape {shape}; give all examples one form"
            )
        return np.ascontiguousarray(found, self.dtype).reshape(shape)  # which would make (1,) of ()


def features(x: Any) -> Any:
    """What a split holds for the features that it is given.

    An array in memory is left as it is, an array in a mapped file and an object with `__len__` and `__getitem__` become
    `Rows`. Anything else is left as it is, for `training.check_data` to refuse.

    Raises:
        UserError: it gives its examples only one after the other, or as `Rows`.
    """
    if isinstance(x, np.ndarray):
        return x if mapped_file(x) is None else Rows(x)
    if isinstance(x, (Rows, type, *CONTAINERS)):
        return x
    if only_in_turn(x):
        raise UserError(
            f"the features of a split are a {type(x).__name__}, which {IN_TURN}; give an array, or an object with "
            "__len__ and __getitem__"
        )
    return Rows(x) if hasattr(x, "__getitem__") and hasattr(x, "__len__") else x


def only_in_turn(value: Any) -> bool:
    """Whether something is a generator, or like one: it can be gone through, and has no items by number."""
    return hasattr(value, "__iter__") and not hasattr(value, "__getitem__")


def mapped_file(array: np.ndarray) -> np.memmap | None:
    """The mapped file that an array is a part of; None for an array in memory."""
    part: Any = array
    while isinstance(part, np.ndarray):
        if isinstance(part, np.memmap) and isinstance(part.base, mmap.mmap):
            return part
        part = part.base
    return None


def blocks(x: np.ndarray | Rows) -> Iterator[np.ndarray]:
    """All examples in their order, so many at a time as `block_length` says."""
    length = block_length(x)
    for start in range(0, len(x), length):
        yield x[start : start + length]


def block_length(x: np.ndarray | Rows) -> int:
    """How many examples are looked at together: they have `BLOCK` bytes at most, unless a single one has more."""
    return max(1, BLOCK // max(1, math.prod(x.shape[1:]) * x.dtype.itemsize))


def _opened(filename: str, offset: int, shape: tuple[int, ...], dtype: np.dtype, strides: tuple[int, ...]) -> Rows:
    file = np.memmap(filename, np.uint8, mode="r")
    return Rows(np.ndarray(shape, dtype, file, offset, strides))


def _unpickled(content: bytes) -> Rows:
    return Rows(pickle.loads(content))


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
