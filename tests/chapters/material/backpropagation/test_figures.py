"""Figures of backpropagation: files that are pictures, for images and for rows of features."""

import numpy as np
import pytest

from chapters.material.backpropagation.figures import plot_checks, plot_passes, plot_two_steps

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("example", [np.zeros((8, 8, 1)), np.zeros((8, 8, 3)), np.zeros(2)])
def test_both_passes(example, tmp_path):
    values = [np.arange(3.0), np.arange(2.0)]
    assert plot_passes(example, values, values, "a class", tmp_path / "a.png").read_bytes().startswith(PICTURE)


def test_pictures(tmp_path):
    row = np.arange(3.0)
    figures = [
        plot_checks(row, row + 1e-6, {1e-3: 1e-6, 1e-2: 1e-4}, 2.0, tmp_path / "b.png"),
        plot_two_steps({0.1: 0.01, 1.0: 0.1}, {"one": [2, 1.0], "other": [2, 3.0]}, tmp_path / "c.png", rate=0.5),
    ]
    assert all(figure.read_bytes().startswith(PICTURE) for figure in figures)
