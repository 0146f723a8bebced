"""Depth: layers with a kernel on the longest path. The published networks are in test_classics.py."""

import keras
import pytest

import models
from runtime.errors import UserError

L = keras.layers


@pytest.mark.parametrize(
    ("shape", "layers", "depth"),
    [
        ((5,), [L.Dense(3), L.Activation("relu"), L.Dense(2)], 2),
        ((5,), [L.Activation("relu")], 0),
        ((8, 8, 1), [L.Conv2D(2, 3), L.BatchNormalization(), L.MaxPooling2D(), L.Flatten(), L.Dense(2)], 2),
        ((8, 8, 2), [L.SeparableConv2D(3, 3), L.DepthwiseConv2D(3)], 2),
        ((8, 8, 1), [keras.Sequential([keras.Input((8, 8, 1)), L.Conv2D(2, 3), L.Conv2D(2, 3)]), L.Flatten()], 2),
    ],
)
def test_layers_in_a_row(shape, layers, depth):
    assert models.depth(keras.Sequential([keras.Input(shape), *layers])) == depth


def test_the_longest_of_several_paths_counts():
    x = keras.Input((4, 4, 2))
    short, long = L.Conv2D(2, 1)(x), L.Conv2D(2, 3, padding="same")(L.Conv2D(2, 1)(x))
    joined = L.Add()([short, long])
    assert models.depth(keras.Model(x, L.Conv2D(1, 1)(L.Add()([joined, x])))) == 3
    assert models.depth(keras.Model(x, [short, long])) == 2


def test_a_layer_that_is_called_twice_on_the_path_counts_twice():
    x, dense = keras.Input((3,)), L.Dense(3)
    assert models.depth(keras.Model(x, dense(dense(x)))) == 2


def test_a_model_without_a_graph_is_refused():
    with pytest.raises(UserError, match=r"the calls of model .* are not known"):
        models.depth(keras.Sequential([L.Dense(2)]))
