"""What a network is, in eight digits: an edited recipe, layer or class makes another run."""

from __future__ import annotations

import functools
import hashlib
import json
import types
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from runtime.backend import keras
from training.building import has_graph
from training.code_identity import digits, from_library
from training.settings import plain


def architecture(model: keras.Model) -> str:
    """Eight digits that change when a layer of a built model, its class, or a function that it was given does."""
    text = json.dumps(_config(model), sort_keys=True, default=str)
    return hashlib.sha256(f"{text}{own_code(model)}".encode()).hexdigest()[:8]


def _config(model: keras.Model) -> Any:
    if has_graph(model) and from_library(type(model)):
        with suppress(Exception):  # a layer of one's own may have none, or fail in its own way
            return _readable(model.get_config())
    operations = [type(operation).__name__ for operation in getattr(model, "operations", ())]
    return [operations, *map(_part, model._flatten_layers())]


def own_code(model: keras.Model) -> str:
    """The digits of all code in a built model that is no library's; empty if there is none."""
    # Keras has no public way to layers inside of layers.
    return "".join(part for layer in model._flatten_layers() for part in _own(layer))


def _own(layer: keras.layers.Layer) -> Iterator[str]:
    if not from_library(type(layer)):
        yield digits(type(layer))
    for name, value in sorted(vars(layer).items()):
        # Keras wraps a layer's own methods: those are its class's code already.
        is_function = isinstance(value, types.FunctionType | functools.partial) and not hasattr(value, "__wrapped__")
        is_part = isinstance(value, keras.initializers.Initializer | keras.constraints.Constraint | keras.Regularizer)
        if (is_function or is_part) and not from_library(value):
            yield f"{name} {digits(value)}"


def _part(layer: keras.layers.Layer) -> list[Any]:
    """A layer by what it holds in plain values and the shapes of its weights: one's own class may have no more."""
    known = _readable(layer.get_config()) if from_library(type(layer)) else _plain_attributes(layer)
    return [type(layer).__name__, known, [[weights.path, list(weights.shape)] for weights in layer.weights]]


def _plain_attributes(layer: keras.layers.Layer) -> dict[str, Any]:
    values = {name: value for name, value in vars(layer).items() if not name.startswith("_")}
    return {name: plain(value) for name, value in values.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return value is None or isinstance(value, bool | int | float | str)


def _readable(config: Any) -> Any:
    """A configuration without the bytes of lambdas, in which the path of their file stands; `own_code` knows them."""
    if isinstance(config, dict):
        if config.get("class_name") == "__lambda__":
            return "__lambda__"
        return {key: _readable(value) for key, value in config.items()}
    return [_readable(value) for value in config] if isinstance(config, list | tuple) else config
