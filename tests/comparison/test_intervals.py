import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comparison.intervals import mean_and_interval


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=20))
def test_the_interval_is_scipys(values):
    mean, half = mean_and_interval(values)
    assert mean == pytest.approx(np.mean(values), abs=1e-9)
    if np.std(values) > 1e-6:
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
        assert half == pytest.approx((high - low) / 2, rel=1e-6)


def test_one_value_has_no_interval():
    assert mean_and_interval([0.5]) == (0.5, None)
