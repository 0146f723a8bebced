"""Finite differences: gradients that are known, points of any shape, and a point that is left alone."""

import numpy as np
import pytest

import comparison
from comparison.gradients import finite_differences
from runtime.errors import UserError

DRAW = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(), (3,), (2, 1), (2, 3), (2, 2, 2), (0,)])
def test_a_gradient_has_the_shape_of_the_point(shape):
    at = DRAW.normal(size=shape)
    found = finite_differences(lambda x: np.sum(np.sin(x) + x**3), at)
    assert found.shape == shape
    assert found.dtype == np.float64
    assert np.allclose(found, np.cos(at) + 3 * at**2, atol=1e-8)


def test_numbers_that_act_together():
    matrix = DRAW.normal(size=(4, 4))
    at = DRAW.normal(size=4)
    assert np.allclose(finite_differences(lambda x: x @ matrix @ x, at), (matrix + matrix.T) @ at, atol=1e-8)


def test_whole_and_float32_numbers_are_moved_in_float64():
    for at in ([1, 2], np.array([1, 2], np.float32)):
        assert np.allclose(finite_differences(lambda x: np.sum(x**2), at), [2, 4], atol=1e-8)
    assert np.isclose(finite_differences(lambda x: x**2, 3), 6)


def test_the_point_and_what_the_function_keeps_of_it_stay_as_they_are():
    at, seen = np.array([1.0, 2.0]), []

    def function(x):
        seen.append(x)
        return x.sum()

    finite_differences(function, at, width=0.5)
    assert at.tolist() == [1, 2]
    assert [x.tolist() for x in seen] == [[1.5, 2], [0.5, 2], [1, 2.5], [1, 1.5]]


def test_the_error_grows_with_the_square_of_the_width():
    errors = [abs(finite_differences(np.exp, 0.0, width) - 1) for width in (1e-2, 1e-3)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=1e-3)


def test_it_is_exported():
    assert comparison.finite_differences is finite_differences


@pytest.mark.parametrize("bad", [
    {"function": [1]}, {"at": "x"}, {"at": [1, None]}, {"at": [float("nan")]}, {"width": 0}, {"width": float("inf")},
])  # fmt: skip
def test_bad_input_is_one_sentence(bad):
    with pytest.raises(UserError):
        finite_differences(**{"function": np.sum, "at": [1.0, 2.0], **bad})
