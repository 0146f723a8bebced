"""Chapter 13: the remedies by hand against Keras, the recipe, and what the lesson and its study train."""

import numpy as np
import pytest

import datasets
from chapters.ch13_overfitting import (
    REMEDIES,
    SETTINGS,
    STUDY,
    dropped,
    patiences,
    penalty,
    study,
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
    names = [type(layer).__name__ for layer in two_hidden_layers((4,), 1, "binary", dropout=0.5).layers]
    assert names.count("Dropout") == 2
    normalised = two_hidden_layers((4,), 2, "multiclass", units=3, batch_normalization=True)
    assert normalised.count_params() == (4 * 3 + 4 * 3) + (3 * 3 + 4 * 3) + (3 * 2 + 2)
    assert float(two_hidden_layers((4,), 1, "binary", learning_rate=0.5).optimizer.learning_rate) == 0.5


@pytest.mark.slow
def test_the_study_trains_what_the_claims_compare_and_stops_early_by_the_flag(tmp_path):
    quick = SETTINGS.with_flags({"dataset": "iris", "quick": True, "epochs": 4, "patience": 1, "runs_dir": tmp_path})
    report = study(quick)
    runs = {run.name: run for run in report.runs}
    assert list(runs) == ["none", "L2 0.001", "dropout 0.5", "early stopping"]
    assert [claim["id"] for claim in report.claims] == [
        "overfitting-without-validation",
        "weight-decay-narrows-the-gap",
        "dropout-narrows-the-gap",
    ]
    stopping = [{"name": "EarlyStopping", "patience": 1, "restore_best_weights": True}]
    assert runs["early stopping"].settings["callbacks"] == stopping
    assert all(not runs[name].settings["callbacks"] for name in ("none", "L2 0.001", "dropout 0.5"))
    assert all(runs[name].epochs == 4 for name in ("none", "L2 0.001", "dropout 0.5"))


def test_the_lesson_shows_every_remedy_and_the_study_those_of_the_claims():
    assert SETTINGS["remedies"] == tuple(REMEDIES)
    assert set(STUDY["remedies"]) < set(REMEDIES)
    assert (STUDY.epochs, STUDY["widths"], STUDY["times"]) == (20, (), ())


def test_early_stopping_has_several_strengths_and_the_claims_one():
    assert patiences(SETTINGS) == {"early stopping": 3, "early stopping, patience 1": 1}
    assert patiences(SETTINGS.with_flags({"patience": 1})) == {"early stopping": 1}
    assert patiences(STUDY) == {"early stopping": 3}


def test_full_trains_on_all_examples():
    data = datasets.load("digits")
    assert len(SETTINGS.with_flags({"examples": 100}).few(data).train) == 100
    assert SETTINGS.with_flags({"full": True}).few(data) is data
