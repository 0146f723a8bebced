"""A checkpoint: everything a training needs to go on as if it had never stopped, in one file.

The file is an ``.npz`` (readable without pickle) whose entry ``state`` is JSON; arrays stand in it as
``{"array": "a0"}`` and are entries of their own. It is written beside and renamed, so that a crash leaves the old one.
"""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from runtime.backend import keras
from runtime.errors import UserError
from runtime.files import replacing

FILE = "checkpoint.npz"
GROUPS = ("trainable_variables", "non_trainable_variables", "metrics_variables")  # the second holds dropout's seeds

# What Keras' own callbacks remember from epoch to epoch. Their other attributes are settings, or (`min_delta`) are
# changed by the first epoch's end and would be changed again.
REMEMBERED = {
    "EarlyStopping": ("wait", "best", "best_weights", "best_epoch", "stopped_epoch"),
    "ReduceLROnPlateau": ("wait", "best", "cooldown_counter"),
    "ModelCheckpoint": ("best", "_batches_seen_since_last_saving", "_last_batch_seen"),
    "TensorBoard": ("_global_train_batch", "_global_test_batch"),
    "History": ("epoch", "history"),
}


def save(path: Path, state: Mapping[str, Any]) -> None:
    """Write a state of numbers, texts, None, lists, dictionaries and arrays in one step.

    Raises:
        UserError: the folder cannot be written or the disk is full.
    """
    arrays: dict[str, np.ndarray] = {}
    text = json.dumps(_pack(state, arrays, count()))
    with replacing(path) as file:
        # No array is called `allow_pickle`, as NumPy's stub fears.
        np.savez(file, state=np.frombuffer(text.encode(), np.uint8), **arrays)  # pyright: ignore[reportArgumentType]


def read(path: Path) -> dict[str, Any] | None:
    """The state in a file; None if there is no file.

    Raises:
        UserError: the file is damaged.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _unpack(json.loads(arrays["state"].tobytes()), arrays)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UserError(f"{path} is damaged ({error}); delete it, and the run starts anew") from None


def _pack(value: Any, arrays: dict[str, np.ndarray], numbers: Iterator[int]) -> Any:
    if isinstance(value, Mapping):
        return {"map": {str(key): _pack(item, arrays, numbers) for key, item in value.items()}}
    if isinstance(value, list | tuple):
        return [_pack(item, arrays, numbers) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        name = f"a{next(numbers)}"
        arrays[name] = np.asarray(value)
        return {"array": name}
    return value


def _unpack(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    if isinstance(value, list):
        return [_unpack(item, arrays) for item in value]
    if isinstance(value, dict):
        if "array" in value:
            return arrays[value["array"]][()]
        return {key: _unpack(item, arrays) for key, item in value["map"].items()}
    return value


def is_plain(value: Any) -> bool:
    """Whether `save` can write a value."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biufSU"
    return value is None or isinstance(value, bool | int | float | str)


def model_state(model: keras.Model) -> dict[str, Any]:
    """Every variable of a compiled model that has been built for training: weights, seeds, optimizer, metrics."""
    return {
        group: {"paths": [one.path for one in variables], "values": [one.numpy() for one in variables]}
        for group, variables in _variables(model).items()
    }


def restore_model(model: keras.Model, state: Mapping[str, Any]) -> None:
    """Give the variables of a model, built in the same way, their values back.

    Raises:
        UserError: the model has other variables than the checkpoint.
    """
    for group, variables in _variables(model).items():
        if [one.path for one in variables] != state[group]["paths"]:
            raise UserError(f"the checkpoint's {group} are not this model's; train without --resume")
        for variable, value in zip(variables, state[group]["values"], strict=True):
            variable.assign(value)


def _variables(model: keras.Model) -> dict[str, list[Any]]:
    groups = {group: getattr(model, group) for group in GROUPS}
    return {**groups, "optimizer_variables": model.optimizer.variables}


def callback_state(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """What a callback remembers: its `get_state()`; what Keras' own are known for; else its plain attributes."""
    if hasattr(callback, "get_state"):
        return callback.get_state()
    for kind in type(callback).__mro__:
        if kind.__name__ in REMEMBERED and kind.__module__.startswith("keras."):
            return {name: getattr(callback, name) for name in REMEMBERED[kind.__name__] if hasattr(callback, name)}
    attributes = {name: value for name, value in vars(callback).items() if name not in ("params", "_model")}
    return {name: value for name, value in attributes.items() if is_plain(value)}


def restore_callback(callback: keras.callbacks.Callback, state: Mapping[str, Any]) -> None:
    """Give a callback back what it remembered."""
    if hasattr(callback, "set_state"):
        callback.set_state(state)
        return
    for name, value in state.items():
        setattr(callback, name, value)


def random_state() -> dict[str, Any]:
    """The state of Python's and NumPy's global random numbers, which a callback may use."""
    name, keys, position, has_gauss, gauss = np.random.get_state()
    version, numbers, next_gauss = random.getstate()
    return {"python": [version, list(numbers), next_gauss], "numpy": [name, keys, position, has_gauss, gauss]}


def restore_random(state: Mapping[str, Any]) -> None:
    """Set the global random numbers back."""
    version, numbers, next_gauss = state["python"]
    random.setstate((version, tuple(numbers), next_gauss))
    np.random.set_state(tuple(state["numpy"]))
