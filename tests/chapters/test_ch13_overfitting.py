"""Chapter 13: the remedies by hand against Keras, the recipe, and the gap of a row."""

import numpy as np
import pytest

from chapters.ch13_overfitting import (
    REMEDIES,
    SETTINGS,
    STUDY,
    dropped,
    networks,
    penalty,
    two_hidden_layers,
    within_norm,
)
from runtime.backend import keras


def test_the_penalty_is_keras():
    model = two_hidden_layers((6,), 3, "multiclass", units=5, l1=0.01, l2=0.1)
    kernels = [np.asarray(layer.kernel) for layer in model.layers if isinstance(layer, keras.layers.Dense)][:-1]
    assert penalty(kernels, l1=0.01, l2=0.1) == pytest.approx(float(sum(model.losses)), rel=1e-5)


def test_the_scaled_kernel_is_keras():
    kernel = np.random.default_rng(0).normal(size=(7, 4)).astype(np.float32)
    kernel[:, 0] *= 0.01  # short enough: stays
    by_hand = within_norm(kernel, 1.0)
    assert np.allclose(by_hand, np.asarray(keras.constraints.MaxNorm(1.0)(kernel)), atol=1e-5)
    assert np.array_equal(by_hand[:, 0], kernel[:, 0])


def test_dropout_keeps_the_mean_like_keras():
    ones = np.ones((200, 200))
    by_hand = dropped(ones, 0.75, np.random.default_rng(0))
    by_keras = np.asarray(keras.layers.Dropout(0.75, seed=0)(ones, training=True))
    for outputs in (by_hand, by_keras):
        assert set(np.unique(outputs)) == {0.0, 4.0}
        assert outputs.mean() == pytest.approx(1.0, abs=0.05)


def test_the_recipe():
    assert two_hidden_layers((28, 28, 1), 10, "multiclass").count_params() == 269_322
    names = [type(each).__name__ for each in two_hidden_layers((4,), 1, "binary", dropout=0.5).layers]
    assert names.count("Dropout") == 2
    normalised = two_hidden_layers((4,), 2, "multiclass", units=3, batch_normalization=True)
    assert normalised.count_params() == (4 * 3 + 4 * 3) + (3 * 3 + 4 * 3) + (3 * 2 + 2)


def test_the_study_trains_what_the_claims_compare():
    assert set(networks(STUDY)) == {"none", "L2 0.001", "dropout 0.5"}
    assert set(REMEDIES) < set(networks(SETTINGS))
