"""Surfaces: gradients against finite differences, and minima in the order of their cost."""

import numpy as np
import pytest

from chapters.material.optimizers.surfaces import SURFACES


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_and_minima(name):
    surface = SURFACES[name]
    for point in np.random.default_rng(0).normal(size=(5, 2)):
        steps = 1e-6 * np.eye(2)
        slopes = [(surface.cost(point + step) - surface.cost(point - step)) / 2e-6 for step in steps]
        assert np.allclose(surface.gradient(point), slopes, atol=1e-5)
    for minimum in surface.minima:
        assert np.allclose(surface.gradient(np.array(minimum)), 0, atol=1e-9)
    costs = [surface.cost(np.array(minimum)) for minimum in surface.minima]
    assert costs == sorted(costs)


@pytest.mark.parametrize("name", SURFACES)
def test_both_axes_are_equally_long_and_show_start_and_minima(name):
    surface = SURFACES[name]
    (left, right), (low, high) = surface.limits
    assert right - left == pytest.approx(high - low)
    for x, y in (surface.start, *surface.minima):
        assert left < x < right
        assert low < y < high
