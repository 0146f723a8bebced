"""Gaps: oracles for the interval, verdicts on both sides and in the noise, and the rate of false winners."""

import math

import numpy as np
import pytest
from scipy import stats

from comparison.differences import Part, combined_freedom, difference_of_examples, difference_of_seeds
from comparison.finite_splits import jackknife
from runtime.errors import UserError

pytestmark = pytest.mark.smoke

NOTHING = Part(0.0, math.inf)


def test_without_a_test_sets_part_paired_is_scipys_paired_t():
    draw = np.random.default_rng(0)
    a, b = draw.normal(size=6), draw.normal(size=6)
    low, high = difference_of_seeds(a, b, NOTHING, paired=True).interval()
    theirs = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert (low, high) == pytest.approx((theirs.low, theirs.high))


def test_without_a_test_sets_part_unpaired_is_scipys_welch():
    draw = np.random.default_rng(1)
    a, b = draw.normal(size=6), draw.normal(size=9) * 3
    difference = difference_of_seeds(a, b, NOTHING, paired=False)
    theirs = stats.ttest_ind(a, b, equal_var=False)
    assert difference.freedom == pytest.approx(theirs.df)
    assert difference.interval() == pytest.approx(tuple(theirs.confidence_interval(0.95)))
    assert difference.pairs == 54


def test_seeds_that_agree_leave_mcnemars_uncertainty():
    """Deterministic networks: what is left is the test set, as in a paired z interval of the two accuracies."""
    a, b = np.zeros((5, 400)), np.zeros((5, 400))
    a[:, :30], b[:, 20:40] = 1, 1  # discordant: 20 and 10 examples
    difference = difference_of_examples(a, b, paired=True)
    assert difference.difference == pytest.approx(10 / 400)
    assert difference.standard_error == pytest.approx(math.sqrt((30 - 10**2 / 400) / 400 / 399))
    assert difference.verdict == "within noise"


@pytest.mark.parametrize(
    ("shift", "verdict", "winner"), [(1, "best", "a"), (-1, "best", "b"), (0, "within noise", None)]
)
@pytest.mark.parametrize("paired", [True, False])
def test_the_verdict_flips_with_the_numbers(shift, verdict, winner, paired):
    noise = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    difference = difference_of_seeds(shift + noise, noise[::-1], NOTHING, paired=paired)
    assert (difference.verdict, difference.winner) == (verdict, winner)
    lower = difference_of_seeds(shift + noise, noise[::-1], NOTHING, paired=paired, lower_is_better=True)
    assert lower.winner == {"a": "b", "b": "a", None: None}[winner]


def test_the_test_set_can_take_a_winner_away():
    a, b = np.full(5, 0.8), np.full(5, 0.7)
    assert difference_of_seeds(a, b, NOTHING, paired=True).verdict == "best"
    assert difference_of_seeds(a, b, Part(0.1**2, 50), paired=True).verdict == "within noise"


def test_correction_widens_the_interval():
    noise = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    difference = difference_of_seeds(0.22 + noise, noise * 0, NOTHING, paired=True)
    assert difference.verdict == "best"
    assert difference.corrected_for(3).verdict == "within noise"
    assert difference.corrected_for(3).interval() == difference.interval()


@pytest.mark.parametrize(("seeds", "reason"), [(1, "one seed"), (2, "at least 5"), (4, "at least 5"), (5, "")])
def test_few_seeds_carry_no_verdict(seeds, reason):
    a = 0.9 + np.arange(seeds) * 1e-3
    difference = difference_of_seeds(a, a * 0, NOTHING, paired=True)
    assert reason in difference.reason
    assert (difference.verdict == "not tested") == bool(reason)
    assert (difference.interval() is None) == (seeds == 1)
    assert difference.winner == (None if reason else "a")
    assert {"best": "Better: a", "not tested": "Not tested"}[difference.verdict] in str(difference)


def test_identical_rows_are_within_noise():
    same = np.random.default_rng(0).random((5, 50))
    assert difference_of_examples(same, same, paired=True).verdict == "within noise"


def test_paired_rows_have_the_same_seeds():
    with pytest.raises(UserError, match="cannot be paired"):
        difference_of_seeds(np.zeros(5), np.zeros(6), NOTHING, paired=True)


def test_freedom_lies_between_its_parts():
    assert combined_freedom(Part(1.0, 4), Part(0.0, 99)) == pytest.approx(4)
    assert combined_freedom(Part(1.0, 4), Part(1.0, 4)) == pytest.approx(8)
    assert combined_freedom(Part(0.0, 4), Part(0.0, 99)) == 4


def test_the_jackknife_of_a_mean_is_its_variance():
    values = np.random.default_rng(0).normal(size=2_000)
    part = jackknife(lambda kept: float(values[kept].mean()), len(values))
    assert part.variance == pytest.approx(values.var() / len(values), rel=0.5)
    assert part.freedom == 39
    assert jackknife(lambda kept: None, 10) is None


def simulated(draw, seeds, examples, shift):
    """Right or wrong for each seed and example: examples differ in difficulty, seeds in skill."""
    difficulty = draw.normal(size=examples)
    return [
        (difficulty + draw.normal(size=(seeds, 1)) * 0.05 + draw.normal(size=(seeds, examples)) * 0.7 + move > 0) * 1.0
        for move in (shift, 0.0)
    ]


@pytest.mark.parametrize("paired", [True, False])
def test_false_winners_are_rare_and_real_ones_found(paired):
    draw = np.random.default_rng(0)
    named = sum(
        difference_of_examples(*simulated(draw, 5, 500, 0.0), paired=paired).excludes_zero() for _ in range(400)
    )
    assert stats.binomtest(named, 400).proportion_ci(0.95).low <= 0.05
    found = [difference_of_examples(*simulated(draw, 5, 4_000, 0.2), paired=paired).winner for _ in range(20)]
    assert found.count("a") >= 18
