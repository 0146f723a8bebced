"""The costs of a logistic regression: gradient and curvature against finite differences."""

import numpy as np
import pytest

from chapters.ch10_gradient_descent import logistic_gradient
from chapters.material.gradient_descent.logistic_costs import (
    CURVATURES,
    gradient_of_squared_error,
    squared_error_of_sigmoid,
)
from comparison.gradients import finite_differences

DRAW = np.random.default_rng(0)
X = np.column_stack([np.ones(60), DRAW.normal(size=(60, 2))])
CLASSES = (X @ [[0.5], [1.0], [-2.0]] + DRAW.normal(size=(60, 1)) > 0).astype(float)
THETA = np.array([[0.3], [-2.0], [1.5]])


def test_the_gradient_of_the_squared_error():
    numeric = finite_differences(lambda theta: squared_error_of_sigmoid(theta, X, CLASSES), THETA)
    assert np.allclose(gradient_of_squared_error(THETA, X, CLASSES), numeric)


@pytest.mark.parametrize(
    ("name", "gradient"), [("log loss", logistic_gradient), ("squared error", gradient_of_squared_error)]
)
def test_the_curvature_is_the_smallest_of_the_hessian(name, gradient):
    hessian = [finite_differences(lambda t, j=j: gradient(t, X, CLASSES)[j, 0], THETA)[:, 0] for j in range(3)]
    smallest = CURVATURES[name](THETA, X, CLASSES)
    assert np.isclose(smallest, np.linalg.eigvalsh(hessian).min(), atol=1e-7)
    assert (smallest < -1e-4) == (name == "squared error")  # only the squared error curves downwards here
