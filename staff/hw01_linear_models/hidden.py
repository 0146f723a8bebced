"""Hidden tests of homework 1: the same functions with other sizes and other numbers."""

import numpy as np
from scipy.special import expit
from sklearn import metrics
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from homework.checking.tests import as_numbers, close, equal, expect, points


@points(2, of="line_gradient", hints=("The gradient is 0 where the cost is lowest.",))
def test_the_gradient_is_zero_at_least_squares(student, rng):
    x = rng.normal(size=(50, 4)) * 5
    y = rng.normal(size=50) + 100
    best = np.linalg.lstsq(np.column_stack([x, np.ones(50)]), y, rcond=None)[0]
    by_weights, by_bias = student.line_gradient(x, y, best[:-1], best[-1])
    close(by_weights, np.zeros(4), atol=1e-6, what="dJ/dw at least squares")
    close(by_bias, 0.0, atol=1e-6, what="dJ/db at least squares")


@points(2, of="logistic_gradient", hints=("The gradient of scikit-learn's minimum is 0.",))
def test_the_gradient_is_zero_at_the_minimum(student, rng):
    x = rng.normal(size=(200, 3))
    y = (rng.uniform(size=200) < expit(x @ [1.0, -2.0, 0.5] + 0.3)).astype(int)
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(x, y)
    by_weights, by_bias = student.logistic_gradient(x, y, model.coef_[0], model.intercept_[0])
    close(np.append(by_weights, by_bias), np.zeros(4), atol=1e-4, what="the gradient at the minimum")


@points(2, of="standardise", hints=("Integers are features, too, and what is given must stay as it is.",))
def test_integers_and_one_example(student, rng):
    train, other = rng.integers(0, 50, (40, 3)), rng.integers(0, 50, (1, 3))
    scaler = StandardScaler().fit(train)
    got = student.standardise(train, other)
    close(got[0], scaler.transform(train), what="the training split")
    close(got[1], scaler.transform(other), what="the other split")


@points(2, of="fit_line", hints=("The cost of each step belongs to the weights before it.",))
def test_a_longer_descent(student, rng):
    x, y = rng.normal(size=(30, 5)), rng.normal(size=30)
    weights, bias, costs = student.fit_line(x, y, 0.02, 50)
    expect(len(costs) == 51, "there should be one cost before each step, and one after the last")
    expect((np.diff(costs) < 0).all(), "the cost rises in a step")
    close(costs[-1], metrics.mean_squared_error(y, x @ np.asarray(weights) + float(bias)), what="the last cost")
    none = student.fit_line(x, y, 0.02, 0)
    close(none[0], np.zeros(5), what="the weights after no step")


@points(2, of="log_loss", hints=("The loss of 1/2 is log 2 for any targets.",))
def test_one_half_is_log_two(student, rng):
    y = rng.integers(0, 2, 17)
    close(student.log_loss(np.full(17, 0.5), y), np.log(2), what="the loss of 1/2")
    worst = as_numbers(student.log_loss(np.array([0.0]), np.array([1])))
    expect(np.isfinite(worst), "probability 0 for target 1 gives no finite loss")


@points(1, of="cost", hints=("The cost of a perfect line is 0.",))
def test_the_slides_example(student, rng):
    close(student.cost(np.array([5.0, 50.0]), np.array([1.0, 1.0])), (16 + 49**2) / 2)


@points(1, of="classify", hints=("At exactly the threshold the class is 1.",))
def test_exactly_at_the_threshold(student, rng):
    equal(student.classify(np.zeros((2, 2)), np.ones(2), 0.0), np.array([1, 1]), {"> is not >=": np.array([0, 0])})


@points(1, of="sigmoid", hints=("sigmoid(-z) = 1 - sigmoid(z).",))
def test_it_is_symmetric(student, rng):
    z = np.concatenate([rng.normal(size=20) * 10, [-800, 800]])
    close(
        as_numbers(student.sigmoid(z)) + as_numbers(student.sigmoid(-z)), np.ones(22), what="sigmoid(z) + sigmoid(-z)"
    )


@points(1, of="predict", hints=("Many features.",))
def test_many_features(student, rng):
    x, weights = rng.normal(size=(7, 60)), rng.normal(size=60)
    close(student.predict(x, weights, -3.5), np.einsum("ij,j->i", x, weights) - 3.5)
