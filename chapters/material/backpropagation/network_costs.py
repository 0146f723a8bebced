"""The cost on the slide "Neural Networks에서는", symbol by symbol, beside Keras' losses.

J = -1/m [ sum_i sum_k  y_k log h_k + (1 - y_k) log(1 - h_k) ]
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from chapters.material.backpropagation.layers import Layer
from runtime.backend import keras

Cost = Callable[[np.ndarray, np.ndarray, str], float]
Forward = Callable[[list[Layer], np.ndarray], list[np.ndarray]]


def symbols(
    cost: Cost, by_sigmoid: np.ndarray, by_softmax: np.ndarray, y: np.ndarray
) -> list[tuple[str, float, float]]:
    """What the slide's formula gives, and the Keras expression that gives the same: (expression, slide, Keras).

    Args:
        cost: (h, y, output activation) -> the formula, evaluated by hand.
        by_sigmoid: outputs h (m, K) of a network whose output activation is a sigmoid.
        by_softmax: outputs h (m, K) with softmax.
        y: targets (m, K): for one output 0 or 1, for several a single 1 a row.
    """
    binary = keras.losses.BinaryCrossentropy()
    j, k = cost(by_sigmoid, y, "sigmoid"), y.shape[1]
    of_units = [float(binary(y[:, [unit]], by_sigmoid[:, [unit]])) for unit in range(k)]
    whole = float(keras.losses.BinaryCrossentropy(reduction="sum")(y, by_sigmoid))
    rows = [
        ("J = K x BinaryCrossentropy", j, k * float(binary(y, by_sigmoid))),
        ("BinaryCrossentropy of each output, added up", j, sum(of_units)),
        ('K / m x BinaryCrossentropy(reduction="sum")', j, k * whole / len(y)),
    ]
    if k > 1:
        first, both = cost(by_softmax, y, "softmax"), cost(by_softmax, y, "sigmoid")
        numbers = keras.losses.SparseCategoricalCrossentropy()(y.argmax(axis=1), by_softmax)
        rows += [
            ("softmax, first term: CategoricalCrossentropy", first, _categorical(y, by_softmax)),
            ("y as numbers: SparseCategoricalCrossentropy", first, float(numbers)),
            ("softmax, both terms: K x BinaryCrossentropy", both, k * float(binary(y, by_softmax))),
        ]
    return rows


def _categorical(y: np.ndarray, h: np.ndarray) -> float:
    return float(keras.losses.CategoricalCrossentropy()(y, h))


def print_symbols(layers: list[Layer], x: np.ndarray, y: np.ndarray, forward: Forward, cost: Cost) -> None:
    """Print the formula of the slide beside Keras' losses for one network, and what K is.

    Args:
        layers: of the network; its last activation is replaced by a sigmoid and by softmax.
        x: inputs (m, features).
        y: targets (m, K).
        forward: gives the outputs of every layer.
        cost: as of `symbols`.
    """
    last = layers[-1]
    by_sigmoid, by_softmax = (
        forward([*layers[:-1], Layer(last.weights, last.bias, activation)], x)[-1]
        for activation in ("sigmoid", "softmax")
    )
    print(f"\nThe cost of the slide, for the first weights and {len(x)} training examples")
    print(f"{'':<46} {'slide':>9} {'Keras':>9} {'difference':>12}")
    for expression, slide, theirs in symbols(cost, by_sigmoid, by_softmax, y):
        print(f"{expression:<46} {slide:9.5f} {theirs:9.5f} {abs(slide - theirs):12.0e}")
    print(f"K, the number of terms of the sum over k, is {y.shape[1]}: the number of outputs.")
    print(f"The network has {len(layers)} layers.")
