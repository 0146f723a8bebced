"""Generators of random graphs compared by the means of their graphs: all pairs, and the pair that is furthest apart."""

import numpy as np
import pytest

from chapters.material.gallery.between_generators import furthest_apart, generator_differences, rows_by_generator

SHARES = {"ResNet": 0.9, "WS graph 0": 0.80, "WS graph 1": 0.82, "BA graph 0": 0.83, "ER graph 0": 0.79}


@pytest.fixture(scope="module")
def rows(table_of):
    return rows_by_generator(table_of(SHARES))


def test_rows_stand_under_their_generator(rows):
    assert {name: [row.label for row in of] for name, of in rows.items()} == {
        "WS": ["WS graph 0", "WS graph 1"], "BA": ["BA graph 0"], "ER": ["ER graph 0"]
    }  # fmt: skip


def test_each_pair_is_the_difference_of_means_over_graphs(rows):
    found = {(one.a[4:6], one.b[4:6]): one.difference for one in generator_differences(rows)}
    assert found == pytest.approx({("WS", "BA"): -0.02, ("WS", "ER"): 0.02, ("BA", "ER"): 0.04})


def test_the_furthest_pair_is_chosen_once_and_not_seed_by_seed(rows, table_of):
    found = furthest_apart(rows)
    assert found.difference == pytest.approx(0.04)
    pair = next(one for one in generator_differences(rows) if abs(one.difference) > 0.03)
    assert found.interval() == pytest.approx(pair.interval())
    equal = rows_by_generator(table_of(dict.fromkeys(("WS graph 0", "BA graph 0", "ER graph 0"), 0.8)))
    assert furthest_apart(equal).difference == 0
    random = np.random.default_rng(0)
    noisy = rows_by_generator(table_of({f"{name} graph {graph}": 0.8 + 0.01 * random.random()
                                        for name in ("WS", "BA", "ER") for graph in range(2)}))  # fmt: skip
    largest = max(abs(one.difference) for one in generator_differences(noisy))
    assert furthest_apart(noisy).difference == pytest.approx(largest)
