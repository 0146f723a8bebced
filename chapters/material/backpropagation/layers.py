"""A network of dense layers as NumPy arrays, and examples and gradients in the shapes that go with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras, make_deterministic
from training.settings import Recipe


class Layer(NamedTuple):
    """One dense layer: weights (inputs, units), biases (units,), and the name of its activation.

    A gradient has a pair of arrays for each layer, in the shapes of its weights and biases.
    """

    weights: np.ndarray
    bias: np.ndarray
    activation: str


def layers_of(model: keras.Model) -> list[Layer]:
    """The dense layers of a Keras model, in float64."""
    layers = []
    for layer in model.layers:
        if layer.get_weights():
            weights, bias = (numbers.astype(np.float64) for numbers in layer.get_weights())
            layers.append(Layer(weights, bias, layer.activation.__name__))
    return layers


def flat(parts: Iterable[tuple]) -> np.ndarray:
    """Every weight and bias of a list of layers, or every derivative of a gradient, in one row."""
    return np.concatenate([numbers.ravel() for part in parts for numbers in part[:2]])


def unflat(values: np.ndarray, like: list[Layer]) -> list[Layer]:
    """A row of numbers as layers in the shapes of `like`."""
    sizes = [numbers.size for layer in like for numbers in layer[:2]]
    parts = iter(np.split(values, np.cumsum(sizes)[:-1]))
    return [
        Layer(next(parts).reshape(layer.weights.shape), next(parts).reshape(layer.bias.shape), layer.activation)
        for layer in like
    ]


def first_model(recipe: Recipe, data: Dataset, seed: int, deterministic: bool = True) -> keras.Model:
    """The network as a training with that seed begins."""
    keras.utils.clear_session()
    make_deterministic(seed, deterministic)
    return recipe(data.input_shape, data.outputs, data.task)


def examples(data: Dataset, rows: np.ndarray | slice) -> tuple[np.ndarray, np.ndarray]:
    """Training examples (m, features) in float64, and targets (m, K): one column a class, or one of 0 and 1."""
    x, y = data.train.x[rows], data.train.y[rows]
    targets = np.eye(data.outputs)[y] if data.task == "multiclass" else y.reshape(len(y), -1)
    return x.reshape(len(x), -1).astype(np.float64), targets.astype(np.float64)


def relative_difference(layers: list[Layer], one: list[Layer], other: list[Layer]) -> float:
    """How far two steps from the same layers are apart, as a part of the length of the first step."""
    return float(np.linalg.norm(flat(other) - flat(one)) / np.linalg.norm(flat(one) - flat(layers)))
