"""The cost on the slide "Neural Networks에서는", symbol by symbol, beside Keras' losses.

J = -1/m [ sum_i sum_k  y_k log h_k + (1 - y_k) log(1 - h_k) ]
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from runtime.backend import keras

Cost = Callable[[np.ndarray, np.ndarray, str], float]


def symbols(
    cost: Cost, by_sigmoid: np.ndarray, by_softmax: np.ndarray, y: np.ndarray
) -> list[tuple[str, float, float]]:
    """What the slide's formula gives, and the Keras expression that gives the same: (expression, slide, Keras).

    Args:
        cost: (h, y, output activation) -> the formula, evaluated by hand.
        by_sigmoid, by_softmax: outputs h (m, K) of a network with each output activation.
        y: targets (m, K): for one output 0 or 1, for several a single 1 a row.
    """
    binary = keras.losses.BinaryCrossentropy()
    j, k = cost(by_sigmoid, y, "sigmoid"), y.shape[1]
    each = [float(keras.losses.BinaryCrossentropy()(y[:, [unit]], by_sigmoid[:, [unit]])) for unit in range(k)]
    whole = float(keras.losses.BinaryCrossentropy(reduction="sum")(y, by_sigmoid))
    rows = [
        ("J = K x BinaryCrossentropy", j, k * float(binary(y, by_sigmoid))),
        ("sum over k: BinaryCrossentropy of each output, added", j, sum(each)),
        ('1/m: K / m x BinaryCrossentropy(reduction="sum")', j, k * whole / len(y)),
    ]
    if k > 1:
        first = cost(by_softmax, y, "softmax")
        numbers = y.argmax(axis=1)
        rows += [
            ("softmax, first term only: CategoricalCrossentropy", first, _of("CategoricalCrossentropy", y, by_softmax)),
            (
                "y as numbers: SparseCategoricalCrossentropy",
                first,
                _of("SparseCategoricalCrossentropy", numbers, by_softmax),
            ),
            (
                "softmax with both terms: K x BinaryCrossentropy",
                cost(by_softmax, y, "sigmoid"),
                k * float(binary(y, by_softmax)),
            ),
        ]
    return rows


def _of(name: str, y: np.ndarray, h: np.ndarray) -> float:
    return float(getattr(keras.losses, name)()(y, h))


def print_symbols(rows: list[tuple[str, float, float]], outputs: int, layers: int) -> None:
    """The table, and what K is."""
    print(
        f"\n{'the cost of the slide (32 training examples, first weights)':<60} {'slide':>9} {'Keras':>9} {'apart':>8}"
    )
    for expression, slide, theirs in rows:
        print(f"{expression:<60} {slide:9.5f} {theirs:9.5f} {abs(slide - theirs):8.0e}")
    print(f"K, the number of terms of the sum over k, is {outputs}: the outputs; the network has {layers} layers.")
