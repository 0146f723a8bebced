"""The settings of a run: what decides its numbers, in plain JSON, and the folder name made from them."""

from __future__ import annotations

import functools
import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.errors import UserError
from training.code_identity import content, digits, from_library

Recipe = Callable[..., "keras.Model"]
LONGEST_NAME = 60  # Windows allows 260 characters for a whole path


def describe_recipe(recipe: Recipe) -> dict[str, Any]:
    """A recipe's name and hyperparameters: the bound keywords, and the defaults of the others."""
    function, bound, arguments = recipe, {}, ()
    while isinstance(function, functools.partial):
        bound, arguments = {**function.keywords, **bound}, (*function.args, *arguments)
        function = function.func
    defaults = {
        key: parameter.default
        for key, parameter in inspect.signature(function).parameters.items()
        if parameter.default is not inspect.Parameter.empty
    }
    # The bare name: a chapter's own recipe is the same one under `python -m chapters.x` and `python chapters/x.py`.
    name = getattr(function, "__name__", None)
    described = {"name": name or type(function).__name__, "hyperparameters": plain({**defaults, **bound})}
    described |= {} if name else {"code": digits(function)}  # an object that can be called
    return {**described, "arguments": plain(arguments)} if arguments else described


def import_path(recipe: Recipe) -> str:
    """Where a recipe is defined: `module:name`, a script by its file's name, a notebook as `__main__`."""
    function: Any = recipe
    while isinstance(function, functools.partial):
        function = function.func
    if not hasattr(function, "__qualname__"):
        function = type(function)
    module = function.__module__
    if module in ("__main__", "__mp_main__"):  # the second in a process of `fit_all`
        module = main_name(module)
    return f"{module}:{function.__qualname__}"


_main: str | None = None


def main_name(module: str = "__main__") -> str:
    """What the module that was started is called: a script by its file's name, a notebook `__main__`."""
    main = sys.modules[module]
    spec, file = getattr(main, "__spec__", None), getattr(main, "__file__", None)
    return _main or (spec.name if spec else Path(file).stem if file else "__main__")


def call_main(name: str) -> None:
    """Say in a worker of an engine, whose `__main__` is the engine's, what was started where the recipes come from."""
    global _main
    _main = name


def describe_data(data: Dataset) -> dict[str, Any]:
    """What of a dataset decides the numbers; `"content"` are the digits of its arrays, whoever changed them."""
    splits = (data.train, data.validation, data.test)
    return {
        "name": data.name,
        "options": plain(data.options),
        "sha256": data.provenance.sha256,
        "content": content(*(array for part in splits for array in (part.x, part.y))),
        "examples": {"train": len(data.train), "validation": len(data.validation), "test": len(data.test)},
    }


def describe(thing: Any) -> Any:
    """A name, an object or a factory as JSON: `{"name": ..., keyword: ...}`; of a callback what is not the default."""
    if isinstance(thing, functools.partial):
        described = plain(thing.func)
        named = described if isinstance(described, dict) else {"name": described}
        arguments = {"arguments": plain(thing.args)} if thing.args else {}
        return _named(named.pop("name"), {**named, **arguments, **plain(thing.keywords)})
    if isinstance(thing, keras.callbacks.Callback):  # Keras' callbacks have no get_config
        parameters = inspect.signature(type(thing).__init__).parameters
        known = {key: plain(getattr(thing, key)) for key in parameters if key != "self" and hasattr(thing, key)}
        changed = {key: value for key, value in known.items() if value != parameters[key].default}
        own = {} if from_library(type(thing)) else {"code": digits(thing)}
        return _named(type(thing).__name__, {**changed, **own})
    return plain(thing)


def _named(name: Any, described: Mapping[str, Any], usual: Any = None) -> dict[str, Any]:
    """What something is called, and what else is known of it; where that has a name of its own, both are told.

    Args:
        name: of a class or function.
        described: the configuration of an object, or keywords; its name stands for the other where it is the usual.
        usual: the name that an object has unasked.
    """
    own = described.get("name", usual)
    return {"name": name, **described} if own == usual else {"class_name": name, **described}


