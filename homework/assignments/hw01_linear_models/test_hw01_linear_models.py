"""Public tests of homework 1: new numbers each time, judged by scikit-learn, SciPy and finite differences."""

import numpy as np
from scipy.special import expit
from sklearn import metrics
from sklearn.preprocessing import StandardScaler

from homework.checking.tests import Wrong, as_numbers, close, equal, expect, outcome, points

pytest_plugins = "homework.checking.fixture"


def line_with_noise(rng, m=40, n=3):
    """Features, targets, weights and bias of a line; the features have different sizes."""
    x = rng.normal(size=(m, n)) * np.arange(1, n + 1)
    weights, bias = rng.normal(size=n), float(rng.normal())
    return x, line(x, weights, bias) + rng.normal(size=m), weights, bias


def slope(error, x):
    """The mean of error times feature over the examples, and the mean of the errors."""
    return np.einsum("i,ij->j", error, x) / x.shape[0], error.sum() / x.shape[0]


def line(x, weights, bias):
    return np.einsum("ij,j->i", x, weights) + bias


def pair(got, what):
    """The two parts of a gradient."""
    expect(isinstance(got, list) and len(got) == 2, f"{what} should be a pair: (for the weights, for the bias)")
    return got


@points(1, of="predict", hints=("Each row of x is an example.", "`x @ weights` sums over the features of each row."))
def test_a_line_for_every_example(student, rng):
    x, _, weights, bias = line_with_noise(rng)
    right = line(x, weights, bias)
    mistakes = {"the bias is not added": right - bias, "the output has one column more than asked for": right[:, None]}
    close(student.predict(x, weights, bias), right, mistakes)


@points(1, of="predict", hints=("The number of examples and of features may be 1.",))
def test_one_example_and_one_feature(student, rng):
    close(student.predict(np.array([[10.0]]), np.array([0.5]), 0.0), np.array([5.0]))
    close(student.predict(np.array([[100.0]]), np.array([0.5]), 0.0), np.array([50.0]))


@points(
    2, of="cost", hints=("Look at the slide: which factor stands before the sum?", "Square first, then take the mean.")
)
def test_the_mean_of_the_squares(student, rng):
    predictions, y = rng.normal(size=30), rng.normal(size=30)
    right = metrics.mean_squared_error(y, predictions)
    mistakes = {
        "the cost has the factor 1/(2m); this slide's has 1/m": right / 2,
        "the squares are summed and not divided by m": right * len(y),
        "this is the square of the mean error: square first": (predictions.mean() - y.mean()) ** 2,
        "this is the mean absolute error: the errors are not squared": metrics.mean_absolute_error(y, predictions),
        "this is the root of the mean squared error": right**0.5,
    }
    close(student.cost(predictions, y), right, mistakes)


@points(3, of="line_gradient", hints=("The formula stands in the docstring.", "`x.T @ error` sums over the examples."))
def test_the_gradient_of_a_line(student, rng):
    x, y, weights, bias = line_with_noise(rng)
    by_weights, by_bias = pair(student.line_gradient(x, y, weights, bias), "the gradient")
    error = line(x, weights, bias) - y
    right, right_bias = slope(error, x)
    mistakes = {
        "the sign is the wrong way round: the error is H(x) - y": -right,
        "this is the gradient of the cost with 1/m: twice that of J with 1/(2m)": 2 * right,
        "the sum is not divided by m": right * len(x),
        "the bias is missing in H(x)": slope(error - bias, x)[0],
        "it is divided by the number of features and not of examples": right * len(x) / x.shape[1],
    }
    close(by_weights, right, mistakes, what="dJ/dw")
    close(
        by_bias,
        right_bias,
        {"dJ/db is summed and not divided by m": np.sum(error), "the sign of dJ/db is wrong": -right_bias},
        what="dJ/db",
    )


@points(
    2, of="standardise", hints=("`axis=0` goes over the examples.", "Which split may be looked at before the training?")
)
def test_nothing_of_the_other_split_is_known(student, rng):
    train, other = rng.normal(3, 2, (30, 4)), rng.normal(5, 1, (20, 4))
    scaler, both = StandardScaler().fit(train), StandardScaler().fit(np.concatenate([train, other]))
    right = scaler.transform(train), scaler.transform(other)
    got = pair(student.standardise(train, other), "the result")
    leaks = {
        "the mean and deviation are those of both splits together": both.transform(train),
        "one mean over all features is taken; each feature has its own": (train - train.mean()) / train.std(),
        "the mean over the wrong axis is taken: each example got its own": StandardScaler().fit_transform(train.T).T,
        "it is divided by the variance and not by its root": right[0] / scaler.scale_,
    }
    close(got[0], right[0], leaks, what="the training split")
    own = {"the other split is scaled by its own mean and deviation": StandardScaler().fit_transform(other)}
    close(got[1], right[1], own, what="the other split")


