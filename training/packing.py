"""Python's values as JSON and arrays, and back: what a checkpoint can hold."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import numpy as np

IN_ORDER: dict[str, Callable[[Any], Any]] = {"tuple": tuple, "set": set, "frozenset": frozenset}
BY_KEY: dict[str, Callable[[Any], Any]] = {"dict": dict, "Counter": lambda pairs: Counter(dict(pairs)),
                                           "OrderedDict": OrderedDict}  # fmt: skip
DEFAULTS = {"int": int, "float": float, "str": str, "list": list, "dict": dict, "set": set, "tuple": tuple}
GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def packed(value: Any) -> tuple[str, dict[str, np.ndarray]]:
    """A value that `is_plain` as JSON, in which ``{"array": "a0"}`` stands for an array, and the arrays.

    Raises:
        TypeError: the value holds something else.
    """
    arrays: dict[str, np.ndarray] = {}
    return json.dumps(_pack(value, arrays, count())), arrays


def unpacked(text: str | bytes, arrays: Mapping[str, np.ndarray]) -> Any:
    """What `packed` was given.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError: the text is another's.
    """
    return _unpack(json.loads(text), arrays)


def is_plain(value: Any) -> bool:
    """Whether a checkpoint can hold a value: numbers, texts, None, arrays, random generators, and what is made of them.

    That is lists, tuples, sets, dictionaries, `deque`, `Counter`, `OrderedDict` and `defaultdict`.
    """
    try:
        _pack(value, {}, count())
    except (TypeError, RecursionError):
        return False
    return True


def _pack(value: Any, arrays: dict[str, np.ndarray], numbers: Iterator[int]) -> Any:
    def inside(items: Any) -> list[Any]:
        return [_pack(item, arrays, numbers) for item in items]

    kind = type(value).__name__
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufSUV":
        name = f"a{next(numbers)}"
        arrays[name] = np.asarray(value)
        return {"array": name}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes | complex):
        return {"bytes": value.hex()} if isinstance(value, bytes) else {"complex": [value.real, value.imag]}
    if isinstance(value, list):
        return inside(value)
    if type(value) is deque:
        return {"deque": inside(value), "most": value.maxlen}
    if IN_ORDER.get(kind) is type(value):
        return {kind: inside(value)}
    if type(value) is dict and all(isinstance(key, str) for key in value):
        return {"map": {key: _pack(item, arrays, numbers) for key, item in value.items()}}
    if isinstance(value, dict) and type(value) in (dict, Counter, OrderedDict):
        return {kind: inside(value.items())}
    if type(value) is defaultdict and (made := getattr(value.default_factory, "__name__", "")) in DEFAULTS:
        return {"defaultdict": inside(value.items()), "of": made}
    if isinstance(value, np.random.Generator):
        return {"generator": _pack(dict(value.bit_generator.state), arrays, numbers)}
    raise TypeError(f"a checkpoint cannot hold {type(value).__name__}")


def _unpack(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    if isinstance(value, list):
        return [_unpack(item, arrays) for item in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]][()]
    if "map" in value:
        return {key: _unpack(item, arrays) for key, item in value["map"].items()}
    if "bytes" in value:
        return bytes.fromhex(value["bytes"])
    if "complex" in value:
        return complex(*value["complex"])
    if "generator" in value:
        state = _unpack(value["generator"], arrays)
        bits = getattr(np.random, GENERATORS[GENERATORS.index(state["bit_generator"])])()
        bits.state = state
        return np.random.Generator(bits)
    ((kind, content),) = ((key, part) for key, part in value.items() if key not in ("most", "of"))
    items = [_unpack(item, arrays) for item in content]
    if kind == "deque":
        return deque(items, value["most"])
    if kind == "defaultdict":
        return defaultdict(DEFAULTS[value["of"]], items)
    return (IN_ORDER | BY_KEY)[kind](items)
