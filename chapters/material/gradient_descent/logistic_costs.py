"""The two costs of a logistic regression that the slides have, their gradients, and which of them is convex.

The steps from the likelihood to the log loss are written out in `ch10_gradient_descent`. Shapes: theta (n, 1), features
x (m, n) with x_0 = 1, targets y (m, 1) of 0 and 1.
"""

from __future__ import annotations

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """The logistic regression's h: 1 / (1 + e^-z), for any z without overflow."""
    from comparison import losses  # here: it can draw, and --help shall be fast

    return losses.sigmoid(z)


def likelihood(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """prod_i h_i^y_i (1 - h_i)^(1 - y_i): how probable these targets are under theta."""
    h = sigmoid(x @ theta)
    return float(np.prod(h**y * (1 - h) ** (1 - y)))


def log_loss(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """J = -1/m sum_i [y_i log h_i + (1 - y_i) log(1 - h_i)], by log h = -log(1 + e^-z), which never overflows."""
    z = x @ theta
    return float((y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)).mean())


def squared_error_gradient(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Of 1/2m sum_i (sigmoid(z_i) - y_i)^2: here h (1 - h) stays, and is near zero wherever the sigmoid is flat."""
    h = sigmoid(x @ theta)
    return x.T @ ((h - y) * h * (1 - h)) / len(x)


def curvature(theta: np.ndarray, x: np.ndarray, y: np.ndarray, *, squared: bool) -> float:
    """The smallest eigenvalue of the second derivatives (Hessian): below zero where a cost is not convex.

    Both Hessians are 1/m sum_i c_i x_i x_i^T, with c = h (1 - h) for the log loss, never negative, and for the squared
    error with 1/2m c = h (1 - h) [h (1 - h) + (h - y)(1 - 2 h)], which is negative where h is far from y.
    """
    h = sigmoid(x @ theta)
    slope = h * (1 - h)
    c = slope * (slope + (h - y) * (1 - 2 * h)) if squared else slope
    return float(np.linalg.eigvalsh(x.T @ (c * x) / len(x)).min())


def print_likelihood(thetas: dict[str, np.ndarray], x: np.ndarray, y: np.ndarray) -> None:
    """At each theta the likelihood of all targets, -1/m of its logarithm, and the log loss."""
    for name, theta in thetas.items():
        product = likelihood(theta, x, y)
        mean, cost = -np.log(product) / len(x), log_loss(theta, x, y)
        print(f"  {name}: L = {product:.1e}, -1/m log L = {mean:.6f}, J = {cost:.6f}")
