"""Probes: what a test may ask of things that stay in the process of the student's code. None knows a right answer.

What they describe (names of layers, a history) is as the student's code says it: tests give points for numbers.
"""

from __future__ import annotations

import inspect
import random
import sys
from types import ModuleType
from typing import Any

import numpy as np


def functions(module: ModuleType) -> list[str]:
    """The names of the student's functions."""
    return [name for name, thing in vars(module).items() if inspect.isfunction(thing)]


def arguments_after(module: ModuleType, function: str, *arguments: Any) -> list[Any]:
    """What a function of the student's made of the arguments it was given: they should stay as they are."""
    getattr(module, function)(*arguments)
    return list(arguments)


def seed(number: int) -> None:
    """Fix the random numbers of Python, NumPy and Keras, and make TensorFlow deterministic, if it is there."""
    if "keras" in sys.modules:
        from runtime.backend import make_deterministic

        make_deterministic(number, True)
    random.seed(number)
    np.random.seed(number)


def weights(model: Any) -> list[np.ndarray]:
    """The weights of a model or layer, as `get_weights` has them."""
    return list(model.get_weights())


def set_weights(model: Any, values: list[np.ndarray]) -> None:
    """Put weights into a model or layer."""
    model.set_weights(values)


def forward(model: Any, x: np.ndarray, training: bool = False) -> np.ndarray:
    """The output of a model or layer for a batch."""
    return np.asarray(model(x, training=training))


def layers(model: Any) -> list[dict[str, Any]]:
    """Class, name, activation, regulariser and numbers of parameters of each layer."""
    found = []
    for layer in model.layers:
        activation, regularizer = getattr(layer, "activation", None), getattr(layer, "kernel_regularizer", None)
        found.append(
            {
                "kind": type(layer).__name__,
                "name": layer.name,
                "activation": getattr(activation, "__name__", None),
                "regularizer": None if regularizer is None else type(regularizer).__name__,
                "rate": getattr(layer, "rate", None),
                "units": getattr(layer, "units", None),
                "filters": getattr(layer, "filters", None),
                "parameters": int(layer.count_params()),
            }
        )
    return found


def compiled(model: Any) -> dict[str, Any]:
    """Whether a model is compiled, with the names of its optimizer and loss and the learning rate."""
    if not model.compiled:
        return {"compiled": False}
    loss = model.loss
    name = loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", type(loss).__name__))
    optimizer = model.optimizer
    return {
        "compiled": True,
        "optimizer": type(optimizer).__name__,
        "learning_rate": float(optimizer.learning_rate),
        "loss": str(name),
    }


def history(thing: Any) -> dict[str, list[float]]:
    """The values of every epoch, of what `model.fit` returns."""
    return {str(key): [float(value) for value in values] for key, values in thing.history.items()}


def fit(model: Any, x: np.ndarray, y: np.ndarray, epochs: int, batch_size: int) -> dict[str, list[float]]:
    """Train a compiled model without shuffling, and hand out its history."""
    return history(model.fit(x, y, epochs=epochs, batch_size=batch_size, shuffle=False, verbose=0))
