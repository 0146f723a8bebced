"""The slide's picture: the far example moves the line's boundary and not that of the S-curve."""

import numpy as np

from chapters.material.lines.examples import FAR_X, FAR_Y, X, Y
from chapters.material.logistic_regression.figures import draw_s_curve, s_curve
from comparison.losses import sigmoid


def test_the_far_example_hardly_moves_the_s_curve(tmp_path):
    curves = [s_curve(X, Y), s_curve(FAR_X, FAR_Y)]
    near, far = (-bias / weight for weight, bias in curves)
    assert abs(near - far) < 0.01
    for (weight, bias), x, y in zip(curves, (X, FAR_X), (Y, FAR_Y), strict=True):
        error = sigmoid(weight * x + bias) - y
        assert abs(error.mean()) < 1e-4  # the derivatives of the cost, with its penalty, are 0
        assert abs((error * x).mean() + 2e-3 * weight) < 1e-3
    lines = [np.polyfit(X, Y, 1), np.polyfit(FAR_X, FAR_Y, 1)]
    near, far = ((0.5 - intercept) / slope for slope, intercept in lines)
    assert far - near > 1
    assert draw_s_curve(tmp_path / "s_curve.png").read_bytes().startswith(b"\x89PNG")
