"""The steps of the three cells in NumPy: against Keras' layers, and against numbers worked out by hand."""

from math import exp, tanh

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapters.material.recurrent.cells_by_hand import (
    differences_to_keras,
    gru_step,
    lstm_step,
    print_cells,
    simple_rnn_step,
    states_by_hand,
)
from runtime.backend import keras

ROUNDING = 1e-5
"""Float32 rounds to 6e-8 of a number. A state is a sum of some tens of products and passes through up to 12 steps, each
of which lets a rounding grow a little; a wrong equation differs by 0.01 and more."""


def sigmoid(number):
    return 1 / (1 + exp(-number))


def row(*numbers):
    return np.array([numbers], np.float64)


@settings(max_examples=12, deadline=None)
@given(
    examples=st.integers(1, 5),
    steps=st.integers(1, 12),
    features=st.integers(1, 4),
    units=st.integers(1, 24),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_cell_is_keras(examples, steps, features, units, seed):
    x = np.random.default_rng([seed, 1]).normal(size=(examples, steps, features))
    found = differences_to_keras(x, units=units, seed=seed)
    assert set(found) == {"SimpleRNN", "LSTM", "GRU"}
    assert max(found.values()) < ROUNDING, found


def test_a_simple_step_of_one_unit():
    assert simple_rnn_step(row(2.0), row(0.5), row(0.3), row(-0.4), np.array([0.1])) == pytest.approx(tanh(0.5))


def test_an_lstm_step_of_one_unit():
    """Gates i, f, g, o in this order: x = 1, h = 1, c = 2."""
    w, u, b = row(0.1, 0.2, 0.3, 0.4), row(0.5, 0.6, 0.7, 0.8), np.array([0.0, 1.0, -2.0, -1.0])
    h, c = lstm_step(row(1.0), row(1.0), row(2.0), w, u, b)
    expected = sigmoid(1.8) * 2 + sigmoid(0.6) * tanh(-1.0)
    assert c == pytest.approx(expected)
    assert h == pytest.approx(sigmoid(0.2) * tanh(expected))


def test_a_gru_step_of_one_unit():
    """Gates z, r, g in this order: x = 1, h = 2; the reset gate multiplies the bias of the state too."""
    w, u, biases = row(0.1, 0.2, 0.3), row(0.5, 0.6, 0.7), np.array([[0.0, 1.0, -1.0], [0.2, -3.0, 0.4]])
    z, r = sigmoid(0.1 + 1.0 + 0.2), sigmoid(1.2 + 1.2 - 3.0)
    g = tanh(0.3 - 1.0 + r * (1.4 + 0.4))
    assert gru_step(row(1.0), row(2.0), w, u, biases) == pytest.approx(z * 2 + (1 - z) * g)


def test_gates_at_their_ends():
    """What the names say: a forget gate of 1 keeps the cell state, an update gate of 1 keeps the state."""
    big, zero = 1e3, np.zeros((1, 4))
    h, c = lstm_step(row(5.0), row(0.3), row(0.7), zero, zero, np.array([-big, big, 1.0, big]))
    assert (c.item(), h.item()) == pytest.approx((0.7, tanh(0.7)))
    h, c = lstm_step(row(5.0), row(0.3), row(0.7), zero, zero, np.array([big, -big, 1.0, -big]))
    assert (c.item(), h.item()) == pytest.approx((tanh(1), 0.0))
    zero, no_bias = zero[:, :3], np.zeros(3)
    kept = gru_step(row(5.0), row(0.3), zero, zero, np.array([[big, 0, 0.9], no_bias]))
    assert kept.item() == pytest.approx(0.3)
    reset = np.array([[-big, -big, 0.9], [0, 0, 0.4]])  # closed: of the past nothing is left, not even its bias
    assert gru_step(row(5.0), row(0.3), zero, zero, reset).item() == pytest.approx(tanh(0.9))


def test_a_gru_that_resets_before_the_product_is_another():
    """The book's equation; with Keras' `reset_after=False` there is one row of biases, and another state."""
    random = np.random.default_rng(0)
    x = random.normal(size=(3, 6, 2)).astype(np.float32)
    layer = keras.layers.GRU(4, return_sequences=True, reset_after=False)
    layer.build(x.shape)
    w, u, b = (random.normal(size=each.shape).astype(np.float32) for each in layer.weights)
    layer.set_weights([w, u, b])
    assert b.shape == (12,)
    after = states_by_hand("GRU", x, w, u, np.stack([b, np.zeros(12)]))
    assert np.abs(np.asarray(layer(x)) - after).max() > 0.01


def test_what_is_printed(capsys):
    print_cells(np.random.default_rng(0).normal(size=(3, 5, 1)))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [float(line.split(" by ")[1].split()[0]) < ROUNDING for line in lines[1:4]] == [True] * 3