@points(1, of="standardise", hints=("What is 0 / 0 in NumPy?",))
def test_a_constant_column_is_centred(student, rng):
    train, other = np.column_stack([rng.normal(size=10), np.full(10, 7.0)]), np.array([[0.0, 8.0]])
    got = pair(student.standardise(train, other), "the result")
    expect(np.isfinite(as_numbers(got[0])).all(), "a column without deviation is divided by 0")
    centred = as_numbers(got[1])[:, 1]
    expect(np.abs(centred).max() < 1e3, "a small number is added to the deviation: a constant column becomes huge")
    close(centred, np.array([1.0]), what="the constant column of the other split")


@points(3, of="fit_line", hints=("Start from zeros.", "Compute both gradients before you change anything."))
def test_the_steps_of_gradient_descent(student, rng):
    x, y, _, _ = line_with_noise(rng, m=20, n=2)
    got = student.fit_line(x, y, 0.05, 3)
    expect(isinstance(got, list) and len(got) == 3, "the result should be (weights, bias, costs)")
    close(got[0], descent(x, y, 0.05, 3)[0], mistaken_descents(x, y), what="the weights after 3 steps")
    close(got[1], descent(x, y, 0.05, 3)[1], {"the bias is not changed": 0.0}, what="the bias after 3 steps")


@points(1, of="fit_line", hints=("The cost before the first step belongs to weights 0.",))
def test_the_costs_before_and_after(student, rng):
    x, y, _, _ = line_with_noise(rng, m=20, n=2)
    costs = as_numbers(student.fit_line(x, y, 0.05, 3)[2], "the costs")
    right = descent(x, y, 0.05, 3)[2]
    mistakes = {
        "the cost after the last step is missing": right[:-1],
        "the cost before the first step is missing": right[1:],
    }
    close(costs, right, mistakes, what="the costs")


@points(2, of="fit_line", hints=("With enough steps the line is that of least squares.",))
def test_it_arrives_at_least_squares(student, rng):
    x, y, _, _ = line_with_noise(rng, m=60, n=2)
    weights, bias, costs = student.fit_line(x, y, 0.1, 2_000)
    best = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0]
    expect(costs[-1] < costs[0], "the cost rises: is the sign of the step right?")
    close(np.append(weights, bias), best, rtol=1e-3, what="the line after 2,000 steps")


def descent(x, y, learning_rate, steps, factor=1.0, one_after_the_other=False):
    weights, bias = np.zeros(x.shape[1]), 0.0
    costs = [np.mean(y**2)]
    for _ in range(steps):
        step, step_bias = slope(line(x, weights, bias) - y, x)
        weights = weights - factor * learning_rate * step
        if one_after_the_other:
            step_bias = slope(line(x, weights, bias) - y, x)[1]
        bias -= factor * learning_rate * step_bias
        costs.append(metrics.mean_squared_error(y, line(x, weights, bias)))
    return weights, bias, np.asarray(costs)


def mistaken_descents(x, y):
    return {
        "the bias is changed after the weights, with the new weights: compute both gradients first": descent(
            x, y, 0.05, 3, one_after_the_other=True
        )[0],
        "the steps go uphill: subtract the gradient": descent(x, y, 0.05, 3, factor=-1)[0],
        "a step is twice as large as the slide's": descent(x, y, 0.05, 3, factor=2)[0],
        "there is one step too few": descent(x, y, 0.05, 2)[0],
        "there is one step too many": descent(x, y, 0.05, 4)[0],
    }


@points(1, of="sigmoid", hints=("At 0 it is 1/2, and it rises.",))
def test_the_curve(student, rng):
    z = rng.normal(size=(4, 3)) * 3
    right = expit(z)
    close(
        student.sigmoid(z),
        right,
        {"the sign in the exponent is missing: it falls": 1 - right, "this is tanh": np.tanh(z)},
    )


@points(1, of="sigmoid", hints=("e^1000 is too large for a float. Which exponent never grows above 0?",))
def test_no_overflow(student, rng):
    close(student.sigmoid(np.array([-1000.0, 0.0, 1000.0])), np.array([0.0, 0.5, 1.0]))


