"""Activation functions and output activations against Keras, derivatives against finite differences."""

import numpy as np
import pytest

from chapters.material.activations.curves import CURVES, OUTPUTS
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
