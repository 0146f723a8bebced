"""A checkpoint: everything a training needs to go on as if it had never stopped, in one file.

The file is an ``.npz`` (readable without pickle) whose entry ``state`` is JSON; arrays are entries of their own. It is
written beside and renamed, so that a crash leaves the old one.
"""

from __future__ import annotations

import dataclasses
import dis
import functools
import inspect
import os
import random
import types
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from runtime.backend import keras, tf
from runtime.errors import UserError
from runtime.files import replacing
from training.archives import read_arrays
from training.packing import is_plain, packed, unpacked

FILE = "checkpoint.npz"
GENERATOR = "global_seed_generator"  # as Keras calls its global generator of random numbers
GROUPS = ("trainable_variables", "non_trainable_variables", "metrics_variables")  # the second holds dropout's seeds

# What Keras' own callbacks remember from epoch to epoch. Their other attributes are settings, or (`min_delta`) are
# changed by the first epoch's end and would be changed again.
REMEMBERED = {
    "EarlyStopping": ("wait", "best", "best_weights", "best_epoch", "stopped_epoch"),
    "ReduceLROnPlateau": ("wait", "best", "cooldown_counter"),
    "ModelCheckpoint": ("best", "_batches_seen_since_last_saving", "_last_batch_seen"),
    "TensorBoard": ("_global_train_batch", "_global_test_batch"),
    "CSVLogger": ("keys",),
    "History": ("epoch", "history"),
}


STATE: dict[str, Any] = {
    "epoch": int, "step": int, "seconds": int | float, "stopped": bool, "logs": dict | None, "events": dict,
    "model": dict, "random": dict, "callbacks": list,
}  # fmt: skip
"""What a checkpoint of a training holds."""


def save(path: Path, state: Mapping[str, Any]) -> None:
    """Write a state that `is_plain` in one step.

    Raises:
        UserError: the folder cannot be written or the disk is full.
    """
    text, arrays = packed(state)
    with replacing(path) as file:
        # No array is called `allow_pickle`, as NumPy's stub fears.
        np.savez(file, state=np.frombuffer(text.encode(), np.uint8), **arrays)  # pyright: ignore[reportArgumentType]


def read(path: Path) -> dict[str, Any] | None:
    """The state in a file; None if there is no file.

    Raises:
        UserError: the file is damaged.
    """
    if not os.path.lexists(path):
        return None
    fix = "delete it, and the run starts anew"
    # `save` does not compress: what a file holds unpacked is no more than its size.
    arrays = read_arrays(path, fix, most=path.stat().st_size)
    try:
        state = unpacked(arrays["state"].tobytes(), arrays)
        if not isinstance(state, dict):
            raise ValueError("no state")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UserError(f"{path} is damaged ({error}); {fix}") from None
    return state


def read_training(path: Path, epochs: int, steps: int) -> dict[str, Any] | None:
    """The state of a training of so many epochs and steps; None if there is no file.

    Raises:
        UserError: the file is damaged, or not of such a training.
    """
    state = read(path)
    if state is None:
        return None
    wrong = [key for key in STATE if not isinstance(state.get(key), STATE[key])]
    if wrong or not (0 <= state["epoch"] <= epochs and 0 <= state["step"] < max(steps, 1) and state["seconds"] >= 0):
        what = ", ".join(wrong) or "epoch and step"
        raise UserError(f"{path} is damaged ({what} cannot be this training's); delete it, and the run starts anew")
    if not all(isinstance(size, int) and size >= 0 for size in state["events"].values()):
        raise UserError(f"{path} is damaged (sizes of event files); delete it, and the run starts anew")
    return state


def model_state(model: keras.Model) -> dict[str, Any]:
    """Every variable of a compiled model that has been built for training: weights, seeds, optimizer, metrics."""
    return {
        group: {"paths": [path_of(one) for one in variables], "values": [one.numpy() for one in variables]}
        for group, variables in _variables(model).items()
    }


def restore_model(model: keras.Model, state: Mapping[str, Any]) -> None:
    """Give the variables of a model, built in the same way, their values back.

    Raises:
        UserError: the model has other variables than the checkpoint.
    """
    for group, variables in _variables(model).items():
        saved = state.get(group)
        shapes = [(path_of(one), tuple(one.shape)) for one in variables]
        parts = saved if isinstance(saved, dict) else {}
        paths, values = (part if isinstance(part, list) else [] for part in (parts.get("paths"), parts.get("values")))
        if len(paths) != len(values) or shapes != list(zip(paths, map(np.shape, values), strict=True)):
            raise UserError(f"the checkpoint's {group} are not this model's; train without --resume")
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def _variables(model: keras.Model) -> dict[str, list[Any]]:
    groups = {group: list(getattr(model, group)) for group in GROUPS}
    groups["optimizer_variables"] = list(model.optimizer.variables)
    further = further_variables(model)
    return {**groups, **({"further_variables": further} if further else {})}


def further_variables(model: keras.Model) -> list[Any]:
    """What layers hold and Keras does not count as the model's: variables of TensorFlow, of optimizers and metrics."""
    counted = [*model.optimizer.variables, *(variable for group in GROUPS for variable in getattr(model, group))]
    known = {id(variable) for variable in counted}
    found = [one for layer in model._flatten_layers() for one in _held(vars(layer)) if id(one) not in known]
    return list({id(one): one for one in found}.values())


def path_of(variable: Any) -> str:
    """The name of a variable of Keras, or of TensorFlow."""
    return variable.name if isinstance(variable, tf.Variable) else variable.path


