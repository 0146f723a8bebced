"""Chapter 1: the recipe, least squares against scikit-learn, and the choice of a feature."""

import numpy as np
from sklearn.linear_model import LinearRegression

from chapters.ch01_linear_regression import least_squares, line, most_correlated


def test_least_squares_is_scikit_learns():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(40, 3)), random.normal(size=(40, 2))
    weights, bias = least_squares(x, y)
    oracle = LinearRegression().fit(x, y)
    assert np.allclose(weights, oracle.coef_.T)
    assert np.allclose(bias, oracle.intercept_)


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
