"""Gradients on the way back, against products of Jacobians and against a network that keeps all."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from chapters.ch07_recurrent_networks import recurrent
from chapters.material.recurrent.gradients import gradient_by_distance, gradients_of
from runtime.backend import keras


def network(cell, units=3):
    keras.utils.set_random_seed(1)
    return recurrent((6, 2), 1, "binary", cell=cell, units=(units,))


def test_the_simple_cell_against_its_jacobians():
    """d h_t / d h_(t-1) is U with its columns times tanh' = 1 - h_t^2."""
    model = network("SimpleRNN")
    w, u, b, v, _ = model.get_weights()
    x = np.random.default_rng(0).normal(size=(1, 6, 2)).astype(np.float32)
    states, state = [], np.zeros(3)
    for step in range(6):
        state = np.tanh(x[0, step] @ w + state @ u + b)
        states.append(state)
    gradient, norms = v[:, 0], []
    for state in states[::-1]:
        norms.append(np.linalg.norm(gradient))
        gradient = u @ ((1 - state**2) * gradient)
    assert gradient_by_distance(model, x) == pytest.approx(np.array(norms) / norms[0], rel=1e-4)


@pytest.mark.parametrize("cell", ["LSTM", "GRU"])
def test_a_gate_that_keeps_everything_passes_the_whole_gradient(cell):
    """With a forget gate of 1 and an input gate of 0 (update gate of 1) the state stays as it is."""
    model, units = network(cell), 3
    *_, bias, v, c = model.get_weights()
    weights = [0 * one for one in model.get_weights()[:2]]
    large = np.full(units, 40.0)
    if cell == "LSTM":
        bias = np.concatenate([-large, large, 0 * large, large])  # input, forget, candidate, output
    else:
        bias = np.stack(
            [np.concatenate([large, 0 * large, 0 * large]), np.zeros(3 * units)]
        )  # update, reset, candidate
    model.set_weights([*weights, bias, v, c])
    x = np.zeros((2, 6, 2), np.float32)
    assert gradient_by_distance(model, x) == pytest.approx(np.ones(6), rel=1e-4)


def test_both_ends_of_a_training_are_measured_to_the_marked_step():
    recipe = partial(recurrent, cell="GRU", units=(3,))
    trained = recipe((9, 2), 1, "binary")
    row = SimpleNamespace(runs=[SimpleNamespace(seed=1, model=trained)])
    (found,) = gradients_of([SimpleNamespace(name="GRU", row=row, trained_to=4)], {"GRU": recipe}, series=5)
    assert len(found.initial) == len(found.trained) == 5
    assert found.initial[0] == found.trained[0] == 1
    assert not np.allclose(found.initial, found.trained)
