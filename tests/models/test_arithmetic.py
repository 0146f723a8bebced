"""Multiply-adds, counted by hand for each kind of layer."""

import keras
import pytest

import models
from models.wired_layers import WeightedSum
from runtime.errors import UserError

L = keras.layers


@pytest.mark.parametrize(
    ("shape", "layers", "by_hand"),
    [
        ((5,), [L.Dense(3)], 5 * 3),
        ((7, 5), [L.Dense(3)], 7 * 5 * 3),  # the same weights at each of seven steps
        ((8, 8, 3), [L.Conv2D(4, 3, padding="same")], 8 * 8 * 3 * 3 * 3 * 4),
        ((8, 8, 3), [L.Conv2D(4, 3)], 6 * 6 * 3 * 3 * 3 * 4),
        ((8, 8, 3), [L.Conv2D(4, 3, strides=2, padding="same")], 4 * 4 * 3 * 3 * 3 * 4),
        ((8, 8, 4), [L.Conv2D(6, 3, groups=2, padding="same")], 8 * 8 * 3 * 3 * 2 * 6),
        ((8, 8, 3), [L.DepthwiseConv2D(3, depth_multiplier=2)], 6 * 6 * 3 * 3 * 3 * 2),
        ((8, 8, 3), [L.SeparableConv2D(4, 3)], 6 * 6 * (3 * 3 * 3 + 3 * 4)),
        ((10, 2), [L.Conv1D(4, 3)], 8 * 3 * 2 * 4),
        ((10, 2), [L.DepthwiseConv1D(3, depth_multiplier=2)], 8 * 3 * 2 * 2),
        ((10, 2), [L.SeparableConv1D(4, 3)], 8 * (3 * 2 + 2 * 4)),
        ((10, 2), [L.SeparableConv1D(4, 3, strides=2, padding="same")], 5 * (3 * 2 + 2 * 4)),
        ((4, 5, 6, 2), [L.Conv3D(3, 2)], 3 * 4 * 5 * 2 * 2 * 2 * 2 * 3),
        ((5, 2), [L.Conv1DTranspose(3, 4, strides=2)], 5 * 4 * 2 * 3),  # the kernel once for each of five inputs
        ((4, 4, 2), [L.Conv2DTranspose(3, 2, strides=2)], 4 * 4 * 2 * 2 * 2 * 3),
        ((2, 4, 5), [L.Conv2DTranspose(3, 2, data_format="channels_first")], 4 * 5 * 2 * 2 * 2 * 3),
        ((2, 4, 5), [L.Conv2D(3, 2, data_format="channels_first")], 3 * 4 * 2 * 2 * 2 * 3),
        ((6, 2), [L.SimpleRNN(5)], 6 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.LSTM(5)], 6 * 4 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.GRU(5, return_sequences=True)], 6 * 3 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.Bidirectional(L.LSTM(5))], 2 * 6 * 4 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.Bidirectional(L.GRU(5))], 2 * 6 * 3 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.Bidirectional(L.GRU(5), backward_layer=L.LSTM(4, go_backwards=True))], 6 * (3 * 35 + 4 * 24)),
        ((6, 2), [L.TimeDistributed(L.Dense(3))], 6 * 2 * 3),
        ((6,), [L.Embedding(10, 4)], 0),
        ((8, 8, 3), [L.MaxPooling2D(), L.BatchNormalization(), L.Dropout(0.5), L.Flatten()], 0),
        ((4, 4, 1), [keras.Sequential([keras.Input((4, 4, 1)), L.Flatten(), L.Dense(2)])], 16 * 2),
    ],
)
def test_by_hand(shape, layers, by_hand):
    assert models.multiply_adds(keras.Sequential([keras.Input(shape), *layers])) == by_hand


def test_the_books_dense_network():
    assert models.multiply_adds(models.dense((28, 28, 1), 10, "multiclass")) == 784 * 300 + 300 * 100 + 100 * 10


def test_a_weighted_sum_weighs_every_value_of_every_input():
    inputs = [keras.Input((4, 5, 6)) for _ in range(3)]
    assert models.multiply_adds(keras.Model(inputs, WeightedSum()(inputs))) == 3 * 4 * 5 * 6


def test_a_layer_that_is_called_twice_counts_twice():
    dense, x = L.Dense(5), keras.Input((5,))
    assert models.multiply_adds(keras.Model(x, dense(dense(x)))) == 2 * 5 * 5
    head = keras.Sequential([keras.Input((5,)), L.Dense(3)])
    other = keras.Input((5,))
    both = keras.Model([x, other], L.Add()([head(x), head(other)]))
    assert models.multiply_adds(both) == 2 * 5 * 3
    assert models.multiply_adds(head) == 5 * 3  # though the other model calls it too


def test_a_layer_on_two_sizes_counts_each():
    convolution = L.Conv2D(4, 3, padding="same")
    large, small = keras.Input((8, 8, 2)), keras.Input((2, 2, 2))
    model = keras.Model([large, small], [convolution(large), convolution(small)])
    assert models.multiply_adds(model) == (8 * 8 + 2 * 2) * 3 * 3 * 2 * 4


def test_operations_that_work_element_by_element_are_free():
    x = keras.Input((6, 2))
    y = keras.ops.exp(keras.ops.take(x, [1, 0, 2], axis=1) - 0.5 * keras.ops.sum(x**2, axis=1, keepdims=True))
    model = keras.Model(x, L.Dense(3)(keras.activations.relu(y[:, :2])))
    assert models.multiply_adds(model) == 2 * 2 * 3


@pytest.mark.parametrize(
    "product",
    [
        lambda x: keras.ops.matmul(x, keras.ops.transpose(x, (0, 2, 1))),
        lambda x: x @ keras.ops.transpose(x, (0, 2, 1)),
        lambda x: keras.ops.einsum("abc,adc->abd", x, x),
        lambda x: keras.ops.dot(x, keras.ops.ones((2, 3))),
        lambda x: keras.ops.tensordot(x, keras.ops.ones((2, 3)), 1),
        lambda x: keras.ops.conv(x, keras.ops.ones((1, 2, 3)), padding="same"),
        lambda x: L.Lambda(lambda y: y @ keras.ops.ones((2, 3)))(x),
        lambda x: L.Dot(axes=2)([x, x]),
        lambda x: L.MultiHeadAttention(1, 2)(x, x),
    ],
)
def test_other_products_are_refused_not_counted_as_none(product):
    x = keras.Input((4, 2))
    with pytest.raises(UserError, match=r"multiply-adds of .* are not known"):
        models.multiply_adds(keras.Model(x, product(x)))


def test_a_model_without_a_graph_of_calls_is_refused():
    class Own(keras.Model):
        def call(self, x):
            return x

    for model in (Own(), keras.Sequential([L.Dense(3)])):
        with pytest.raises(UserError, match=f"calls of model {model.name} are not known; build it"):
            models.multiply_adds(model)


def test_what_it_does_not_know_it_says():
    attention = keras.Sequential([keras.Input((4, 2)), L.EinsumDense("abc,cd->abd", output_shape=(None, 3))])
    with pytest.raises(UserError, match="EinsumDense"):
        models.multiply_adds(attention)
    with pytest.raises(UserError, match="unknown size"):
        models.multiply_adds(keras.Sequential([keras.Input((None, 2)), L.LSTM(3)]))
