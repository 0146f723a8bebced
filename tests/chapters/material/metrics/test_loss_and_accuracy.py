"""Correlation, and loss and accuracy as functions of the weights, against NumPy, scikit-learn and the gradient."""

import numpy as np
import pytest
from sklearn import metrics as sklearn

from chapters.material.metrics.loss_and_accuracy import along_a_line, correlation, slopes_at, softmax_regression
from comparison.undefined import Undefined


@pytest.fixture
def random():
    return np.random.default_rng(0)


def test_correlation_is_numpys(random):
    one = random.normal(size=20)
    other = one + random.normal(size=20)
    assert correlation(list(one), list(other)) == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert isinstance(correlation([1.0, 2.0], [2.0, 1.0]), Undefined)
    assert isinstance(correlation([1.0, 1.0, 1.0], [2.0, 1.0, 3.0]), Undefined)


def test_loss_and_accuracy_of_a_softmax_regression_are_scikit_learns(random):
    weights, bias, x = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=(50, 4))
    y = random.integers(0, 3, 50)
    scores = np.exp(x @ weights + bias)
    loss, accuracy = softmax_regression(weights, bias, x, y)
    assert loss == pytest.approx(sklearn.log_loss(y, scores / scores.sum(axis=1, keepdims=True)))
    assert accuracy == sklearn.accuracy_score(y, scores.argmax(axis=1))


def test_along_a_line_the_accuracy_has_few_values_and_the_loss_many(random):
    weights, bias, x = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=(20, 4))
    y = random.integers(0, 3, 20)
    losses, accuracies = along_a_line(weights, bias, x, y, np.linspace(-3, 3, 301))
    assert len(np.unique(losses)) == 301
    assert len(np.unique(accuracies)) <= 21
    assert (losses[150], accuracies[150]) == softmax_regression(weights, bias, x, y)


def test_the_loss_has_the_slopes_of_its_gradient_and_the_accuracy_none(random):
    weights, bias, x = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=(50, 4))
    y = random.integers(0, 3, 50)
    scores = np.exp(x @ weights + bias)
    gradient = x.T @ (scores / scores.sum(axis=1, keepdims=True) - np.eye(3)[y]) / len(x)
    slopes = slopes_at(weights, bias, x, y, 1e-6)
    assert slopes[:, 0] == pytest.approx(gradient[np.argsort(-x.std(axis=0)), 0], abs=1e-7)
    assert not slopes[:, 1].any()
