"""The figure of the gradients has a line for every activation function."""

import numpy as np

from chapters.material.activations.curves import CURVES
from chapters.material.activations.figures import draw_gradients


def test_nine_lines_can_be_told_apart(tmp_path):
    sizes = {name: 10.0 ** -np.arange(4.0) * (1 + place) for place, name in enumerate([*CURVES, "linear"])}
    assert len(sizes) == 9
    assert draw_gradients(sizes, tmp_path / "gradients.png").exists()
