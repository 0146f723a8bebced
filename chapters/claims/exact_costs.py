"""What the slides on costs, gradient descent, losses and metrics say, computed in plain sight. One function a claim.

See `exact_lines` for how functions and claims belong together. Descents, gradients and costs are the lesson's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from types import ModuleType

import numpy as np

from chapters.claims.claim_list import named as claim
from chapters.claims.registry import computes
from chapters.material.gradient_descent.logistic_costs import squared_error_of_sigmoid
from comparison.gradients import finite_differences
from comparison.losses import sigmoid


def example() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Thirty examples: inputs (30, 2) with x_0 = 1, targets of a noisy line, and 0/1 targets that overlap."""
    draw = np.random.default_rng(0)
    x = np.column_stack([np.ones(30), draw.normal(size=30)])
    noise = draw.normal(size=30)
    return x, x @ [1, 2] + noise, (x @ [0.3, 1] + noise > 0).astype(float)


def half_cost(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """The J of the slide: 1/2m sum (theta x - y)^2."""
    return float(((x @ theta - y) ** 2).sum() / (2 * len(x)))


@computes("linear-cost-is-the-mean-squared-error")
def linear_cost_is_the_mean_squared_error(lesson: ModuleType) -> bool:
    """The cost equals scikit-learn's mean squared error for three lines. It is 0 for a line through all points."""
    from sklearn.metrics import mean_squared_error

    x, y, _ = example()
    lines = [np.array(theta, float) for theta in ((0, 0), (1, 2), (-1, 0.5))]
    same = all(np.isclose(lesson.squared_error(theta, x, y), mean_squared_error(y, x @ theta)) for theta in lines)
    through, beside = (lesson.squared_error(np.array([1.0, slope]), x, x @ [1, 2]) for slope in (2.0, 2.1))
    return same and through == 0 < beside


@computes("two-costs-are-one")
def two_costs_are_one(lesson: ModuleType) -> float:
    """The gradient of the cost with 1/m over that of J with 1/2m, both by finite differences."""
    x, y, _ = example()
    at = np.array([0.3, -0.4])
    whole, half = (finite_differences(lambda t, f=f: f(t, x, y), at) for f in (lesson.squared_error, half_cost))
    return round(float((whole / half).mean()), 6)


@computes("two-costs-have-one-minimum")
def two_costs_have_one_minimum(lesson: ModuleType) -> bool:
    """Both gradients, by finite differences, are zero at the solution of the normal equation."""
    x, y, _ = example()
    best = lesson.normal_equation(x, y)
    costs = (lesson.squared_error, half_cost)
    return all(np.abs(finite_differences(lambda t, f=f: f(t, x, y), best)).max() < 1e-7 for f in costs)


@computes("parameters-have-one-name")
def parameters_have_one_name() -> bool:
    """What stands between the brackets of every J is read from the slide's words: is it the same each time?"""
    return len(set(re.findall(r"J\((.*?)\)", claim("parameters-have-one-name").ko))) == 1


@computes("linear-update-is-the-gradient")
def linear_update_is_the_gradient(lesson: ModuleType) -> bool:
    """1/m sum (h - y) x_j equals the finite differences of J at five random points."""
    x, y, _ = example()
    return all(
        np.allclose(lesson.linear_gradient(t, x, y), finite_differences(lambda u: half_cost(u, x, y), t), atol=1e-7)
        for t in np.random.default_rng(1).normal(size=(5, 2))
    )


@computes("descent-reaches-the-normal-equation")
def descent_reaches_the_normal_equation(lesson: ModuleType) -> bool:
    """Two thousand steps with alpha = 0.1 end at (X^T X)^-1 X^T y."""
    x, y, _ = example()
    last = lesson.descend(lesson.linear_gradient, x, y, 0.1, [np.arange(30)] * 2_000)[-1]
    return np.allclose(last, np.linalg.solve(x.T @ x, x.T @ y))


@computes("convergence-depends-on-alpha")
def convergence_depends_on_alpha(lesson: ModuleType) -> bool:
    """Two thousand steps with alpha = 1.9 / (largest eigenvalue) end at the minimum, with 2.1 far away from it."""
    x, y, _ = example()
    best, bound = np.linalg.solve(x.T @ x, x.T @ y), lesson.largest_alpha(x)
    below, above = (
        lesson.descend(lesson.linear_gradient, x, y, part * bound, [np.arange(30)] * 2_000)[-1] for part in (0.95, 1.05)
    )
    return np.allclose(below, best) and bool(np.abs(above - best).max() > np.abs(best).max())


@computes("squared-error-becomes-log-loss")
def squared_error_becomes_log_loss(lesson: ModuleType) -> bool:
    """If one cost were the other times a factor, their ratio would be equal at three points."""
    x, _, y = example()
    points = [np.array(theta, float) for theta in ((0, 0), (1, 1), (-2, 3))]
    ratios = [lesson.log_loss(theta, x, y) / squared_error_of_sigmoid(theta, x, y) for theta in points]
    return np.allclose(ratios, ratios[0])


@computes("log-loss-is-convex")
def log_loss_is_convex(lesson: ModuleType) -> bool:
    """Second differences along 100 random lines through the plane of theta_0 and theta_1: the log loss has no negative
    one, the squared error has some."""
    x, _, y = example()
    draw = np.random.default_rng(4)
    starts, directions = draw.normal(0, 2, (100, 1, 2)), draw.normal(size=(100, 1, 2))
    points = starts + np.linspace(-4, 4, 41)[:, None] * directions  # (lines, points, 2)
    costs = (lesson.log_loss, squared_error_of_sigmoid)
    log, squared = (np.diff([[cost(theta, x, y) for theta in line] for line in points], 2) for cost in costs)
    return bool(log.min() > -1e-9 and squared.min() < -1e-6)


@computes("logistic-cost-is-cross-entropy")
def logistic_cost_is_cross_entropy(lesson: ModuleType) -> bool:
    """The cost equals -1/m log of the product of p(y|x) = h^y (1 - h)^(1-y), and scikit-learn's log loss."""
    from sklearn.metrics import log_loss

    x, _, y = example()
    theta = np.array([0.4, -0.7])
    likelihood = lesson.likelihood(theta, x, y)
    return np.allclose([-math.log(likelihood) / len(y), log_loss(y, sigmoid(x @ theta))], lesson.log_loss(theta, x, y))


@computes("logistic-update-is-the-linear-one")
def logistic_update_is_the_linear_one(lesson: ModuleType) -> bool:
    """1/m sum (h - y) x_j with h = sigmoid(theta x) equals the finite differences of the log loss at five points."""
    x, _, y = example()
    return all(
        np.allclose(
            lesson.logistic_gradient(t, x, y), finite_differences(lambda u: lesson.log_loss(u, x, y), t), atol=1e-7
        )
        for t in np.random.default_rng(1).normal(size=(5, 2))
    )


START = 1.5  # of the descent


@computes("optimizers-find-the-lowest-cost")
def optimizers_find_the_lowest_cost() -> bool:
    """Gradient descent on x^4 - 2 x^2 + x/2 from x = 1.5: is the minimum where it ends the lowest one?"""
    x = START
    for _ in range(5_000):
        x -= 0.01 * (4 * x**3 - 4 * x + 0.5)
    line = np.linspace(-2, 2, 4_001)
    return bool(x**4 - 2 * x**2 + x / 2 <= (line**4 - 2 * line**2 + line / 2).min() + 1e-6)


def scored(score: Callable[..., float], y: np.ndarray, predicted: np.ndarray) -> float | None:
    """A metric of scikit-learn, or None if it refuses such targets."""
    try:
        return float(score(y, predicted))
    except ValueError:
        return None


@computes("metrics-by-task")
def metrics_by_task() -> list[str]:
    """Which of the slide's seven metrics of scikit-learn do not change when three classes are numbered otherwise, and
    which put a near forecast of real numbers before a far one, where neither is ever exactly right?"""
    from sklearn import metrics

    averaged = {"average": "macro"}
    of_slide: dict[str, Callable[..., float]] = {
        "accuracy": metrics.accuracy_score,
        "precision": partial(metrics.precision_score, **averaged),
        "recall": partial(metrics.recall_score, **averaged),
        "f1": partial(metrics.f1_score, **averaged),
        "mse": metrics.mean_squared_error,
        "mae": metrics.mean_absolute_error,
        "rmse": metrics.root_mean_squared_error,
    }
    draw, renumbered = np.random.default_rng(0), np.array([2, 0, 1])
    y, predicted = draw.integers(0, 3, (2, 60))
    classes, otherwise = (y, predicted), (renumbered[y], renumbered[predicted])
    target = draw.normal(size=60)
    near, far = (target, target + 0.1), (target, target + 1.0)
    of_classes = [name for name, score in of_slide.items() if np.isclose(score(*classes), score(*otherwise))]
    of_numbers = [name for name, score in of_slide.items() if scored(score, *near) != scored(score, *far)]
    return of_classes + of_numbers


@computes("regression-metric-is-the-loss")
def regression_metric_is_the_loss(lesson: ModuleType) -> list[bool]:
    """In 200 random pairs of predictions: is the one with the lower MSE, RMSE or MAE that with the lower loss?"""
    draw = np.random.default_rng(0)
    targets = np.zeros(8)
    same = {"mse": True, "rmse": True, "mae": True}
    for one, other in draw.standard_t(2, size=(200, 2, 8)):  # errors, now and then a large one
        by_loss = (one**2).sum() < (other**2).sum()
        metrics, others = lesson.regression_metrics(targets, one), lesson.regression_metrics(targets, other)
        for name in same:
            same[name] &= (metrics[name] < others[name]) == bool(by_loss)
    return list(same.values())


@computes("accuracy-cannot-be-descended", lesson="ch10_gradient_descent")
def accuracy_cannot_be_descended(lesson: ModuleType) -> bool:
    """Derivatives at 20 random thetas of a logistic regression: of the accuracy all are 0, of the log loss none."""
    x, _, y = example()
    points = np.random.default_rng(3).normal(size=(20, 2))
    of_accuracy = [finite_differences(lambda t: float(((x @ t > 0) == y).mean()), theta) for theta in points]
    of_loss = [finite_differences(lambda t: lesson.log_loss(t, x, y), theta) for theta in points]
    return not np.any(of_accuracy) and all(np.abs(gradient).max() > 1e-4 for gradient in of_loss)
