"""The plane over which chapter 3 draws."""

import datasets
from chapters.material.nonlinearity.figures import plane


def test_the_plane_covers_the_examples():
    data = datasets.load("moons").take(50)
    x, _, points = plane(data)
    assert x.shape == (120, 120)
    assert (points.min(axis=0) < data.train.x.min(axis=0)).all()
    assert (points.max(axis=0) > data.train.x.max(axis=0)).all()
