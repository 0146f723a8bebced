"""Three cost surfaces of two parameters for the paths of optimizers: a narrow valley, a saddle, and two valleys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Surface:
    """A cost of two parameters.

    Attributes:
        cost: points (..., 2) -> cost (...).
        gradient: point (2,) -> gradient (2,).
        start: where the paths begin.
        minima: the global minimum (or minima) first, then local ones.
        limits: of both axes of the picture, of equal length: a unit is as long on both, or a valley looks wide.
    """

    cost: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray], np.ndarray]
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    limits: tuple[tuple[float, float], tuple[float, float]]


def valley_cost(p: np.ndarray) -> np.ndarray:
    """x^2 / 2 + 10 y^2: the curvature across is twenty times that along the valley."""
    return p[..., 0] ** 2 / 2 + 10 * p[..., 1] ** 2


def valley_gradient(p: np.ndarray) -> np.ndarray:
    """(x, 20 y)."""
    return np.array([p[0], 20 * p[1]])


def saddle_cost(p: np.ndarray) -> np.ndarray:
    """x^2 - y^2 + y^4 / 4: a saddle at the origin between minima at y = -sqrt 2 and sqrt 2."""
    return p[..., 0] ** 2 - p[..., 1] ** 2 + p[..., 1] ** 4 / 4


def saddle_gradient(p: np.ndarray) -> np.ndarray:
    """(2 x, -2 y + y^3)."""
    return np.array([2 * p[0], -2 * p[1] + p[1] ** 3])


def two_valleys_cost(p: np.ndarray) -> np.ndarray:
    """x^4 - 2 x^2 + x / 2 + y^2: the global minimum lies on the left, a local one on the right."""
    return p[..., 0] ** 4 - 2 * p[..., 0] ** 2 + p[..., 0] / 2 + p[..., 1] ** 2


def two_valleys_gradient(p: np.ndarray) -> np.ndarray:
    """(4 x^3 - 4 x + 1 / 2, 2 y)."""
    return np.array([4 * p[0] ** 3 - 4 * p[0] + 0.5, 2 * p[1]])


_right, _, _left = np.sort(np.roots([4, 0, -4, 0.5]).real)[::-1]

SURFACES = {
    "narrow valley": Surface(valley_cost, valley_gradient, (-3.5, 0.9), ((0.0, 0.0),), ((-4, 1.6), (-2.8, 2.8))),
    "saddle": Surface(
        saddle_cost, saddle_gradient, (-1.8, 0.02), ((0.0, 2**0.5), (0.0, -(2**0.5))), ((-2.2, 2.2), (-2.2, 2.2))
    ),
    "two valleys": Surface(
        two_valleys_cost, two_valleys_gradient, (1.7, 1.2), ((_left, 0.0), (_right, 0.0)), ((-2, 2), (-2, 2))
    ),
}
