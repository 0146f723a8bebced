"""What counts as a number, a flag, a path: NumPy's do, True and False are no numbers."""

import numpy as np
import pytest

from runtime.arguments import (
    choice,
    flag,
    fraction,
    instance,
    is_number,
    number,
    path,
    shown,
    whole_number,
    whole_numbers,
)
from runtime.errors import UserError


def test_whole_numbers_pass_as_pythons():
    assert whole_number("nodes", np.int64(3), 3) == 3
    assert whole_numbers("depths", [np.int32(1), 2]) == (1, 2)
    assert type(whole_numbers("depths", (np.int32(1),), 1)[0]) is int  # NumPy's would not go into JSON


@pytest.mark.parametrize("value", [2, 3.0, "3", None, True, float("nan")])
def test_others_are_refused(value):
    with pytest.raises(UserError, match=f"nodes has to be a whole number of 3 or more, not {value!r}"):
        whole_number("nodes", value, 3)


@pytest.mark.parametrize("values", [(), (1,), (1, 2, 3), (1, 0), (1, 2.0), 12, "12", None])
def test_other_tuples_are_refused(values):
    with pytest.raises(UserError, match="filters have to be a tuple of whole numbers of 1 or more, 2 of them"):
        whole_numbers("filters", values, 2)
    if values == ():
        with pytest.raises(UserError, match="at least one of them"):
            whole_numbers("filters", values)


def test_numpys_values_come_back_as_pythons():
    assert fraction("dropout", np.float32(0.5)) == 0.5
    assert number("l2", np.int64(2), 0) == 2.0
    assert flag("full", np.bool_(False)) is False
    assert whole_numbers("hidden", (), may_be_empty=True) == ()
    assert {type(value) for value in (fraction("a", np.float32(0)), number("a", np.float64(1)))} == {float}
    assert str(path("folder", "runs")) == "runs"


@pytest.mark.parametrize("value", [1, -0.1, float("nan"), "0.1", None, True, np.bool_(True), [0.1]])
def test_what_is_no_fraction(value):
    with pytest.raises(UserError, match="dropout has to be a number from 0 to below 1, not "):
        fraction("dropout", value)


@pytest.mark.parametrize("value", [0, -1, float("inf"), "1", None, True])
def test_what_is_no_number_above_0(value):
    with pytest.raises(UserError, match="max_norm has to be a number above 0, not "):
        number("max_norm", value, above=0)


@pytest.mark.parametrize("value", ["no", 0, 1, None, np.int64(1)])
def test_what_is_no_flag(value):
    with pytest.raises(UserError, match="full has to be True or False, not "):
        flag("full", value)


@pytest.mark.parametrize("value", ["", "a\0b", 3, None])
def test_what_is_no_path(value):
    with pytest.raises(UserError, match="folder has to be a path, not "):
        path("folder", value)


def test_what_is_no_choice_and_a_long_value():
    for value in ("lstm", None, ["LSTM"], "x" * 1_000):
        with pytest.raises(UserError, match=r"unknown; choose LSTM, GRU$") as caught:
            choice("cell", value, ("LSTM", "GRU"))
        assert len(str(caught.value)) < 150
    with pytest.raises(UserError, match="of 0 to 9, not 10"):
        whole_number("digit", 10, 0, 9)


def test_an_integer_that_no_float_holds_is_no_number():
    assert not is_number(10**400)
    with pytest.raises(UserError, match="l2 has to be a number of 0 or more, not 1000"):
        number("l2", 10**400, 0)


class Unshown:
    def __repr__(self):
        raise RuntimeError("no text")


def test_what_cannot_be_shown_is_named_by_its_type():
    assert shown(Unshown()) == "an object of the type Unshown"
    with pytest.raises(
        UserError, match="epochs has to be a whole number of 1 or more, not an object of the type Unshown"
    ):
        whole_number("epochs", Unshown(), 1)


def test_objects_of_a_type():
    assert instance("table", (1, 2), tuple, "a tuple") == (1, 2)
    with pytest.raises(UserError, match=r"table has to be a tuple, not \[1\]; give what compare returns"):
        instance("table", [1], tuple, "what compare returns")
