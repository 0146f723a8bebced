"""The two measurements of iris that chapter 2 draws."""

import numpy as np

import datasets
from chapters.material.logistic_regression.two_measurements import petals


def test_petals_are_the_last_two_measurements():
    flowers, whole = petals(), datasets.load("iris")
    assert flowers.input_shape == (2,)
    for name in ("train", "validation", "test"):
        assert np.array_equal(flowers.split(name).x, whole.split(name).x[:, [2, 3]])
