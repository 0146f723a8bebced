"""Figures of backpropagation: files that are pictures, for images and for rows of features."""

import numpy as np
import pytest

import datasets
from chapters.ch11_backpropagation import cost_of, gradient, network
from chapters.material.backpropagation.figures import draw_checks, draw_passes, draw_two_ways

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("example", [np.zeros((8, 8, 1)), np.zeros((8, 8, 3)), np.zeros(2)])
def test_both_passes(example, tmp_path):
    values = [np.arange(3.0)[None], np.arange(2.0)[None]]
    assert draw_passes(example, "a class", values, values, tmp_path / "a.png").read_bytes().startswith(PICTURE)


def test_pictures(tmp_path):
    data = datasets.load("moons").take(20)
    model = network(data.input_shape, data.outputs, data.task, units=(3,))
    figures = [
        draw_checks(model, data, gradient, cost_of, tmp_path / "b.png"),
        draw_two_ways({0.1: 0.01, 1.0: 0.1}, {"one": [2, 1.0], "other": [2, 3.0]}, 0.5, tmp_path / "c.png"),
    ]
    assert all(figure.read_bytes().startswith(PICTURE) for figure in figures)