def _held(value: Any) -> Iterator[Any]:
    """What Keras does not count as a model's: plain TensorFlow variables, and further optimizers and metrics."""
    if isinstance(value, tf.Variable):
        yield value
    elif isinstance(value, tf.random.Generator):
        yield value.state
    elif isinstance(value, keras.Optimizer | keras.Metric):
        yield from value.variables
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _held(item)


def callback_state(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """What a callback remembers: its `get_state()`; else what Keras' own are known for, and its plain attributes."""
    if hasattr(callback, "get_state"):
        state = callback.get_state()
        if not isinstance(state, Mapping) or not is_plain(state):
            raise UserError(
                f"{type(callback).__name__}.get_state() gives something that no checkpoint can hold; "
                "give a dictionary of numbers, texts, lists and arrays"
            )
        return dict(state)
    return {name: value for name, value in vars(callback).items() if is_plain(value) and _may_remember(callback, name)}


def forgotten(callback: keras.callbacks.Callback) -> list[str]:
    """The attributes that a callback may have changed and that no checkpoint can keep: open files, models, objects."""
    if hasattr(callback, "get_state") or type(callback).__module__.startswith("training."):
        return []
    own = {name: value for name, value in vars(callback).items() if name not in _set_by_keras(type(callback))}
    return [name for name, value in own.items() if not is_plain(value) and not _is_constant(value)]


def _is_constant(value: Any) -> bool:
    """Whether an object is what its name says from beginning to end: code, a path, a dataset."""
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType | types.ModuleType | type):
        return True
    frozen = dataclasses.is_dataclass(value) and type(value).__dataclass_params__.frozen  # pyright: ignore
    return frozen or isinstance(value, functools.partial | PurePath)


@functools.cache
def _set_by_keras(kind: type) -> frozenset[str]:
    """The attributes that Keras' own code gives a callback of some class."""
    functions = [
        function
        for part in kind.__mro__
        if part.__module__.startswith("keras.")
        for function in vars(part).values()
        if isinstance(function, types.FunctionType)
    ]
    steps = (step for function in functions for step in dis.get_instructions(function))
    return frozenset(step.argval for step in steps if step.opname == "STORE_ATTR")


def _remembered(kind: type) -> tuple[str, ...] | None:
    """The names for one of Keras' own callbacks, or one derived from it; None for others."""
    for one in kind.__mro__:
        if one.__name__ in REMEMBERED and one.__module__.startswith("keras."):
            return REMEMBERED[one.__name__]
    return None


def restore_callback(callback: keras.callbacks.Callback, state: Mapping[str, Any]) -> None:
    """Give a callback back what it remembered.

    Raises:
        UserError: the state holds something that `callback_state` never takes from such a callback.
    """
    if not isinstance(state, Mapping):
        raise _not_its_own(callback, "a state")
    if hasattr(callback, "set_state"):
        try:
            callback.set_state(state)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _not_its_own(callback, f"a state ({type(error).__name__}: {error})") from error
        return
    for name in state:
        if not _may_remember(callback, name):
            raise _not_its_own(callback, repr(name))
    for name, value in state.items():
        setattr(callback, name, value)


def _may_remember(callback: keras.callbacks.Callback, name: str) -> bool:
    """Whether a training may have written this attribute: no method, no object, no setting of Keras' own callbacks."""
    kind = type(callback)
    known = _remembered(kind)
    if known is not None and (name in known or name in _set_by_keras(kind)):
        return name in known
    if not name.isidentifier() or name.startswith("__") or name in ("params", "_model", "model"):
        return False
    if kind.__module__.startswith("keras.") and name in inspect.signature(kind.__init__).parameters:
        return is_plain(vars(callback).get(name)) and not isinstance(vars(callback).get(name), str)  # no file's name
    return is_plain(getattr(kind, name, None)) and is_plain(vars(callback).get(name))


def _not_its_own(callback: keras.callbacks.Callback, what: str) -> UserError:
    name = type(callback).__name__
    return UserError(f"the checkpoint holds {what} that callback {name} never wrote; train without --resume")


def random_state() -> dict[str, Any]:
    """The state of the global random numbers of Python, NumPy and Keras, which callbacks and layers may use."""
    name, keys, position, has_gauss, gauss = np.random.get_state()
    version, numbers, next_gauss = random.getstate()
    generator = _keras_state().get_global_attribute(GENERATOR)
    return {
        "python": [version, list(numbers), next_gauss],
        "numpy": [name, keys, position, has_gauss, gauss],
        "keras": None if generator is None else generator.state.numpy(),
    }


def _keras_state() -> Any:
    """Keras 3.15 has no public way to the generator of what is drawn without a seed; it makes one when one draws."""
    return keras.src.backend.common.global_state


def restore_random(state: Mapping[str, Any]) -> None:
    """Set the global random numbers back.

    Raises:
        UserError: the state is none.
    """
    try:
        version, numbers, next_gauss = state["python"]
        if (of_keras := state.get("keras")) is None:
            _keras_state().set_global_attribute(GENERATOR, None)
        else:  # if there is none yet, one is made, which draws from Python's numbers
            keras.src.random.seed_generator.global_seed_generator().state.assign(of_keras)
        random.setstate((version, tuple(numbers), next_gauss))
        np.random.set_state(tuple(state["numpy"]))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise UserError(f"the checkpoint's random numbers are damaged ({error}); train without --resume") from None
