"""The squared error of a logistic regression, which is not convex, and the curvature of both its costs.

The log loss and its gradient are written out in the lesson. Shapes: theta (n, 1), features x (m, n) with x_0 = 1,
targets y (m, 1) of 0 and 1.
"""

from __future__ import annotations

import numpy as np

from comparison.losses import sigmoid


def squared_error_of_sigmoid(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """J = 1/2m sum_i (h_i - y_i)^2 with h = sigmoid(theta^T x)."""
    return float(((sigmoid(x @ theta) - y) ** 2).sum() / (2 * len(x)))


def gradient_of_squared_error(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """1/m sum_i (h_i - y_i) h_i (1 - h_i) x_i: the factor h (1 - h) is near zero where the sigmoid is flat."""
    h = sigmoid(x @ theta)
    return x.T @ ((h - y) * h * (1 - h)) / len(x)


def curvature_of_log_loss(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """The smallest eigenvalue of the second derivatives 1/m sum_i c_i x_i x_i^T, with c = h (1 - h): never negative."""
    h = sigmoid(x @ theta)
    return _smallest_eigenvalue(x, h * (1 - h))


def curvature_of_squared_error(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """The same for the squared error: c = h (1 - h) [h (1 - h) + (h - y) (1 - 2 h)], negative where h is far from y."""
    h = sigmoid(x @ theta)
    slope = h * (1 - h)
    return _smallest_eigenvalue(x, slope * (slope + (h - y) * (1 - 2 * h)))


def _smallest_eigenvalue(x: np.ndarray, c: np.ndarray) -> float:
    return float(np.linalg.eigvalsh(x.T @ (c * x) / len(x)).min())


CURVATURES = {"log loss": curvature_of_log_loss, "squared error": curvature_of_squared_error}
"""Cost -> its smallest curvature in any direction at theta: where it is negative, the cost curves downwards."""
