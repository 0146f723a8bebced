"""Gaps: oracles for the interval, verdicts on both sides and in the noise, and the rate of false winners."""

import json
import math

import numpy as np
import pytest
from scipy import stats

from comparison.crossed import Crossed, Part
from comparison.differences import Difference, difference_of_examples, difference_of_seeds
from runtime.errors import UserError

pytestmark = pytest.mark.smoke


def test_without_a_test_sets_part_paired_is_scipys_paired_t():
    draw = np.random.default_rng(0)
    a, b = draw.normal(size=6), draw.normal(size=6)
    low, high = difference_of_seeds(a, b, paired=True).interval()
    theirs = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert (low, high) == pytest.approx((theirs.low, theirs.high))


def test_without_a_test_sets_part_unpaired_is_scipys_welch():
    draw = np.random.default_rng(1)
    a, b = draw.normal(size=6), draw.normal(size=9) * 3
    difference = difference_of_seeds(a, b, paired=False)
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
    difference = difference_of_seeds(shift + noise, noise[::-1], paired=paired)
    assert (difference.verdict, difference.winner) == (verdict, winner)
    lower = difference_of_seeds(shift + noise, noise[::-1], paired=paired, lower_is_better=True)
    assert lower.winner == {"a": "b", "b": "a", None: None}[winner]


@pytest.mark.parametrize(
    ("metric", "loss", "words"),
    [
        ("log_loss", None, "log loss"),
        ("loss", "sparse_categorical_crossentropy", "log loss"),
        ("loss", "binary_crossentropy", "log loss"),
        ("loss", "mean_squared_error", "loss"),
        ("loss", None, "loss"),  # nobody looked which
        ("accuracy", "binary_crossentropy", "accuracy"),
    ],
)
def test_the_mean_cross_entropy_has_one_name(metric, loss, words):
    """It was log_loss in two chapters, loss in a third."""
    sides = {"equal": {"loss": loss}, "differs": {}} if loss else None
    noise = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    difference = difference_of_seeds(1 + noise, noise, paired=True, metric=metric, sides=sides)
    assert difference.evidence.startswith(f"{words} of a minus {words} of b: ")
    assert difference.as_dict()["metric"] == metric  # what is stored keeps its key


def test_the_test_set_can_take_a_winner_away():
    a, b = np.linspace(0.79, 0.81, 5), np.full(5, 0.7)
    assert difference_of_seeds(a, b, paired=True).verdict == "best"
    assert difference_of_seeds(a, b, Part(0.1**2, 50), paired=True).verdict == "within noise"


def test_correction_widens_the_interval():
    noise = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    difference = difference_of_seeds(0.22 + noise, noise * 0, paired=True)
    assert difference.verdict == "best"
    assert difference.corrected_for(3).verdict == "within noise"
    assert difference.corrected_for(3).interval() == difference.interval()


@pytest.mark.parametrize(("seeds", "reason"), [(1, "one seed"), (2, "at least 5"), (4, "at least 5"), (5, "")])
def test_few_seeds_carry_no_verdict(seeds, reason):
    a = 0.9 + np.arange(seeds) * 1e-3
    difference = difference_of_seeds(a, a * 0, paired=True)
    assert reason in difference.reason
    assert (difference.verdict == "not tested") == bool(reason)
    assert (difference.interval() is None) == (seeds == 1)
    assert difference.winner == (None if reason else "a")
    assert {"best": "Better: a", "not tested": "Not tested"}[difference.verdict] in str(difference)


def right(rng, seeds, examples, share=0.8):
    return (rng.random((seeds, examples)) < share) * 1.0


REFUSED = {
    "29 test examples": (np.arange(5 * 29).reshape(5, 29) % 3, np.zeros((5, 29)), {}),
    "any spread": (np.ones((5, 50)), np.ones((5, 50)), {}),
    "differ on 0 test examples": (np.ones((5, 50)), np.ones((5, 50)), {"proportion": True}),
    "differ on 9 test examples": (np.ones((5, 50)), np.ones((5, 50)) * (np.arange(50) >= 9), {"proportion": True}),
    "an average over classes": (np.eye(5, 50), np.zeros((5, 50)), {"untested": "an average over classes"}),
}  # fmt: skip


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("reason", REFUSED)
def test_what_carries_no_verdict_says_why(reason, paired):
    a, b, further = REFUSED[reason]
    difference = difference_of_examples(a, b, paired=paired, **further)
    assert reason in difference.reason
    assert (difference.verdict, difference.winner) == ("not tested", None)
    assert reason in str(difference)


def test_ten_examples_on_which_rows_differ_carry_one():
    a, b = np.ones((5, 50)), np.ones((5, 50))
    b[:, :10] = 0
    difference = difference_of_examples(a, b, paired=True, proportion=True)
    assert difference.discordant == (10, 0)
    assert difference.winner == "a"


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("proportion", [True, False])
def test_a_stored_difference_is_made_again(paired, proportion):
    rng = np.random.default_rng(3)
    a, b = right(rng, 5, 80), right(rng, 5 if paired else 7, 80, 0.6)
    described = {"metric": "accuracy", "a": "cnn", "b": "dense", "lower_is_better": True, "comparisons": 3}
    difference = difference_of_examples(a, b, paired=paired, proportion=proportion, **described)
    stored = json.loads(json.dumps(difference.as_dict(), allow_nan=False))
    again = Difference.from_dict(stored)
    assert again == difference
    assert again.as_dict() == stored
    assert again.corrected_for(2).interval(0.9) == difference.corrected_for(2).interval(0.9)
    assert len(json.dumps(stored)) < 2_000


def test_a_stored_difference_of_seeds_alone_or_without_values_is_made_again():
    for difference in (
        difference_of_seeds([0.1, 0.2, 0.4], [0.0, 0.0, 0.0], paired=True, untested="declared otherwise"),
        difference_of_seeds([0.1], [0.0], paired=True),
        Difference("r2", "a", "b", (None, None), (None,), Crossed((Part(0.0, math.inf),)), paired=False, untested="no"),
    ):
        assert Difference.from_dict(json.loads(json.dumps(difference.as_dict(), allow_nan=False))) == difference


def test_paired_rows_have_the_same_seeds():
    with pytest.raises(UserError, match="cannot be paired"):
        difference_of_seeds(np.zeros(5), np.zeros(6), paired=True)


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
