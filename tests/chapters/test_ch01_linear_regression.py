"""Chapter 1: the recipe, least squares against scikit-learn, and the choice of a feature."""

from functools import partial

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

import datasets
import training
from chapters.ch01_linear_regression import (
    SETTINGS,
    first_training,
    least_squares,
    line,
    most_correlated,
    print_least_squares,
)
from chapters.material.lines.examples import PATIENTS, axis_names
from runtime.backend import keras

pytestmark = pytest.mark.smoke


def test_least_squares_is_scikit_learns():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(40, 3)), random.normal(size=(40, 2))
    weights, bias = least_squares(x, y)
    oracle = LinearRegression().fit(x, y)
    assert np.allclose(weights, oracle.coef_.T)
    assert np.allclose(bias, oracle.intercept_)


def test_a_line_has_a_weight_a_feature_and_a_bias():
    assert line((10,), 1, "regression").count_params() == 11
    assert line((10,), 1, "regression", feature=2).count_params() == 2


def test_only_one_feature_is_seen():
    model = line((4,), 1, "regression", feature=2)
    x = np.zeros((2, 4), np.float32)
    x[1, [0, 1, 3]] = 5.0
    there, elsewhere = np.asarray(model(x))[:, 0]
    assert there == elsewhere
    x[1, 2] = 5.0
    there, moved = np.asarray(model(x))[:, 0]
    assert there != moved


def test_the_most_correlated_feature():
    random = np.random.default_rng(1)
    x = random.normal(size=(200, 4))
    x[:, 3] = 1.0  # constant: no correlation, and no division by zero
    assert most_correlated(x, -3 * x[:, 1] + 0.1 * random.normal(size=200)) == 1


def test_the_recipe_is_compiled_for_gradient_descent():
    model = line((10,), 1, "regression", learning_rate=0.03)
    assert isinstance(model.optimizer, keras.optimizers.SGD)
    assert float(model.optimizer.learning_rate) == np.float32(0.03)
    assert model.loss == "mean_squared_error"


def test_training_stands_beside_least_squares(tmp_path, capsys):
    data = datasets.load("diabetes")
    stopping = keras.callbacks.EarlyStopping(patience=1, restore_best_weights=True)
    recipe = partial(line, learning_rate=0.1)
    trained = training.fit(recipe, data, name="all", epochs=30, callbacks=[stopping], folder=tmp_path, verbose=0)
    assert trained.epochs < 30  # stopped early
    print_least_squares(trained, data, columns=list(range(10)))
    printed = capsys.readouterr().out.splitlines()
    assert f"epochs: {trained.epochs}" in printed[-3]
    for text, split in zip(printed[-2:], ("train", "test"), strict=True):
        assert text.split()[0] == split
        learned = float(text.split()[1].replace(",", ""))
        assert np.isclose(learned, trained.metrics[split]["loss"], rtol=1e-3)
    assert float(printed[-2].split()[-1]) >= 0  # on train nothing lies below least squares


def test_the_first_training_prints_what_keras_says(capsys):
    data = datasets.load("diabetes")
    first_training(data, 2, SETTINGS.with_flags({"epochs": 2}))
    printed = capsys.readouterr().out
    assert "Total params: 2" in printed
    assert "model.evaluate on the test split: mean squared error" in printed
    assert printed.count("\n  ") >= 3  # three predictions beside their targets


def test_the_axes_say_what_the_numbers_are():
    data = datasets.load("diabetes")
    strongest = most_correlated(data.train.x, data.train.y[:, 0])
    across, up = axis_names("diabetes", strongest)
    assert "body mass index" in across
    assert "disease progression" in up
    names = load_diabetes().feature_names
    assert len(PATIENTS) == len(names) == 10
    assert names[strongest] == "bmi"
    assert all(f"({name})" in shown for name, shown in zip(names[4:], PATIENTS[4:], strict=True))
    assert axis_names("other", 0) == ("feature 1 of other (scaled)", "target of other")
