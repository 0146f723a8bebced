"""Checks of a gradient written by hand: TensorFlow's tape, and finite differences of the cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from chapters.material.backpropagation.layers import Layer, examples, flat, layers_of, unflat
from comparison.gradients import finite_differences
from datasets.dataset import Dataset
from runtime.backend import keras, tf

Parameters = list[tuple[np.ndarray, np.ndarray]]
Gradient = Callable[[list[Layer], np.ndarray, np.ndarray], Parameters]
Cost = Callable[[list[Layer], np.ndarray, np.ndarray], float]

EXAMPLES = 32  # of which the gradient is checked


def tape_gradient(model: keras.Model, x: np.ndarray, y: np.ndarray) -> Parameters:
    """The gradient of Keras' loss by `tf.GradientTape`, in float32 as Keras trains.

    Args:
        model: its output is a sigmoid or softmax.
        x: examples, in the shape of the model's inputs.
        y: targets (m, 1) of 0 and 1 for a sigmoid, one column a class for softmax.
    """
    by_softmax = model.layers[-1].activation.__name__ == "softmax"
    loss = keras.losses.CategoricalCrossentropy() if by_softmax else keras.losses.BinaryCrossentropy()
    with tf.GradientTape() as tape:
        value = loss(y.astype(np.float32), model(x.astype(np.float32)))
    found = [np.asarray(part, np.float64) for part in tape.gradient(value, model.trainable_variables)]
    return list(zip(found[::2], found[1::2], strict=True))


def numeric_gradient(
    cost: Callable[[list[Layer]], float], layers: list[Layer], chosen: np.ndarray, width: float = 1e-5
) -> np.ndarray:
    """The finite differences of the cost for some of the parameters.

    Args:
        cost: of layers.
        layers: where the derivatives are computed.
        chosen: the numbers of the parameters in `flat(layers)`.
        width: of the differences.
    """
    at = flat(layers)

    def cost_of_chosen(values: np.ndarray) -> float:
        moved = at.copy()
        moved[chosen] = values
        return cost(unflat(moved, layers))

    return finite_differences(cost_of_chosen, at[chosen], width)


def some_of(values: np.ndarray, most: int) -> np.ndarray:
    """The numbers of at most so many values, drawn without regard to the values."""
    return np.random.default_rng(0).permutation(len(values))[:most]


def print_gradients(
    models: Mapping[str, keras.Model], data: Dataset, gradient: Gradient, cost: Cost, most: int
) -> None:
    """Print how far the tape and finite differences are from the gradient by hand.

    Args:
        models: name -> Keras model of dense layers.
        data: the first 32 training examples count.
        gradient: by hand.
        cost: whose gradient it is.
        most: finite differences of a model.
    """
    x, y = examples(data, slice(EXAMPLES))
    print(f"\nGradient by hand (first weights, {len(x)} examples): difference to two others")
    print(f"{'':<35} {'largest':>9} {'to tape':>9} {'to finite differences':>23}")
    for name, model in models.items():
        layers = layers_of(model)
        hand, tape = flat(gradient(layers, x, y)), flat(tape_gradient(model, data.train.x[:EXAMPLES], y))
        chosen = some_of(hand, most)
        numeric = numeric_gradient(lambda moved: cost(moved, x, y), layers, chosen)
        largest, by_tape, by_width = (np.abs(row).max() for row in (hand, hand - tape, hand[chosen] - numeric))
        said = f"{name} ({len(hand):,} parameters)"
        print(f"{said:<35} {largest:9.1e} {by_tape:9.0e} {by_width:9.0e} (of {len(chosen):,})")
    if any(layer.activation == "relu" for layer in layers):
        print("ReLU has a kink at 0: where z is as near to 0 as the width, a finite difference")
        print("mixes both slopes.")
    print(f"\nThe same for {name}, layer by layer: relative error, that is")
    print("length of the difference / length of the gradient by hand")
    print(f"  {'layer':14} {'length by hand':>15} {'tape':>9} {'finite differences':>19}")
    for number, row in enumerate(layer_errors(model, data, gradient, cost, most), 1):
        label = "output" if number == len(layers) else f"hidden {number}"
        print(f"  {label:14} {row.length:15.1e} {row.tape:9.0e} {row.finite_differences:19.0e}")
    print("A finite difference subtracts two nearly equal costs. Its rounding error is as")
    print("large in every layer, so it counts most where the gradient is short.")


class LayerErrors(NamedTuple):
    """The gradient of one layer: its length by hand, and the relative errors of the two others."""

    length: float
    tape: float
    finite_differences: float


def layer_errors(
    model: keras.Model, data: Dataset, gradient: Gradient, cost: Cost, most: int = 4_000
) -> list[LayerErrors]:
    """Of each layer, the relative error: length of the difference / length of the gradient by hand.

    Args:
        model: of dense layers.
        data: the first 32 training examples count.
        gradient: by hand.
        cost: whose gradient it is.
        most: finite differences; the derivatives that are not drawn do not count for them.
    """
    layers, (x, y) = layers_of(model), examples(data, slice(EXAMPLES))
    hand, tape = flat(gradient(layers, x, y)), flat(tape_gradient(model, data.train.x[:EXAMPLES], y))
    chosen = some_of(hand, most)
    numeric = np.full(len(hand), np.nan)
    numeric[chosen] = numeric_gradient(lambda moved: cost(moved, x, y), layers, chosen)
    ends = np.cumsum([layer.weights.size + layer.bias.size for layer in layers])[:-1]
    found = []
    for by_hand, by_tape, by_width in zip(*(np.split(row, ends) for row in (hand, tape, numeric)), strict=True):
        drawn = np.isfinite(by_width)
        found.append(
            LayerErrors(
                float(np.linalg.norm(by_hand)),
                relative_error(by_tape, by_hand),
                relative_error(by_width[drawn], by_hand[drawn]),
            )
        )
    return found


def relative_error(found: np.ndarray, exact: np.ndarray) -> float:
    """The length of the difference as a part of the length of the exact vector; NaN where that is 0."""
    length = float(np.linalg.norm(exact))
    return float(np.linalg.norm(found - exact)) / length if length else float("nan")


def errors_by_width(
    cost: Callable[[list[Layer]], float], layers: list[Layer], hand: np.ndarray, most: int = 200
) -> dict[float, float]:
    """Width of the finite differences -> their largest difference to the gradient by hand, of so many parameters."""
    chosen = some_of(hand, most)
    return {
        width: float(np.abs(numeric_gradient(cost, layers, chosen, width) - hand[chosen]).max())
        for width in 10.0 ** np.arange(-12, 1)
    }
