"""What counts as a whole number."""

import numpy as np
import pytest

from models.whole_numbers import whole_number, whole_numbers
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
