"""The analysis of variance of seeds and examples: by hand on a small table, and its symmetries."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from comparison.crossed import Crossed, Part, crossed, half_width
from comparison.differences import difference_of_examples

pytestmark = pytest.mark.smoke

SHAPES = st.tuples(st.integers(2, 6), st.integers(2, 12))
TABLES = SHAPES.flatmap(lambda shape: arrays(np.float64, shape, elements=st.integers(-4, 4).map(float)))


def by_hand(table):
    """Mean squares of seeds, examples and interaction, by loops, each over the number of cells."""
    seeds, examples = len(table), len(table[0])
    grand = sum(map(sum, table)) / (seeds * examples)
    rows = [sum(row) / examples for row in table]
    columns = [sum(row[j] for row in table) / seeds for j in range(examples)]
    of_seeds = examples * sum((mean - grand) ** 2 for mean in rows) / (seeds - 1)
    of_examples = seeds * sum((mean - grand) ** 2 for mean in columns) / (examples - 1)
    both = sum(
        (table[i][j] - rows[i] - columns[j] + grand) ** 2 for i in range(seeds) for j in range(examples)
    ) / ((seeds - 1) * (examples - 1))  # fmt: skip
    return [square / (seeds * examples) for square in (of_seeds, of_examples, both)]


@given(TABLES)
def test_the_mean_squares_are_those_by_hand(table):
    found = crossed(table)
    assert [part.variance for part in found.parts] == pytest.approx(by_hand(table.tolist()), abs=1e-12)
    seeds, examples = table.shape
    assert [part.freedom for part in found.parts] == [seeds - 1, examples - 1, (seeds - 1) * (examples - 1)]


def test_a_textbook_table():
    """Rows 1 2 3 and 3 4 8: sums of squares 13.5 (rows), 13 (columns) and 4.33 less 1 of the interaction."""
    found = crossed(np.array([[1.0, 2.0, 3.0], [3.0, 4.0, 8.0]]))
    assert [6 * part.variance for part in found.parts] == pytest.approx([13.5, 6.5, 1.5])
    assert found.variance == pytest.approx((13.5 + 6.5 - 1.5) / 6)
    assert found.freedom == pytest.approx(18.5**2 / (13.5**2 / 1 + 6.5**2 / 2 + 1.5**2 / 2))


def test_the_variance_is_unbiased():
    rng = np.random.default_rng(0)
    seeds, examples = 5, 40
    tables = [
        rng.normal(size=(seeds, 1)) * 0.5 + rng.normal(size=examples) + rng.normal(size=(seeds, examples))
        for _ in range(2_000)
    ]
    true = 0.5**2 / seeds + 1 / examples + 1 / (seeds * examples)
    assert np.mean([crossed(table).variance for table in tables]) == pytest.approx(true, rel=0.05)
    assert np.var([table.mean() for table in tables]) == pytest.approx(true, rel=0.1)


@given(TABLES, TABLES, st.randoms(use_true_random=False))
def test_the_order_of_seeds_and_examples_and_of_the_rows_changes_nothing(a, b, random):
    b = np.resize(b, a.shape)
    difference = difference_of_examples(a, b, paired=True)
    seeds, examples = (random.sample(range(size), size) for size in a.shape)
    moved = difference_of_examples(a[seeds][:, examples], b[seeds][:, examples], paired=True)
    assert moved.interval() == pytest.approx(difference.interval(), abs=1e-9)
    for paired in (True, False):
        low, high = difference_of_examples(a, b, paired=paired).interval()
        assert difference_of_examples(b, a, paired=paired).interval() == pytest.approx((-high, -low), abs=1e-9)


@given(TABLES)
def test_no_source_is_less_than_nothing(table):
    found = crossed(table)
    seeds, examples, _ = found.parts
    assert found.variance >= max(seeds.variance, examples.variance)
    assert found.variance <= seeds.variance + examples.variance


def test_freedom_lies_between_its_parts():
    assert Crossed((Part(1.0, 4),), Part(0.0, 99)).freedom == pytest.approx(4)
    assert Crossed((Part(1.0, 4), Part(1.0, 4))).freedom == pytest.approx(8)
    assert Crossed((Part(0.0, 4),), Part(0.0, 99)).freedom == 4


def test_the_half_width_is_scipys():
    assert half_width(2.0, 7.5, 0.9) == pytest.approx(2 * stats.t.ppf(0.95, 7.5))
    assert half_width(2.0, math.inf, 0.95) == pytest.approx(2 * stats.norm.ppf(0.975))
    assert half_width(0.0, 3, 0.95) == 0
