import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

import datasets


@pytest.mark.parametrize("name", ["moons", "circles", "xor", "spirals"])
def test_a_neighbour_knows_what_a_line_does_not(name):
    data = datasets.load(name)
    line = LogisticRegression().fit(data.train.x, data.train.y).score(data.test.x, data.test.y)
    neighbour = KNeighborsClassifier(5).fit(data.train.x, data.train.y).score(data.test.x, data.test.y)
    assert neighbour > 0.9
    assert line < neighbour - 0.05
    if name != "moons":
        assert line < 0.7


@pytest.mark.parametrize("name", ["moons", "circles", "xor", "spirals"])
def test_classes_are_equal_and_splits_differ(name):
    data = datasets.load(name, noise=0.0)
    assert data.test.y.sum() * 2 == len(data.test)
    assert not {tuple(point) for point in data.train.x} & {tuple(point) for point in data.test.x}


def test_noise_is_what_it_says():
    calm, noisy = datasets.load("circles", noise=0), datasets.load("circles", noise=0.3)
    radius = np.hypot(*calm.test.x.T)
    np.testing.assert_allclose(radius[calm.test.y == 0].mean() / radius[calm.test.y == 1].mean(), 2, rtol=0.02)
    assert not np.array_equal(calm.train.x, noisy.train.x)
