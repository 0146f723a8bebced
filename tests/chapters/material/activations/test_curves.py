"""Activation functions and output activations against Keras, derivatives against finite differences."""

import numpy as np
import pytest

from chapters.material.activations.curves import CURVES, OUTPUTS, SLOPES
from runtime.backend import keras

Z = np.linspace(-5, 5, 202)  # without 0, where ReLU has no derivative


@pytest.mark.parametrize("name", CURVES)
def test_curves_are_keras(name):
    curve, slope = CURVES[name]
    oracle = keras.ops.convert_to_numpy(keras.activations.get(name)(keras.ops.convert_to_tensor(Z, "float64")))
    assert np.allclose(curve(Z), oracle, atol=1e-6)
    step = 1e-5
    assert np.allclose(slope(Z), (curve(Z + step) - curve(Z - step)) / (2 * step), atol=1e-4)


def test_the_sigmoid_does_not_overflow():
    curve, _ = CURVES["sigmoid"]
    assert curve(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("name", OUTPUTS)
def test_output_activations_are_keras(name):
    scores = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
    oracle = keras.ops.convert_to_numpy(keras.activations.get(name)(keras.ops.convert_to_tensor(scores)))
    assert np.allclose(OUTPUTS[name][0](scores), oracle, atol=1e-6)


@pytest.mark.parametrize("name", CURVES)
def test_the_bounds_of_a_derivative_are_those_of_all_inputs(name):
    """Not of the part of the axis that is drawn: there the derivative of the sigmoid has not come down to 0 yet."""
    slope = CURVES[name][1](np.concatenate([np.linspace(-60, 60, 400_001), [-1e-9, 1e-9]]))
    assert SLOPES[name] == pytest.approx((slope.min(), slope.max()), abs=2e-6)


def test_a_regression_output_reaches_the_targets_that_it_is_said_to_fit():
    scores = np.linspace(-30, 30, 6_001)
    found = {name: (float(OUTPUTS[name][0](scores).min()), float(OUTPUTS[name][0](scores).max())) for name in OUTPUTS}
    assert found["linear"] == (-30, 30)
    assert found["relu"] == (0, 30)
    assert 0 < found["softplus"][0] < 1e-12
    assert found["softplus"][1] == pytest.approx(30)
    assert found["tanh"] == pytest.approx((-1, 1))
    assert [name for name, (_, fits) in OUTPUTS.items() if "regression" in fits] == [
        "linear",
        "relu",
        "softplus",
        "tanh",
    ]
