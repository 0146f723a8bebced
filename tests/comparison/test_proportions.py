"""Intervals of shares: their oracles, their symmetries, and how many trainings collapsed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest

import comparison
from comparison.crossed import crossed
from comparison.proportions import count_collapsed, share_interval, wilson
from runtime.errors import UserError

pytestmark = pytest.mark.smoke

BITS = st.tuples(st.integers(2, 6), st.integers(1, 30)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 1).map(float))
)


@given(st.integers(1, 300), st.floats(0, 1))
def test_wilson_is_scipys(examples, part):
    count = round(part * examples)
    theirs = binomtest(count, examples).proportion_ci(0.95, method="wilson")
    assert wilson(count / examples, examples, 1.959963984540054) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(BITS, st.randoms(use_true_random=False))
def test_the_interval_of_a_share(table, random):
    low, high = share_interval(table)
    assert 0 <= low <= table.mean() + 1e-12
    assert table.mean() - 1e-12 <= high <= 1
    assert high - low > 0.01  # never of no width
    seeds, examples = (random.sample(range(size), size) for size in table.shape)
    assert share_interval(table[seeds][:, examples]) == pytest.approx((low, high), abs=1e-9)
    assert share_interval(1 - table) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_seeds_that_agree_are_one_sample_of_examples():
    table = np.zeros((5, 2_000))
    table[:, :1_600] = 1
    theirs = binomtest(1_600, 2_000).proportion_ci(0.95, method="wilson")
    assert share_interval(table) == pytest.approx((theirs.low, theirs.high), abs=2e-4)


def test_with_many_mistakes_it_is_students_interval():
    rng = np.random.default_rng(0)
    table = (rng.normal(size=4_000) + 0.5 * rng.normal(size=(5, 4_000)) + 0.05 * rng.normal(size=(5, 1)) > 0) * 1.0
    low, high = share_interval(table)
    assert (low + high) / 2 == pytest.approx(table.mean(), abs=1e-3)
    assert (high - low) / crossed(table).variance ** 0.5 == pytest.approx(2 * 2.2, rel=0.15)


def test_no_mistake_is_not_perfection():
    low, high = share_interval(np.ones((5, 36)))
    assert high == 1
    assert 0.85 < low < 0.95


@pytest.mark.parametrize(("bad", "expected"), [(0, 0), (2, 2), (20, 20)])
def test_trainings_that_collapsed_are_counted(bad, expected):
    values = [0.1] * bad + [0.8] * (20 - bad)
    found = count_collapsed(values, [0.1] * 20)
    theirs = binomtest(bad, 20).proportion_ci(0.95, method="exact")
    assert (found.count, found.share) == (expected, expected / 20)
    assert found.interval == pytest.approx((theirs.low, theirs.high))
    assert str(found).startswith(f"{expected} of 20 trainings collapsed")


@pytest.mark.parametrize(("value", "count"), [(0.189, 20), (0.191, 0), (float("nan"), 20), (0.0, 20)])
def test_the_rule_is_a_tenth_of_the_way(value, count):
    assert count_collapsed([value] * 20, [0.1] * 20).count == count


@pytest.mark.parametrize(("loss", "count"), [(1.9, 20), (1.7, 0)])
def test_of_a_loss_perfect_is_zero(run_of, loss, count):
    runs = [run_of("a", seed=seed, metrics={"loss": loss, "accuracy": 0.5}) for seed in range(20)]
    assert comparison.collapses(runs, "loss").count == count  # the baseline's loss is 2
    assert comparison.collapses(runs).count == 0


def test_fewer_trainings_or_no_baseline_are_refused(run_of):
    runs = [run_of("a", seed=seed) for seed in range(19)]
    with pytest.raises(UserError, match="19 trainings say too little"):
        comparison.collapses(runs)
    with pytest.raises(UserError, match="has no test 'f1'"):
        comparison.collapses(runs, "f1")
