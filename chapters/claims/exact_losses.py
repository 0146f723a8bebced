"""What the slide on losses says, computed in plain sight with the package's losses. One function a claim.

See `exact_lines` for how functions and claims belong together.
"""

from __future__ import annotations

import math

import numpy as np

from chapters.claims.exact_costs import example
from chapters.claims.registry import computes
from comparison.gradients import finite_differences
from comparison.losses import Loss, named, sigmoid

STRENGTH = 1.0  # of the penalty on the weight


@computes("cost-is-the-sum-of-losses")
def cost_is_the_sum_of_losses() -> bool:
    """Lines y = w x for 3,001 w from 0 to 3: the sum of their squared errors (the loss of the table) plus w^2 is lowest
    at another w than the mean plus w^2."""
    x, w = np.arange(1.0, 11.0), np.linspace(0, 3, 3_001)
    losses = named("squared error").value(2 * x, w[:, None] * x)
    of_sum, of_mean = (w[(cost + STRENGTH * w**2).argmin()] for cost in (losses.sum(axis=1), losses.mean(axis=1)))
    return bool(of_sum != of_mean)


@computes("losses-by-task")
def losses_by_task() -> list[str]:
    """Of three Keras losses for each task, the one that equals -log likelihood up to a factor and a constant.

    The likelihood is that of two classes, of three classes, and of errors with a normal distribution.
    """
    from runtime.backend import keras

    draw = np.random.default_rng(0)  # 30 sets of predictions for twelve examples
    p, z = draw.uniform(0.05, 0.95, (30, 12, 1)), draw.normal(size=(30, 12, 1))
    classes = draw.dirichlet(np.ones(3), (30, 12))
    yes, kind, y = draw.integers(0, 2, (12, 1)), draw.integers(0, 3, 12), draw.normal(size=(12, 1))
    chosen = classes[:, np.arange(12), kind]
    gaussian = np.exp(-((y - z) ** 2) / 2) / math.sqrt(2 * math.pi)
    one_hot = np.eye(3)[kind]
    tasks = [
        (yes, p, np.where(yes == 1, p, 1 - p), ("binary_crossentropy", "mean_squared_error", "hinge")),
        (one_hot, classes, chosen, ("binary_crossentropy", "mean_squared_error", "sparse_categorical_crossentropy")),
        (y, z, gaussian, ("mean_absolute_error", "mean_squared_error", "huber")),
    ]
    found = []
    for target, predictions, likelihood, names in tasks:
        cost = -np.log(likelihood).reshape(30, -1).mean(axis=1)
        for name in names:
            truth = kind if name.startswith("sparse") else target
            losses = [float(np.mean(keras.losses.get(name)(truth, prediction))) for prediction in predictions]
            if np.corrcoef(losses, cost)[0, 1] > 1 - 1e-6:  # one is the other times a factor and plus a constant
                found.append(name)
    return found


SCORES = np.array([-3.0, -1.0, -0.2, 0.4, 1.5, 4.0])


def gradient_fits(loss: Loss, y: np.ndarray | float) -> bool:
    """Whether a loss's gradient is its derivative with respect to the output, by central differences at `SCORES`."""
    by_differences = finite_differences(lambda z: loss.value(y, z).sum(), SCORES)
    return np.allclose(loss.gradient(y, SCORES), by_differences, atol=1e-6)


@computes("squared-loss-of-the-table")
def squared_loss_of_the_table() -> bool:
    """The package's loss is 1/2 (y - z)^2 at six outputs for y = -0.7 and 2, and its gradient is z - y, also by central
    differences."""
    loss = named("squared error")
    return all(
        np.allclose(loss.value(y, SCORES), 0.5 * (y - SCORES) ** 2)
        and np.allclose(loss.gradient(y, SCORES), SCORES - y)
        and gradient_fits(loss, y)
        for y in (-0.7, 2.0)
    )


@computes("logistic-loss-of-the-table")
def logistic_loss_of_the_table() -> bool:
    """The package's loss at six scores is log(1 + exp(-y z)). This equals -log sigmoid(z) for y = 1, and
    -log(1 - sigmoid(z)) for y = -1. Its gradient is that of central differences."""
    loss, probability = named("logistic"), sigmoid(SCORES)
    return all(
        np.allclose(loss.value(y, SCORES), np.log(1 + np.exp(-y * SCORES)))
        and np.allclose(loss.value(y, SCORES), -np.log(of_the_true_class))
        and gradient_fits(loss, y)
        for y, of_the_true_class in ((1, probability), (-1, 1 - probability))
    )


@computes("hinge-loss-of-the-table")
def hinge_loss_of_the_table() -> bool:
    """The mean of the package's loss max(0, 1 - y z) equals scikit-learn's hinge loss; its gradient is that of central
    differences; loss and gradient are 0 wherever y z is above 1."""
    from sklearn.metrics import hinge_loss

    loss, y = named("hinge"), np.array([-1, 1, 1, -1, 1, 1])
    same = np.allclose(loss.value(y, SCORES), np.maximum(0, 1 - y * SCORES))
    same = same and np.isclose(loss.value(y, SCORES).mean(), hinge_loss(y, SCORES)) and gradient_fits(loss, y)
    beyond = y * SCORES > 1
    return bool(same and not loss.value(y, SCORES)[beyond].any() and not loss.gradient(y, SCORES)[beyond].any())


@computes("logistic-loss-is-cross-entropy")
def logistic_loss_is_cross_entropy() -> bool:
    """The package's logistic loss at (y, z) equals its cross-entropy at ((y + 1) / 2, sigmoid(z)), and both equal
    -log of the probability of the true class, for six scores and both classes."""
    h = sigmoid(SCORES)
    logistic = [named("logistic").value(y, SCORES) for y in (-1, 1)]
    cross_entropy = [named("cross-entropy").value(y, h) for y in (0, 1)]
    written = [-np.log(1 - h), -np.log(h)]
    return np.allclose(logistic, cross_entropy) and np.allclose(logistic, written)


@computes("targets-belong-to-the-formula")
def targets_belong_to_the_formula() -> bool:
    """With y = 0 at six scores, the logistic loss is log 2 each time and the hinge loss is 1."""
    logistic, hinge = (named(name).value(0, SCORES) for name in ("logistic", "hinge"))
    return np.allclose(logistic, math.log(2)) and np.allclose(hinge, 1)


@computes("models-of-the-table")
def models_of_the_table() -> bool:
    """None of 200 random changes of a fitted scikit-learn model's parameters lowers its loss (plus its penalty)."""
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.svm import SVC

    x, y, classes = example()
    x, signs, draw = x[:, 1:], 2 * classes - 1, np.random.default_rng(2)
    penalty = 0.5  # 1/2 w^2, with C = 1 times the sum of the losses
    rows = [
        (LinearRegression().fit(x, y), named("squared error"), y, 0.0),
        (LogisticRegression(tol=1e-10).fit(x, signs), named("logistic"), signs, penalty),
        (SVC(kernel="linear", tol=1e-10).fit(x, signs), named("hinge"), signs, penalty),
    ]
    for model, loss, target, strength in rows:
        w, b = float(np.ravel(model.coef_)[0]), float(np.ravel(model.intercept_)[0])

        def objective(w: float, b: float, loss=loss, target=target, strength=strength) -> float:  # noqa: ANN001
            return float(loss.value(target, w * x[:, 0] + b).sum()) + strength * w * w

        if any(objective(w + dw, b + db) < objective(w, b) - 1e-6 for dw, db in draw.normal(0, 0.1, (200, 2))):
            return False
    return True
