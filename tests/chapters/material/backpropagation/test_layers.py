"""Layers in NumPy: the model's parameters in one row and back, and how far two steps are apart."""

import numpy as np

import datasets
from chapters.ch11_backpropagation import network
from chapters.material.backpropagation.layers import (
    Layer,
    examples,
    first_model,
    flat,
    layers_of,
    relative_difference,
    unflat,
)


def test_flat_and_back():
    model = first_model(network, datasets.load("digits").take(60), seed=0)
    layers = layers_of(model)
    again = unflat(flat(layers), layers)
    assert len(flat(layers)) == model.count_params() == 2_778
    assert [layer.activation for layer in again] == ["sigmoid", "sigmoid", "softmax"]
    for one, other in zip(layers, again, strict=True):
        assert one.weights.dtype == np.float64
        assert np.array_equal(one.weights, other.weights)
        assert np.array_equal(one.bias, other.bias)


def test_targets_have_a_column_an_output():
    x, y = examples(datasets.load("digits"), slice(5))
    assert (x.shape, y.shape) == ((5, 64), (5, 10))
    assert y.sum(axis=1).tolist() == [1] * 5
    x, y = examples(datasets.load("moons"), slice(5))
    assert (x.shape, y.shape) == ((5, 2), (5, 1))


def test_a_difference_is_a_part_of_the_first_step():
    start, one, other = ([Layer(np.full((1, 1), value), np.zeros(1), "relu")] for value in (1.0, 3.0, 4.0))
    assert relative_difference(start, one, other) == 0.5
