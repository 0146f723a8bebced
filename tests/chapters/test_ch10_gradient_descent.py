"""Chapter 10: the loop against the normal equation, Keras and the book; the costs against finite differences."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss as oracle_log_loss

import datasets
import training
from chapters.ch10_gradient_descent import (
    SETTINGS,
    batches_of,
    by_hand,
    descend,
    gradient,
    keras_path,
    largest_alpha,
    line,
    normal_equation,
    one_unit,
    squared_error,
    with_ones,
)
from chapters.claims.exact_networks import slopes
from chapters.material.gradient_descent import book_line, logistic_costs
from chapters.material.gradient_descent.logistic_costs import sigmoid


@pytest.fixture
def points():
    random = np.random.default_rng(0)
    x = with_ones(random.normal(size=(60, 2)))
    z = x @ [[0.5], [1.0], [-2.0]] + random.normal(size=(60, 1))
    return x, z, (z > 0).astype(float)


def test_the_gradient_of_both_costs_is_one_rule(points):
    x, y, classes = points
    theta = np.array([[0.2], [-0.5], [0.7]])
    assert np.allclose(gradient(theta, x, y), slopes(lambda t: squared_error(t, x, y) / 2, theta))
    numeric = slopes(lambda t: logistic_costs.log_loss(t, x, classes), theta)
    assert np.allclose(gradient(theta, x, classes, sigmoid), numeric)


def test_descent_arrives_below_the_bound_and_not_above(points):
    x, y, _ = points
    best, bound, every = normal_equation(x, y), largest_alpha(x), [np.arange(60)] * 3_000
    assert np.allclose(best, np.linalg.lstsq(x, y, rcond=None)[0])
    assert np.allclose(descend(x, y, 0.98 * bound, every)[-1], best)
    assert squared_error(descend(x, y, 1.02 * bound, every[:500])[-1], x, y) > squared_error(np.zeros((3, 1)), x, y)


def test_logistic_descent_arrives_where_scikit_learn_does(points):
    x, _, classes = points
    model = LogisticRegression(C=1e12, tol=1e-10, max_iter=10_000).fit(x[:, 1:], classes[:, 0])
    theta = descend(x, classes, 1.0, [np.arange(60)] * 20_000, sigmoid)[-1]
    assert np.allclose(theta[:, 0], [*model.intercept_, *model.coef_[0]], rtol=1e-3)


def test_batches_are_every_example_once_an_epoch():
    cut = list(batches_of(4, [np.arange(10), np.arange(10)[::-1]]))
    assert [len(each) for each in cut] == [4, 4, 2, 4, 4, 2]
    assert sorted(np.concatenate(cut[3:])) == list(range(10))


@pytest.mark.parametrize(("task", "h", "factor"), [("regression", line, 2.0), ("binary", sigmoid, 1.0)])
def test_every_step_is_keras(points, task, h, factor):
    x, y, classes = points
    targets = classes if task == "binary" else y
    batches = list(batches_of(16, [np.random.default_rng(epoch).permutation(60) for epoch in range(3)]))
    hand = descend(x, targets, factor * 0.1, batches, h)
    theirs = keras_path(x, targets, 0.1, batches, task)
    assert hand.shape == theirs.shape == (13, 3, 1)
    assert np.abs(hand[-1]).max() > 0.1
    assert np.allclose(hand, theirs, atol=1e-5)


def test_a_whole_training_is_repeated_by_hand(tmp_path):
    data = datasets.load("diabetes").take(50)
    settings = replace(SETTINGS, epochs=2, batch_size=16, seed=3, runs_dir=tmp_path)
    trained = training.fit_all({"line": one_unit}, data, **settings.training)[0]
    weights, bias = trained.model.layers[-1].get_weights()
    assert np.allclose(by_hand(trained, data), np.vstack([bias, weights]), rtol=1e-4)


def test_the_book_is_repeated():
    x, y = book_line.points()
    x = with_ones(x)
    assert np.allclose(normal_equation(x, y)[:, 0], book_line.EXACT)
    ends = {name: (descend(x, y, **how), book) for name, (how, book) in book_line.descents().items()}
    assert [len(path) - 1 for path, _ in ends.values()] == [1_000, 5_000, 250]
    for path, book in ends.values():
        assert np.allclose(path[-1][:, 0], book, atol=1e-7)


def test_too_large_an_alpha_ends_in_no_number_without_a_warning(points, recwarn):
    """`--alpha` above 1 once printed NumPy's warnings of an overflow."""
    x, y, _ = points
    every = [np.arange(60)] * 4_000
    assert not np.isfinite(descend(x, y, 3 * largest_alpha(x), every)[-1]).all()
    assert np.isfinite(logistic_costs.sigmoid(np.array([-1e4, 1e4]))).all()
    assert not recwarn.list


def test_the_paths_alpha_is_in_no_run_folder():
    settings = SETTINGS.with_flags({"alpha": 0.9})
    assert settings.training["variant"] == ""
    assert settings.shown == "alpha=0.9"


def test_from_the_likelihood_to_the_log_loss(points):
    x, _, classes = points
    theta = np.array([[0.1], [0.4], [-0.6]])
    cost = logistic_costs.log_loss(theta, x, classes)
    assert np.isclose(-np.log(logistic_costs.likelihood(theta, x, classes)) / 60, cost)
    assert np.isclose(cost, oracle_log_loss(classes[:, 0], sigmoid(x @ theta)[:, 0]))
    far = logistic_costs.log_loss(1e4 * theta, x, classes)
    assert np.isfinite(far)  # log of a sigmoid of -1000 would be log 0


def test_gradient_and_curvature_of_the_squared_error_of_a_sigmoid(points):
    x, _, classes = points
    theta = np.array([[0.3], [-2.0], [1.5]])

    def cost(t):
        return squared_error(t, x, classes, sigmoid) / 2

    assert np.allclose(logistic_costs.squared_error_gradient(theta, x, classes), slopes(cost, theta))
    for squared, slope in (
        (True, logistic_costs.squared_error_gradient),
        (False, lambda t, *data: gradient(t, *data, h=sigmoid)),
    ):
        hessian = [slopes(lambda t, j=j, slope=slope: slope(t, x, classes)[j, 0], theta)[:, 0] for j in range(3)]
        lowest = logistic_costs.curvature(theta, x, classes, squared=squared)
        assert np.isclose(lowest, np.linalg.eigvalsh(hessian).min(), atol=1e-7)
        assert (lowest < -1e-4) == squared  # only the squared error curves downwards here


def test_one_unit_has_a_weight_a_feature_and_a_bias():
    assert one_unit((10,), 1, "regression").count_params() == 11
    assert one_unit((4, 4, 1), 1, "binary").layers[-1].activation.__name__ == "sigmoid"