def _is_unnamed(kind: type, name: Any) -> bool:
    """Whether an object of Keras' has the name that its class gives it: by default, or as `adam_1`."""
    parameter = inspect.signature(kind).parameters.get("name")
    of_class = re.sub(r"_\d+$", "", str(name)).replace("_", "") == kind.__name__.lower()
    return of_class or (parameter is not None and name == parameter.default)


def name_of(thing: Any) -> str:
    """The snake-case name of a Keras loss, metric, optimizer or callback: `"mean_squared_error"`."""
    if isinstance(thing, str):
        return thing
    name = getattr(thing, "__name__", None) or type(thing).__name__
    return "".join(
        f"_{letter.lower()}" if letter.isupper() and i and not name[i - 1].isupper() else letter.lower()
        for i, letter in enumerate(name)
    )


def plain(value: Any) -> Any:
    """The value as JSON knows it: tuples become lists, functions and classes their names and the digits of their code.

    What a library has is known by its name.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, float):
        return float(f"{value:.7g}")  # Keras hands out float32: 0.0010000000474974513
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, functools.partial):
        return describe(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    own = {} if from_library(value) else {"code": digits(value)}
    if hasattr(value, "get_config") and not isinstance(value, type):
        more = getattr(value, "_fn_kwargs", {})  # the configuration of Keras' Huber (3.15) lacks its delta
        config = plain(value.get_config())
        usual = config.get("name") if _is_unnamed(type(value), config.get("name")) else None  # or it has no name
        return _named(type(value).__name__, {**config, **plain(more), **own}, usual)
    if isinstance(value, np.ndarray) and value.size > 1:
        return {"shape": list(value.shape), "content": content(value)}
    if isinstance(value, np.generic | np.ndarray) and value.size == 1:
        return plain(value.item())
    name = getattr(value, "__name__", type(value).__name__)
    return {"name": name, **own} if own else name


def flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings as one level of dotted keys, for the HParams tab and for saying what differs."""
    result: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            result |= flat(value, f"{prefix}{key}.")
        else:
            result[prefix + key] = value
    return result


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What `one` has otherwise than `other`, by dotted key."""
    mine, theirs = flat(one), flat(other)
    return {key: mine.get(key) for key in {**mine, **theirs} if mine.get(key) != theirs.get(key)}


def slug(text: str) -> str:
    """Text as part of a folder name: ASCII letters, digits and `._=+-`.

    Raises:
        UserError: nothing of it is left.
    """
    ascii_only = re.sub(r"[^A-Za-z0-9._=+]+", "-", str(text)).strip("-.")
    if not ascii_only:
        raise UserError(f"run name {text!r} has no ASCII letter or digit; folder names need one")
    return ascii_only[:LONGEST_NAME]


def short(changed: Mapping[str, Any]) -> str:
    """Changed settings as part of a folder name: `learning_rate=0.01-EarlyStopping-patience=3`."""
    return slug("-".join(_with_key(key.rsplit(".", 1)[-1], plain(value)) for key, value in changed.items()))


def _with_key(key: str, value: Any) -> str:
    """`epochs=3`; what has a name of its own, a callback or a loss, needs no key."""
    parts = value if isinstance(value, list) else [value]
    named = bool(parts) and all(isinstance(part, Mapping) and "name" in part for part in parts)
    return key if value is True else _in_words(value) if named else f"{key}={_in_words(value)}"


def _in_words(value: Any) -> str:
    """A value of plain JSON in a folder name; the digits of code and arrays tell a reader nothing and are left out."""
    if isinstance(value, Mapping):
        rest = {key: one for key, one in value.items() if key not in ("name", "code", "content")}
        return "-".join([*([str(value["name"])] if "name" in value else []), *map(_with_key, rest, rest.values())])
    if isinstance(value, list):
        return ("+" if any(isinstance(one, Mapping) for one in value) else "-").join(map(_in_words, value)) or "none"
    return value if isinstance(value, str) else "none" if value is None else json.dumps(value)
