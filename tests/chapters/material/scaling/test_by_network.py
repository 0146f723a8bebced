"""Accuracies by network and number of examples, read from a table of real runs."""

from functools import partial

import pytest
from scipy.stats import binomtest

import comparison
import training
from chapters.material.scaling import accuracies, print_accuracies
from models import dense


@pytest.fixture(scope="module")
def table(small, tmp_path_factory):
    runs = []
    for count in (40, 200):
        recipes = {f"{name} {count}": partial(dense, hidden=hidden) for name, hidden in (("a", ()), ("b", (8,)))}
        runs += training.fit_all(
            recipes, small.take(count), seeds=1, epochs=1, folder=tmp_path_factory.mktemp("runs"), verbose=0
        )
    return comparison.compare(runs)


def test_accuracies_with_the_interval_over_other_test_examples(table):
    found = accuracies(table)
    assert {name: list(points) for name, points in found.items()} == {"a": [40, 200], "b": [40, 200]}
    mean, half = found["b"][200]
    assert mean == pytest.approx(table.rows[-1].runs[0].metrics["test"]["accuracy"])
    wilson = binomtest(round(60 * mean), 60).proportion_ci(0.95, method="wilson")  # 60 test images; t is 2.001
    assert half == pytest.approx(max(mean - wilson.low, wilson.high - mean), rel=0.05)


def test_the_printed_table_fits_80_columns(table, capsys):
    print_accuracies(table)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[-2:]] == ["40", "200"]
    assert max(map(len, lines)) <= 80
