"""Chapter 13: the remedies by hand against Keras, the recipe, and what the lesson and its study train."""

import numpy as np
import pytest

import datasets
from chapters.ch13_overfitting import (
    REMEDIES,
    SETTINGS,
    STUDY,
    dropped,
    monte_carlo,
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


def test_weight_decay_is_that_of_adamw_and_without_it_the_optimizer_is_adam():
    assert isinstance(two_hidden_layers((4,), 3, "multiclass").optimizer, keras.optimizers.Adam)
    decayed = two_hidden_layers((4,), 3, "multiclass", weight_decay=0.5, learning_rate=0.1)
    assert not decayed.losses  # the cost is that of the data
    for weights in decayed.trainable_variables:
        weights.assign(np.ones(weights.shape))
    nothing = [np.zeros(weights.shape, np.float32) for weights in decayed.trainable_variables]
    decayed.optimizer.apply(nothing, decayed.trainable_variables)
    assert all(np.allclose(weights, 1 - 0.1 * 0.5) for weights in decayed.trainable_variables)


def test_augmentation_changes_images_in_training_only():
    model = two_hidden_layers((8, 8, 1), 10, "multiclass", units=4, augmentation=True)
    images = np.random.default_rng(0).random((20, 8, 8, 1)).astype(np.float32)
    changed = model.layers[1](model.layers[0](images, training=True), training=True)
    assert np.abs(np.asarray(changed) - images).max() > 0.1
    kept = model.layers[1](model.layers[0](images, training=False), training=False)
    assert np.array_equal(np.asarray(kept), images)
    assert model.count_params() == two_hidden_layers((8, 8, 1), 10, "multiclass", units=4).count_params()


def test_an_augmentation_that_only_shifts_mirrors_nothing():
    kinds = {augmentation: two_hidden_layers((8, 8, 1), 10, "multiclass", units=4, augmentation=augmentation).layers
             for augmentation in (False, "shift", True)}  # fmt: skip
    flips = {name: sum(isinstance(layer, keras.layers.RandomFlip) for layer in kinds[name]) for name in kinds}
    shifts = {name: sum(isinstance(layer, keras.layers.RandomTranslation) for layer in kinds[name]) for name in kinds}
    assert flips == {False: 0, "shift": 0, True: 1}
    assert shifts == {False: 0, "shift": 1, True: 1}


def test_monte_carlo_predictions_differ_with_dropout_and_are_equal_without():
    x = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)
    with_dropout = monte_carlo(two_hidden_layers((5,), 3, "multiclass", units=16, dropout=0.5), x, 4)
    assert with_dropout.shape == (4, 6, 3)
    assert with_dropout.std(axis=0).min() > 0
    assert np.allclose(with_dropout.sum(axis=2), 1, atol=1e-5)
    model = two_hidden_layers((5,), 3, "multiclass", units=16)
    assert np.allclose(monte_carlo(model, x, 2), model.predict(x, verbose=0), atol=1e-6)


@pytest.mark.slow
def test_the_study_trains_what_the_claims_compare_and_stops_early_by_the_flag(tmp_path):
    quick = SETTINGS.with_flags({"dataset": "iris", "quick": True, "epochs": 4, "patience": 1, "runs_dir": tmp_path})
    report = study(quick)
    runs = {run.name: run for run in report.runs}
    assert list(runs) == ["none", "L2 0.001", "AdamW 1", "dropout 0.5", "early stopping"]
    assert [claim["id"] for claim in report.claims] == [
        "overfitting-without-validation",
        "weight-decay-narrows-the-gap",
        "dropout-narrows-the-gap",
    ]
    cause, l2, dropout = (claim["values"] for claim in report.claims)
    assert (cause["metric"], cause["a"], cause["b"]) == ("loss", "none", "early stopping")
    assert (l2["a"], l2["b"], l2["beside"][0]["b"]) == ("none", "L2 0.001", "AdamW 1")
    assert dropout["metric"] == "mean accuracy gap of the last 4 epochs"
    stopping = [{"name": "EarlyStopping", "patience": 1, "restore_best_weights": True}]
    assert runs.pop("early stopping").settings["callbacks"] == stopping
    assert all([one["name"] for one in run.settings["callbacks"]] == ["LastEpochs"] for run in runs.values())
    assert all(run.epochs == 4 for run in runs.values())
    for run in runs.values():  # what differs is what the claims are about
        given = run.settings["recipe"]["hyperparameters"]
        usual = runs["none"].settings["recipe"]["hyperparameters"]
        assert {key: value for key, value in given.items() if value != usual[key]} == REMEDIES.get(run.name, {})


def test_the_lesson_shows_every_remedy_and_the_study_those_of_the_claims():
    assert SETTINGS["remedies"] == tuple(REMEDIES)
    assert set(STUDY["remedies"]) < set(REMEDIES)
    assert (STUDY.epochs, STUDY["widths"], STUDY["times"]) == (SETTINGS.epochs, (), ())


def test_full_trains_on_all_examples():
    data = datasets.load("digits")
    assert len(SETTINGS.with_flags({"examples": 100}).few(data).train) == 100
    assert SETTINGS.with_flags({"full": True}).few(data) is data
