"""Numerical differentiation (수치 미분): the gradient of a function from its values alone.

A gradient that was derived and written by hand is checked with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from comparison.judging_input import numbers
from runtime.arguments import number, shown
from runtime.errors import UserError


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

    Raises:
        UserError: it is no function, the point is not finite numbers, or the width is not above 0.
    """
    if not callable(function):
        raise UserError(f"finite_differences takes a function of the point, not {shown(function)}")
    width, point = number("width", width, above=0), numbers("the point", at).reshape(np.shape(at))
    if not np.isfinite(point).all():
        raise UserError("the point is not all finite numbers; a function has no gradient there")
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
