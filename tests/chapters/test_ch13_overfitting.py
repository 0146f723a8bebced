"""Chapter 13: the remedies by hand against Keras, the recipe, and the gap of a row."""

from functools import partial

import numpy as np
import pytest

import comparison
import datasets
import training
from chapters.ch13_overfitting import (
    REMEDIES,
    SETTINGS,
    STUDY,
    dropped,
    more_data,
    networks,
    penalty,
    stops,
    two_hidden_layers,
    within_norm,
)
from chapters.material.overfitting.figures import draw_causes, draw_gaps
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


def test_early_stopping_has_several_strengths_and_the_claims_one():
    assert stops(SETTINGS) == {"early stopping": 3, "early stopping, patience 1": 1}
    assert stops(SETTINGS.with_flags({"patience": 1})) == {"early stopping": 1}
    assert stops(STUDY) == {"early stopping": 3}


def test_more_data_is_nested_and_what_is_missing_is_said(capsys):
    everything = datasets.load("iris")
    few = everything.take(len(everything.train) // 3)
    found = more_data(few, everything, SETTINGS)
    assert {name: len(each.train) for name, each in found.items()} == {"2 x data": 2 * len(few.train)}
    assert "No row 4 x data: iris has" in capsys.readouterr().out
    assert more_data(everything, everything, SETTINGS) == {}  # as with --full
    assert "No row 2 x data" in capsys.readouterr().out


def test_full_trains_on_all_examples():
    data = datasets.load("digits")
    assert len(SETTINGS.with_flags({"examples": 100}).few(data).train) == 100
    assert SETTINGS.with_flags({"full": True}).few(data) is data


def test_a_cause_with_one_value_is_not_drawn_and_a_single_epoch_is(tmp_path, capsys):
    recipe = partial(two_hidden_layers, units=4)
    runs = training.fit_all({"none": recipe}, datasets.load("iris"), epochs=1, folder=tmp_path)
    rows = list(comparison.compare(runs).rows)
    assert draw_gaps(rows, tmp_path / "gaps.png").exists()
    draw_causes(rows, tmp_path / "causes.png")
    printed = capsys.readouterr().out
    assert "accuracy against parameters" in printed
    assert "accuracy against training examples" in printed
