"""Numerical differentiation (수치 미분): the gradient of a function from its values alone.

A gradient that was derived and written by hand is checked with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def finite_differences(function: Callable[[np.ndarray], Any], at: Any, width: float = 1e-6) -> np.ndarray:
    """The gradient of a function at a point by central differences.

    For every number x of the point it is (f(x + width) - f(x - width)) / (2 width), with all other numbers as they are.
    The function is called twice for every number, so this is for checks and not for training.

    Args:
        function: an array of the point's shape -> a number.
        at: the point: a number or an array of any shape. It is left as it is.
        width: how far each number is moved up and down. A wide difference misses the curvature of the function (the
            error grows with the square of the width); in a narrow one the two values are almost equal and rounding
            counts. Values from 1e-6 to 1e-4 are good where function and point are of the order of 1.

    Returns:
        The derivatives in float64, in the shape of the point.
    """
    point = np.array(at, np.float64)  # a copy
    derivatives = np.empty_like(point)
    for index in np.ndindex(point.shape):
        value = point[index]
        point[index] = value + width
        above = float(function(point.copy()))
        point[index] = value - width
        below = float(function(point.copy()))
        point[index] = value
        derivatives[index] = (above - below) / (2 * width)
    return derivatives
