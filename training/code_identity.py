"""Code as eight digits: functions, lambdas and classes that compute something else have other digits.

A name does not tell them apart: every lambda is called `<lambda>`, and an edited function keeps its name.
"""

from __future__ import annotations

import functools
import hashlib
import os
import types
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from datasets.rows import Rows, blocks

LIBRARIES = ("builtins", "keras", "numpy", "tensorflow")
"""Their code is named by its version, which a run records."""
NO_STATE = (
    "name", "_name", "__annotations__", "__dict__", "__doc__", "__firstlineno__", "__module__", "__qualname__",
    "__slotnames__", "__static_attributes__", "__weakref__",
)  # fmt: skip
"""What computes nothing; Python makes some of it when somebody first asks."""


def from_library(thing: Any) -> bool:
    """Whether a function, a class, or the class of an object comes with Python, NumPy, Keras or TensorFlow."""
    module = getattr(thing, "__module__", None) or type(thing).__module__
    return isinstance(module, str) and module.split(".")[0] in LIBRARIES


def digits(thing: Any) -> str:
    """Eight digits of a function or class, or of an object: those of its class and of what it holds.

    A function counts with its code, its defaults and the values of its closure, a class with its methods and
    attributes. What a function reads from its module does not count.
    """
    text = "\n".join(_parts(thing, frozenset()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def content(*arrays: np.ndarray | Rows) -> str:
    """Sixteen digits of arrays: of their types, shapes and values, wherever those are; they are read block by block."""
    result = hashlib.sha256()
    for array in arrays:
        result.update(f"{array.dtype} {array.shape}".encode())
        if array.dtype == object:
            result.update(repr(array).encode())
            continue
        for block in blocks(array if array.ndim else np.reshape(array, 1)):
            result.update(np.ascontiguousarray(block).data.cast("B"))
    return result.hexdigest()[:16]


def _parts(thing: Any, above: frozenset[int]) -> Iterator[str]:
    if id(thing) in above:  # a function that calls itself, an object that holds itself
        yield "again"
        return
    inside = above | {id(thing)}
    if thing is None or isinstance(thing, bool | int | float | complex | str | bytes):
        yield repr(thing)
    elif isinstance(thing, np.ndarray | np.generic):
        yield content(np.asarray(thing))
    elif isinstance(thing, os.PathLike):
        yield os.fspath(thing)
    elif isinstance(thing, types.CodeType):
        yield f"{thing.co_code.hex()} {thing.co_names} {thing.co_varnames[: thing.co_argcount]}"
        for constant in thing.co_consts:
            yield from _parts(constant, inside)
    elif isinstance(thing, functools.partial):
        yield from _all((thing.func, thing.args, thing.keywords), inside)
    elif isinstance(thing, types.MethodType):
        yield from _all((thing.__func__, thing.__self__), inside)
    elif isinstance(thing, staticmethod | classmethod):
        yield from _parts(thing.__func__, inside)
    elif isinstance(thing, property):
        yield from _all((thing.fget, thing.fset), inside)
    elif isinstance(thing, Mapping):
        yield f"{len(thing)} by name"
        for key, value in thing.items():
            yield repr(key)
            yield from _parts(value, inside)
    elif isinstance(thing, set | frozenset):
        yield from sorted("".join(_parts(item, inside)) for item in thing)
    elif isinstance(thing, list | tuple):
        yield f"{len(thing)} in order"
        yield from _all(thing, inside)
    elif hasattr(type(thing), "python_function"):  # of `tf.function`
        yield from _parts(thing.python_function, inside)
    elif from_library(thing):
        yield str(getattr(thing, "__qualname__", None) or type(thing).__qualname__)
    elif isinstance(thing, types.FunctionType):
        yield from _all((thing.__code__, thing.__defaults__, thing.__kwdefaults__), inside)
        for cell in thing.__closure__ or ():
            try:
                yield from _parts(cell.cell_contents, inside)
            except ValueError:  # the variable has no value yet
                yield "empty"
    elif isinstance(thing, type):
        for part in thing.__mro__:
            if not from_library(part):
                yield from _held(vars(part), inside)
    else:
        yield from _parts(type(thing), inside)
        yield from _held(getattr(thing, "__dict__", {}), inside)


def _all(things: Any, above: frozenset[int]) -> Iterator[str]:
    for thing in things:
        yield from _parts(thing, above)


def _held(attributes: Mapping[str, Any], above: frozenset[int]) -> Iterator[str]:
    for name, value in sorted(attributes.items()):
        if name not in NO_STATE:
            yield name
            yield from _parts(value, above)
