"""Multiply-adds, counted by hand for each kind of layer."""

import keras
import pytest

import models
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
        ((4, 4, 2), [L.Conv2DTranspose(3, 2, strides=2)], 4 * 4 * 2 * 2 * 2 * 3),
        ((6, 2), [L.SimpleRNN(5)], 6 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.LSTM(5)], 6 * 4 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.GRU(5, return_sequences=True)], 6 * 3 * (2 * 5 + 5 * 5)),
        ((6, 2), [L.Bidirectional(L.LSTM(5))], 2 * 6 * 4 * (2 * 5 + 5 * 5)),
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


def test_what_it_does_not_know_it_says():
    attention = keras.Sequential([keras.Input((4, 2)), L.EinsumDense("abc,cd->abd", output_shape=(None, 3))])
    with pytest.raises(UserError, match="EinsumDense"):
        models.multiply_adds(attention)
    with pytest.raises(UserError, match="unknown size"):
        models.multiply_adds(keras.Sequential([keras.Input((None, 2)), L.LSTM(3)]))
