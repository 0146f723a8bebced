"""The parts of a spread against SciPy, against data of known parts, and at the edges."""

import numpy as np
import pytest
from scipy import stats

from comparison.spreads import spread
from runtime.errors import UserError


def test_the_f_test_is_scipys():
    values = np.random.default_rng(0).normal(size=(4, 5)) + np.arange(4)[:, None] * 0.7
    assert spread(values).p_value == pytest.approx(stats.f_oneway(*values).pvalue)


def test_known_parts_are_found():
    rng = np.random.default_rng(1)
    found = [spread(rng.normal(scale=0.3, size=(6, 1)) + rng.normal(scale=0.4, size=(6, 5))) for _ in range(400)]
    assert np.mean([each.between**2 for each in found]) == pytest.approx(0.09, rel=0.15)
    assert np.mean([each.within**2 for each in found]) == pytest.approx(0.16, rel=0.05)
    truth = 0.09 / 0.25
    assert np.mean([each.interval[0] <= truth <= each.interval[1] for each in found]) == pytest.approx(0.95, abs=0.03)


def test_groups_that_do_not_differ_are_rarely_told_apart():
    rng = np.random.default_rng(2)
    found = [spread(rng.normal(size=(4, 5))) for _ in range(400)]
    assert np.mean([each.p_value < 0.05 for each in found]) == pytest.approx(0.05, abs=0.03)
    assert np.median([each.share for each in found]) < 0.05


def test_no_spread_within():
    apart, equal = spread([[1.0, 1.0], [2.0, 2.0]]), spread([[1.0, 1.0], [1.0, 1.0]])
    assert (apart.share, apart.p_value, apart.interval) == (1.0, 0.0, (1.0, 1.0))
    assert (equal.share, equal.p_value, equal.interval) == (0.0, 1.0, (0.0, 1.0))
    nearly = spread([[1.0, 1.0 + 1e-9], [2.0, 2.0 + 1e-9]])
    assert nearly.p_value == pytest.approx(apart.p_value, abs=1e-9) and "p = 0" in str(apart)


@pytest.mark.parametrize("values", [[[1.0, 2.0]], [[1.0], [2.0]], [[1.0, np.nan], [1.0, 2.0]], []])
def test_too_few_values_are_refused(values):
    with pytest.raises(UserError, match="two or more groups of two or more"):
        spread(values)
