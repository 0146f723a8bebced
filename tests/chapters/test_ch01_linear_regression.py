"""Chapter 1: the recipe, least squares against scikit-learn, and the choice of a feature."""

import numpy as np
from sklearn.linear_model import LinearRegression

import datasets
import training
from chapters.ch01_linear_regression import line, most_correlated, print_exact, print_range
from chapters.claims.exact_lines import fitted_line, least_squares


def test_least_squares_is_scikit_learns():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(40, 3)), random.normal(size=(40, 2))
    weights, bias = least_squares(x, y)
    oracle = LinearRegression().fit(x, y)
    assert np.allclose(weights, oracle.coef_.T)
    assert np.allclose(bias, oracle.intercept_)
    oracle = LinearRegression().fit(x[:, :1], y[:, 0])
    assert np.allclose(fitted_line(x[:, 0], y[:, 0]), [oracle.coef_[0], oracle.intercept_])


def test_a_line_has_a_weight_a_feature_and_a_bias():
    assert line((10,), 1, "regression").count_params() == 11
    assert line((10,), 1, "regression", only=2).count_params() == 2


def test_only_one_feature_is_seen():
    model = line((4,), 1, "regression", only=2)
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


def test_the_nearness_to_least_squares_is_that_of_the_epochs_trained(tmp_path, capsys):
    data = datasets.load("diabetes")
    settings = {"epochs": 30, "patience": 1, "optimizer": "sgd", "learning_rate": 0.1}
    trained = training.fit(line, data, name="all", folder=tmp_path, verbose=False, **settings)
    assert trained.epochs < 30  # stopped early
    print_exact(trained, data, {name: data.split(name).x for name in ("train", "test")})
    printed = capsys.readouterr().out.splitlines()
    assert f"after {trained.epochs} epochs" in printed[-3]
    for text, split in zip(printed[-2:], ("train", "test"), strict=True):
        assert text.split()[0] == split
        here = float(text.split()[1].replace(",", ""))
        assert np.isclose(here, trained.metrics[split]["loss"], rtol=1e-3)
    assert float(printed[-2].split()[-1]) >= 0  # on train nothing lies below least squares


def test_the_range_of_the_slides_line_is_printed(capsys):
    print_range()
    assert "5 at x = 10, 50 at x = 100" in capsys.readouterr().out
