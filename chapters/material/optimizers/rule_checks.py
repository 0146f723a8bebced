"""What an update rule does: its path from a start, and how far it is from Keras' optimizer of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from runtime.backend import keras

Update = Callable[..., np.ndarray]
Optimizer = Callable[..., Any]  # learning_rate=... -> a Keras optimizer

COMPARED_AT = {"adadelta": 1.0}
"""Learning rates of the comparison with Keras, where it is not 0.01. At 0.01 Adadelta moves by 0.0004 only."""


def path(
    update: Update, gradient: Callable[[np.ndarray], np.ndarray], start: np.ndarray, steps: int, **keywords: float
) -> np.ndarray:
    """The points (steps + 1, ...) that a rule visits from `start`."""
    state: dict[str, Any] = {}
    points = [np.asarray(start, np.float64)]
    for t in range(1, steps + 1):
        points.append(update(points[-1], gradient(points[-1]), state, t, **keywords))
    return np.array(points)


def differences_from_keras(
    updates: Mapping[str, Update], optimizers: Mapping[str, Optimizer], steps: int = 100
) -> dict[str, float]:
    """`largest_difference` of every rule and the optimizer of the same name."""
    return {
        name: largest_difference(update, optimizers[name], COMPARED_AT.get(name, 0.01), steps)
        for name, update in updates.items()
    }


@cache
def largest_difference(update: Update, optimizer: Optimizer, learning_rate: float, steps: int = 100) -> float:
    """The largest difference between a rule and Keras' optimizer over steps with the same random gradients.

    Both start at the same five parameters. The difference is divided by the largest distance that a parameter moves
    from its start: otherwise two rules that hardly move would always agree.
    """
    draw = np.random.default_rng(0)
    start = draw.normal(size=5)
    variable = keras.Variable(start.astype(np.float32))
    keras_optimizer = optimizer(learning_rate=learning_rate)
    w, state = start, {}
    difference, distance = 0.0, 0.0
    for t in range(1, steps + 1):
        g = draw.normal(size=5) + 0.5
        w = update(w, g, state, t, learning_rate=learning_rate)
        keras_optimizer.apply([keras.ops.convert_to_tensor(g.astype(np.float32))], [variable])
        difference = max(difference, float(np.abs(w - keras.ops.convert_to_numpy(variable)).max()))
        distance = max(distance, float(np.abs(w - start).max()))
    return difference / distance