@points(2, of="log_loss", hints=("y is 1 or 0, so one of the two logarithms counts for each example.",))
def test_the_loss_of_probabilities(student, rng):
    h, y = rng.uniform(0.05, 0.95, 25), rng.integers(0, 2, 25)
    right = metrics.log_loss(y, h, labels=[0, 1])
    mistakes = {
        "the minus before the sum is missing": -right,
        "the sum is not divided by m": right * len(h),
        "only examples with y = 1 count; those with y = 0 are left out": -np.log(h[y == 1]).sum() / len(h),
        "the logarithm has base 2; the slide's is the natural one": right / np.log(2),
        "this is the squared error": metrics.mean_squared_error(y, h),
    }
    close(student.log_loss(h, y), right, mistakes)


@points(1, of="log_loss", hints=("`np.clip` keeps numbers between two limits.",))
def test_certain_and_wrong_is_finite(student, rng):
    got = as_numbers(student.log_loss(np.array([0.0, 1.0, 1.0]), np.array([1, 1, 0])))
    expect(np.isfinite(got).all(), "a probability of exactly 0 or 1 gives an infinite loss or NaN")
    close(got, -(2 * np.log(1e-7) + np.log(1 - 1e-7)) / 3, rtol=1e-3)


@points(2, of="logistic_gradient", hints=("It has the form of the line's, with another H.",))
def test_the_gradient_by_finite_differences(student, rng):
    x, y = rng.normal(size=(30, 3)), rng.integers(0, 2, 30)
    weights, bias = rng.normal(size=3), 0.3
    by_weights, by_bias = pair(student.logistic_gradient(x, y, weights, bias), "the gradient")
    h = expit(line(x, weights, bias))

    def loss(theta):
        return metrics.log_loss(y, expit(line(x, theta[:-1], theta[-1])), labels=[0, 1])

    theta = np.append(weights, bias)
    differences = [(loss(theta + step) - loss(theta - step)) / 2e-5 for step in 1e-5 * np.eye(4)]
    right, right_bias = np.array(differences[:-1]), differences[-1]
    mistakes = {
        "the sigmoid is missing: this is the gradient of the line": slope(line(x, weights, bias) - y, x)[0],
        "this is the gradient of the squared error: the log loss has no factor h (1 - h)": slope(
            (h - y) * h * (1 - h), x
        )[0],
        "the sign is the wrong way round": -right,
        "the sum is not divided by m": right * len(x),
    }
    close(by_weights, right, mistakes, what="dJ/dw")
    close(by_bias, right_bias, what="dJ/db")


@points(2, of="classify", hints=("Compare the probability, not the line.", "`astype(int)` makes 0 and 1."))
def test_classes_at_a_threshold(student, rng):
    x, weights, bias = rng.normal(size=(40, 2)), np.array([1.0, -2.0]), 0.2
    z = line(x, weights, bias)
    h = expit(z)
    mistakes = {
        "the threshold is compared with the line and not with its sigmoid": (z >= 0.5).astype(int),
        "the classes are the wrong way round": (h < 0.5).astype(int),
        "the probabilities are returned and not the classes": h,
    }
    equal(student.classify(x, weights, bias), (h >= 0.5).astype(int), mistakes)
    ignored = {"the threshold is not used: 0.5 is fixed": (h >= 0.5).astype(int)}
    equal(student.classify(x, weights, bias, 0.8), (h >= 0.8).astype(int), ignored)


@outcome("at-learning-rate")
def cost_at_a_large_learning_rate(student):
    """Does the cost fall for learning rates 0.1 and 2.5 on standardised features?"""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(50, 1))
    x = (x - x.mean()) / x.std()
    y = 3 * x[:, 0] + 4
    slow, fast = (as_numbers(student.fit_line(x, y, rate, 20)[2]) for rate in (0.1, 2.5))
    if not (slow[-1] < slow[0]):
        raise Wrong("the cost does not fall at 0.1")
    return "it falls at 0.1 and rises at 2.5" if not fast[-1] < fast[0] else "it falls at both"


@outcome("probability-far-away")
def probability_far_away(student):
    """The probability that sigmoid gives at z = 10."""
    return float(as_numbers(student.sigmoid(np.array([10.0])))[0])


@outcome("certain-mistake")
def loss_of_a_certain_mistake(student):
    """How many times the log loss of h = 0.001 is that of h = 0.1, where y = 1."""
    losses = [float(as_numbers(student.log_loss(np.array([h]), np.array([1])))) for h in (0.001, 0.1)]
    return losses[0] / losses[1]
