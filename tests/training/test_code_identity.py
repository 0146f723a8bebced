"""What computes something else has other digits; what computes the same has the same, also when written twice."""

import copy
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.backend import keras, tf
from training.code_identity import content, digits


def scaled(factor):
    return lambda value: value * factor


def written_twice(number=1):
    def function(value, power=2):
        return value**power + number

    return function


class Waits:
    limit = 3

    def __init__(self, steps):
        self._steps = steps

    def over(self, step):
        return step > self._steps + self.limit


class WaitsLonger(Waits):
    limit = 4


@given(st.integers(), st.integers())
def test_a_closure_counts_with_its_values(one, other):
    assert (digits(scaled(one)) == digits(scaled(other))) == (one == other)


def test_equal_code_has_equal_digits():
    assert digits(written_twice()) == digits(written_twice())
    assert digits(lambda x: x + 1) == digits(lambda x: x + 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda x: x + 1, lambda x: x + 2),
        (lambda x: x + 1, lambda x: x - 1),
        (lambda x: np.sin(x), lambda x: np.cos(x)),
        (lambda x, k=1: x + k, lambda x, k=2: x + k),
        (lambda x: [y + 1 for y in x], lambda x: [y + 2 for y in x]),
        (partial(max, 1), partial(max, 2)),
        (partial(int, base=8), partial(int, base=16)),
        (Waits, WaitsLonger),
        (Waits(1), Waits(2)),
        (Waits(1).over, Waits(2).over),
        (Waits(np.zeros(3)), Waits(np.ones(3))),
        (Waits({"a": [1, 2]}), Waits({"a": [1, 3]})),
        (Waits([[1], 2]), Waits([1, [2]])),
        (Waits({1, 2}), Waits({1, 3})),
        (Waits(Path("a")), Waits(Path("b"))),
        (Waits(True), Waits(1)),
        (keras.losses.mean_squared_error, keras.losses.mean_absolute_error),
    ],
)
def test_what_computes_something_else_has_other_digits(one, other):
    assert digits(one) != digits(other)


def test_a_function_may_know_itself():
    def again(n):
        return again(n - 1) if n else 0

    waits = Waits(1)
    waits.itself = waits
    assert digits(again) == digits(again)
    assert digits(waits) == digits(waits)


def test_the_content_of_arrays_is_their_type_their_shape_and_their_values():
    zeros = np.zeros((2, 3), np.float32)
    others = [zeros.T, zeros.astype(np.int32), zeros + 1, np.zeros(6, np.float32)]
    assert len({content(array) for array in (zeros, *others)}) == 5
    assert content(zeros) == content(zeros.copy()) == content(np.zeros((4, 3), np.float32)[::2])
    assert content(zeros, zeros) != content(zeros)
    assert content(np.array(["가", "b"])) != content(np.array(["가", "c"]))


def test_what_python_adds_to_a_class_does_not_count():
    class Layer:
        pass

    before = digits(Layer)
    assert Layer.__annotations__ == {}  # made by this very question
    copy.copy(Layer())
    assert "__slotnames__" in vars(Layer)
    assert digits(Layer) == before


def test_a_function_that_tensorflow_traces_is_its_code():
    one, same, other = (tf.function(scaled(factor)) for factor in (2.0, 2.0, 3.0))
    assert digits(one) == digits(same) != digits(other)
    one(tf.constant(1.0))
    assert digits(one) == digits(same)
