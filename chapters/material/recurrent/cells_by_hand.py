"""One step of a SimpleRNN, an LSTM and a GRU in NumPy, as Keras computes them, and how far they are from Keras' layers.

x_t is the input of a step, h_t the state after it; W, U are matrices of weights, b, d vectors of biases. A product with
a matrix is written without a sign; * multiplies element by element. Géron 2019, chapter 15, "LSTM cells", "GRU cells".

    SimpleRNN
        h_t = tanh(x_t W + h_(t-1) U + b)

    LSTM: three gates and a second state, the cell state c_t (셀 상태)
        i = sigmoid(x_t W_i + h_(t-1) U_i + b_i)               input gate (입력 게이트)
        f = sigmoid(x_t W_f + h_(t-1) U_f + b_f)               forget gate (망각 게이트)
        o = sigmoid(x_t W_o + h_(t-1) U_o + b_o)               output gate (출력 게이트)
        g =    tanh(x_t W_g + h_(t-1) U_g + b_g)               what may be added to the cell state
        c_t = f * c_(t-1) + i * g
        h_t = o * tanh(c_t)

    GRU: two gates and one state
        z = sigmoid(x_t W_z + b_z + h_(t-1) U_z + d_z)         update gate (업데이트 게이트)
        r = sigmoid(x_t W_r + b_r + h_(t-1) U_r + d_r)         reset gate (리셋 게이트)
        g =    tanh(x_t W_g + b_g + r * (h_(t-1) U_g + d_g))   the new state that is proposed
        h_t = z * h_(t-1) + (1 - z) * g

This is Keras' GRU with `reset_after=True`, its default: the reset gate multiplies after the product with U_g, and the
state has biases d of its own. In the book's equation the gate comes first, (r * h_(t-1)) U_g, and there is no d; that
is `reset_after=False`. Keras keeps the parts side by side in one matrix: i, f, g, o of an LSTM, and z, r, g of a GRU.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from comparison.losses import sigmoid
from runtime.backend import keras


def simple_rnn_step(x: np.ndarray, h: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The state after one step.

    Args:
        x: the input of the step, (examples, features).
        h: the state before it, (examples, units).
        w: (features, units).
        u: (units, units).
        b: (units,).
    """
    return np.tanh(x @ w + h @ u + b)


def lstm_step(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The state h and the cell state c after one step.

    Args:
        x: the input of the step, (examples, features).
        h, c: both states before it, (examples, units).
        w: (features, 4 units), the parts of i, f, g and o side by side, as in u and b.
        u: (units, 4 units).
        b: (4 units,).
    """
    i, f, g, o = np.split(x @ w + h @ u + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def gru_step(x: np.ndarray, h: np.ndarray, w: np.ndarray, u: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """The state after one step, with `reset_after=True`.

    Args:
        x: the input of the step, (examples, features).
        h: the state before it, (examples, units).
        w: (features, 3 units), the parts of z, r and g side by side, as in u and the biases.
        u: (units, 3 units).
        biases: (2, 3 units): b, added to the product with x, and d, added to the product with h.
    """
    b, d = biases
    z_of_x, r_of_x, g_of_x = np.split(x @ w + b, 3, axis=1)
    z_of_h, r_of_h, g_of_h = np.split(h @ u + d, 3, axis=1)
    z, r = sigmoid(z_of_x + z_of_h), sigmoid(r_of_x + r_of_h)
    return z * h + (1 - z) * np.tanh(g_of_x + r * g_of_h)


def states_by_hand(cell: str, x: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The state h after every step, (examples, steps, units); all states are 0 before the first.

    Args:
        cell: `"SimpleRNN"`, `"LSTM"` or `"GRU"`.
        x: series, (examples, steps, features).
        w, u, b: the weights as Keras' layer of that name gives them.
    """
    h = c = np.zeros((len(x), len(u)))
    states = []
    for step in np.moveaxis(x, 1, 0):
        if cell == "LSTM":
            h, c = lstm_step(step, h, c, w, u, b)
        else:
            h = {"SimpleRNN": simple_rnn_step, "GRU": gru_step}[cell](step, h, w, u, b)
        states.append(h)
    return np.stack(states, axis=1)


def differences_to_keras(x: np.ndarray, *, units: int = 20, seed: int = 0) -> dict[str, float]:
    """For each cell the largest difference between Keras' states and those by hand, over all series and steps.

    The weights are random, the biases too: Keras' own start at 0 (but for the forget gate's 1), and a bias of 0 could
    stand anywhere. Keras computes in float32, NumPy here in float64.

    Args:
        x: series, (examples, steps, features).
        units: of each layer.
        seed: of the weights.
    """
    random, x = np.random.default_rng(seed), np.asarray(x, np.float32)
    layers: dict[str, Callable[..., keras.Layer]] = {
        "SimpleRNN": keras.layers.SimpleRNN, "LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU,
    }  # fmt: skip
    differences = {}
    for cell, make in layers.items():
        layer = make(units, return_sequences=True)
        layer.build(x.shape)
        # Numbers of size 1 / sqrt(units): larger ones make a SimpleRNN chaotic, and a rounding grows from step to step.
        weights = [random.normal(scale=units**-0.5, size=each.shape).astype(np.float32) for each in layer.weights]
        layer.set_weights(weights)
        by_hand = states_by_hand(cell, x.astype(np.float64), *(each.astype(np.float64) for each in weights))
        differences[cell] = float(np.abs(np.asarray(layer(x)) - by_hand).max())
    return differences


def print_cells(x: np.ndarray) -> None:
    """Print by how much Keras' recurrent layers differ from the equations written in NumPy."""
    print(f"Keras' layers and their equations in NumPy: {len(x)} series, {x.shape[1]} steps, random weights")
    for cell, difference in differences_to_keras(x).items():
        print(f"  {cell:10} the states after every step differ by {difference:.0e} at most")
    print("Keras computes with 32 bits (float32), NumPy here with 64: that is rounding.\n")
