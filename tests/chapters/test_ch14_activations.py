"""Chapter 14: initialisation, gradients against finite differences, and linear layers against one matrix."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import comparison
import datasets
import training
from chapters.ch14_activations import (
    CLAIMED,
    INITIALIZERS,
    SETTINGS,
    STUDY,
    TUNED,
    deep_network,
    gradient_sizes,
    one_layer,
    recipe,
    study,
)
from chapters.claims.claim_list import named
from chapters.material.activations import print_dead_units, print_one_matrix
from chapters.material.activations.curves import CURVES
from runtime.backend import keras


def test_every_activation_has_its_initialisation():
    assert set(INITIALIZERS) == {*CURVES, "linear"} == set(SETTINGS["activations"])
    for activation, suited in (("selu", "LecunNormal"), ("sigmoid", "GlorotUniform"), ("relu", "HeNormal")):
        model = recipe(SETTINGS.with_flags({"depth": 2, "units": 5}), activation=activation)((4,), 3, "multiclass")
        assert type(model.get_layer("hidden1").kernel_initializer).__name__ == suited
        assert model.count_params() == 25 + 30 + 18


def test_linear_layers_are_one_matrix():
    model = deep_network((6,), 3, "multiclass", activation="linear", depth=4, units=5)
    for layer in model.layers:  # biases of zero would prove too little
        if layer.get_weights():
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel, np.random.default_rng(0).normal(size=bias.shape)])
    x = np.random.default_rng(1).normal(size=(7, 6)).astype(np.float32)
    kernel, bias = one_layer([layer.get_weights() for layer in model.layers if layer.get_weights()])
    scores = np.exp(x @ kernel + bias)
    assert np.allclose(model.predict(x, verbose=0), scores / scores.sum(axis=1, keepdims=True), atol=1e-5)


def test_gradient_sizes_are_those_of_finite_differences():
    data = datasets.load("iris")
    recipe = partial(deep_network, activation="tanh", depth=2, units=3)
    sizes = gradient_sizes(recipe, data, 0, examples=20)
    keras.utils.set_random_seed(0)
    model = recipe(data.input_shape, data.outputs, data.task)
    x, y = data.train.x[:20], data.train.y[:20].reshape(-1).astype(int)
    weights = [weights.astype(np.float64) for weights in model.get_weights()]

    def loss(first):
        hidden = np.tanh(np.tanh(x @ first + weights[1]) @ weights[2] + weights[3])
        scores = hidden @ weights[4] + weights[5]
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(20), y])

    gradient = np.zeros_like(weights[0])
    for place in np.ndindex(gradient.shape):
        step = np.zeros_like(gradient)
        step[place] = 1e-5
        gradient[place] = (loss(weights[0] + step) - loss(weights[0] - step)) / 2e-5
    assert sizes[0] == pytest.approx(np.sqrt(np.mean(gradient**2)), rel=1e-3)


def test_sigmoid_gradients_vanish_with_depth():
    data = datasets.load("digits")
    by_activation = {name: gradient_sizes(recipe(SETTINGS, activation=name), data, 0) for name in ("sigmoid", "relu")}
    ratios = {name: sizes[0] / sizes[-1] for name, sizes in by_activation.items()}
    assert ratios["sigmoid"] < 1e-2 < ratios["relu"]


@pytest.mark.slow
def test_a_test_split_smaller_than_what_is_looked_at(tmp_path, capsys):
    """Iris has 30 test examples; the chapter looks at up to 500 and 2,000."""
    data = datasets.load("iris")
    recipes = {name: partial(deep_network, activation=name, depth=2, units=3) for name in ("relu", "linear")}
    relu, linear = training.fit_all(recipes, data, epochs=1, folder=tmp_path, verbose=False)
    print_dead_units(relu, data)
    print_one_matrix(linear, data, one_layer)
    printed = capsys.readouterr().out
    assert f"the same class for 100.0% of {len(data.test)} test examples" in printed
    assert f"on {len(data.test)} test examples, layer by layer,\nof 3 in each:\n  [" in printed


def test_what_is_tuned_has_a_list_of_rates_for_its_optimizer():
    assert set(SETTINGS["tuned"]) == set(TUNED)
    for keywords in TUNED.values():
        model = recipe(SETTINGS, **keywords)((4,), 3, "multiclass")
        assert type(model.optimizer).__name__.lower() == keywords["optimizer"]
        assert model.optimizer.global_clipnorm == keywords.get("clip_norm")
        assert any("batch_normalization" in layer.name for layer in model.layers) == ("batch_normalization" in keywords)
        assert len(SETTINGS["rates"][keywords["optimizer"]]) > 2


def test_larger_initial_weights_have_four_times_the_variance():
    keras.utils.set_random_seed(0)
    usual, large = (
        deep_network((784,), 10, "multiclass", units=64, **keywords).get_layer("hidden1").get_weights()[0]
        for keywords in ({}, {"initial_variance": 8.0})
    )
    assert large.var() / usual.var() == pytest.approx(4, rel=0.1)


def test_the_claim_names_the_setting_of_the_study():
    said = named("relu-in-hidden-layers").statement
    assert f"{STUDY['depth']} hidden layers with {STUDY['units']} units" in said
    assert f"{STUDY.epochs} epochs on {STUDY['examples']:,} images" in said


def test_seeds_that_are_not_judged_choose_the_rates_of_the_study():
    judged = range(STUDY.seed, STUDY.seed + STUDY.seeds)
    assert len(STUDY["tuning_seeds"]) == 3 and not set(STUDY["tuning_seeds"]) & set(judged)


@pytest.mark.slow
def test_both_sides_of_the_claim_are_tuned_alike(tmp_path):
    """What differs between the two networks of the study is the activation, its initialisation and the chosen rate."""
    flags = {"dataset": "iris", "epochs": 1, "depth": 2, "units": 3, "runs_dir": tmp_path}
    settings = SETTINGS.with_flags(flags)
    settings = replace(settings, seeds=2, values={**settings.values, "tuned": CLAIMED, "tuning_seeds": (100,)})
    report = study(settings)
    assert sorted({run.name for run in report.runs}) == sorted(CLAIMED)
    assert [claim["id"] for claim in report.claims] == ["relu-in-hidden-layers"]
    relu, sigmoid = report.table.rows
    assert [run.seed for run in relu.runs] == [run.seed for run in sigmoid.runs] == [0, 1]
    tried = {path.name for path in (tmp_path / "ch14_activations").glob("[rs]*-s100*")}
    assert len(tried) == 2 * len(SETTINGS["rates"]["adam"])
    differs = comparison.sides(relu, sigmoid)["differs"]
    assert {f"recipe.hyperparameters.{what}" for what in ("activation", "kernel_initializer")} <= set(differs)
    assert set(differs) <= set(named("relu-in-hidden-layers").differs)
