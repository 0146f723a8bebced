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
    descend,
    largest_alpha,
    likelihood,
    linear_gradient,
    log_loss,
    logistic_gradient,
    normal_equation,
    one_unit,
    repeat_by_hand,
    squared_error,
)
from chapters.material.gradient_descent.book_steps import BOOK, book_descents
from chapters.material.gradient_descent.examples import book_line, with_ones
from comparison.gradients import finite_differences
from comparison.losses import sigmoid


@pytest.fixture
def points():
    random = np.random.default_rng(0)
    x = with_ones(random.normal(size=(60, 2)))
    z = x @ [[0.5], [1.0], [-2.0]] + random.normal(size=(60, 1))
    return x, z, (z > 0).astype(float)


def test_the_gradients_of_both_costs(points):
    x, y, classes = points
    theta = np.array([[0.2], [-0.5], [0.7]])
    assert np.allclose(linear_gradient(theta, x, y), finite_differences(lambda t: squared_error(t, x, y) / 2, theta))
    numeric = finite_differences(lambda t: log_loss(t, x, classes), theta)
    assert np.allclose(logistic_gradient(theta, x, classes), numeric)


def test_descent_arrives_below_the_bound_and_not_above(points):
    x, y, _ = points
    best, bound, every = normal_equation(x, y), largest_alpha(x), [np.arange(60)] * 3_000
    assert np.allclose(best, np.linalg.lstsq(x, y, rcond=None)[0])
    assert np.allclose(descend(linear_gradient, x, y, 0.98 * bound, every)[-1], best)
    above = descend(linear_gradient, x, y, 1.02 * bound, every[:500])[-1]
    assert squared_error(above, x, y) > squared_error(np.zeros((3, 1)), x, y)


def test_a_learning_rate_may_be_a_whole_number_or_one_a_step(points):
    x, y, _ = points
    every = [np.arange(60)] * 5
    path = descend(linear_gradient, x, y, 1.0, every)
    for alphas in (1, np.float32(1), [1.0] * 5):
        np.testing.assert_array_equal(descend(linear_gradient, x, y, alphas, every), path)


def test_logistic_descent_arrives_where_scikit_learn_does(points):
    x, _, classes = points
    model = LogisticRegression(C=1e12, tol=1e-10, max_iter=10_000).fit(x[:, 1:], classes[:, 0])
    theta = descend(logistic_gradient, x, classes, 1.0, [np.arange(60)] * 20_000)[-1]
    assert np.allclose(theta[:, 0], [*model.intercept_, *model.coef_[0]], rtol=1e-3)


def test_batches_are_every_example_once_an_epoch():
    cut = list(batches_of(4, [np.arange(10), np.arange(10)[::-1]]))
    assert [len(each) for each in cut] == [4, 4, 2, 4, 4, 2]
    assert sorted(np.concatenate(cut[3:])) == list(range(10))


@pytest.mark.parametrize(
    ("task", "gradient", "factor"), [("regression", linear_gradient, 2.0), ("binary", logistic_gradient, 1.0)]
)
def test_every_step_is_keras(points, task, gradient, factor):
    x, y, classes = points
    targets = classes if task == "binary" else y
    batches = list(batches_of(16, [np.random.default_rng(epoch).permutation(60) for epoch in range(3)]))
    hand = descend(gradient, x, targets, factor * 0.1, batches)
    model = one_unit((2,), 1, task, learning_rate=0.1)
    theirs = [np.vstack(model.get_weights()[::-1])]
    for batch in batches:
        model.train_on_batch(x[batch, 1:], targets[batch])
        theirs.append(np.vstack(model.get_weights()[::-1]))
    assert hand.shape == (13, 3, 1)
    assert np.abs(hand[-1]).max() > 0.1
    assert np.allclose(hand, theirs, atol=1e-5)


def test_a_whole_training_is_repeated_by_hand(tmp_path, capsys):
    data = datasets.load("diabetes").take(50)
    settings = replace(SETTINGS, epochs=2, batch_size=16, seed=3, runs_dir=tmp_path)
    runs = training.fit_all({"line": one_unit}, data, **settings.training)
    weights, bias = runs[0].model.layers[-1].get_weights()
    (theta,) = repeat_by_hand(runs, data)
    assert np.allclose(theta, np.vstack([bias, weights]), rtol=1e-4)
    printed = capsys.readouterr().out
    assert "line (seed 3)" in printed
    assert f"{squared_error(theta, with_ones(data.train.x), data.train.y):,.1f}" in printed


def test_the_book_is_repeated():
    x, y = book_line()
    assert np.allclose(normal_equation(x, y)[:, 0], BOOK["normal equation"])
    paths = {name: descend(linear_gradient, x, y, **how) for name, how in book_descents().items()}
    assert [len(path) - 1 for path in paths.values()] == [1_000, 5_000, 250]
    for name, path in paths.items():
        assert np.allclose(path[-1][:, 0], BOOK[name], atol=1e-7)


def test_too_large_an_alpha_ends_in_no_number_without_a_warning(points, recwarn):
    """`--alpha` above 1 once printed NumPy's warnings of an overflow."""
    x, y, _ = points
    every = [np.arange(60)] * 4_000
    assert not np.isfinite(descend(linear_gradient, x, y, 3 * largest_alpha(x), every)[-1]).all()
    assert np.isfinite(sigmoid(np.array([-1e4, 1e4]))).all()
    assert not recwarn.list


def test_the_paths_alpha_is_in_no_run_folder():
    settings = SETTINGS.with_flags({"alpha": 0.9})
    assert settings.training["variant"] == ""
    assert settings.shown == "alpha=0.9"


def test_from_the_likelihood_to_the_log_loss(points):
    x, _, classes = points
    theta = np.array([[0.1], [0.4], [-0.6]])
    cost = log_loss(theta, x, classes)
    assert np.isclose(-np.log(likelihood(theta, x, classes)) / 60, cost)
    assert np.isclose(cost, oracle_log_loss(classes[:, 0], sigmoid(x @ theta)[:, 0]))
    assert np.isfinite(log_loss(1e4 * theta, x, classes))  # log of a sigmoid of -1000 would be log 0


def test_one_unit_has_a_weight_a_feature_and_a_bias():
    assert one_unit((10,), 1, "regression").count_params() == 11
    assert one_unit((4, 4, 1), 1, "binary").layers[-1].activation.__name__ == "sigmoid"
