"""What gradients written by hand are checked with: first weights, examples, TensorFlow's tape, finite differences.

A network is a list of layers, each its weights (inputs, units) and biases (units,); a gradient has the same shapes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras, make_deterministic, tf
from training.settings import Recipe

Layer = tuple[np.ndarray, np.ndarray]


def flat(layers: list[Layer]) -> np.ndarray:
    """Every weight and bias, or every derivative, in one row."""
    return np.concatenate([part.ravel() for layer in layers for part in layer])


def unflat(values: np.ndarray, like: list[Layer]) -> list[Layer]:
    """A row of numbers in the shapes of `like`."""
    parts = iter(np.split(values, np.cumsum([part.size for layer in like for part in layer])[:-1]))
    return [(next(parts).reshape(w.shape), next(parts).reshape(b.shape)) for w, b in like]


def layers_of(model: keras.Model) -> list[Layer]:
    """The weights and biases of a network of dense layers, in float64."""
    return _paired(model.get_weights())


def _paired(values: list[np.ndarray]) -> list[Layer]:
    values = [np.asarray(each, np.float64) for each in values]
    return list(zip(values[::2], values[1::2], strict=True))


def examples(data: Dataset, rows: np.ndarray | slice) -> tuple[np.ndarray, np.ndarray]:
    """Training examples (m, features) in float64, and targets (m, K): one column a class, or one of 0 and 1."""
    x, y = data.train.x[rows], data.train.y[rows]
    targets = np.eye(data.outputs)[y] if data.task == "multiclass" else y.reshape(len(y), -1)
    return x.reshape(len(x), -1).astype(np.float64), targets.astype(np.float64)


def first_model(recipe: Recipe, data: Dataset, seed: int, deterministic: bool = True) -> keras.Model:
    """The network as a training with that seed begins."""
    keras.utils.clear_session()
    make_deterministic(seed, deterministic)
    return recipe(data.input_shape, data.outputs, data.task)


def tape_gradients(model: keras.Model, output: str, x: np.ndarray, y: np.ndarray) -> list[Layer]:
    """The gradient of Keras' loss by `tf.GradientTape`, in float32 as Keras trains.

    Args:
        output: the output activation: `"sigmoid"` for targets (m, 1) of 0 and 1, or `"softmax"` for one column a class.
    """
    loss = keras.losses.BinaryCrossentropy() if output == "sigmoid" else keras.losses.CategoricalCrossentropy()
    with tf.GradientTape() as tape:
        value = loss(y.astype(np.float32), model(x.astype(np.float32)))
    return _paired(tape.gradient(value, model.trainable_variables))


def finite_differences(
    cost: Callable[[list[Layer]], float], layers: list[Layer], chosen: np.ndarray, width: float = 1e-5
) -> np.ndarray:
    """(cost(w + width) - cost(w - width)) / (2 width), for the chosen numbers of `flat(layers)`."""
    at = flat(layers)
    found = np.empty(len(chosen))
    for place, index in enumerate(chosen):
        above, below = at.copy(), at.copy()
        above[index] += width
        below[index] -= width
        found[place] = (cost(unflat(above, layers)) - cost(unflat(below, layers))) / (2 * width)
    return found
