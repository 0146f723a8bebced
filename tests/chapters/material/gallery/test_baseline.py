"""The softmax regression among the runs becomes a baseline of their table."""

import pytest

import comparison
from chapters.material.gallery.baseline import BASELINE, networks, trained_baseline
from chapters.material.gallery.lesson_output import print_costs


def test_its_means_over_seeds_stand_below_the_networks(table_of, capsys):
    runs = table_of({BASELINE: 0.7, "ResNet": 0.8, "VGG": 0.6}).runs
    baseline = trained_baseline(runs)
    assert baseline["name"] == BASELINE
    assert baseline["test"]["accuracy"] == pytest.approx(0.702)  # of five seeds, each a thousandth above the last
    table = comparison.compare(networks(runs), baselines=[baseline])
    assert [row.label for row in table.rows] == ["ResNet", "VGG"]
    assert ("VGG", BASELINE) in [(row, rule.split(" (")[0]) for row, rule in table.unbeaten]
    print_costs(table)
    printed = capsys.readouterr().out
    assert "+0.1000" in printed and "-0.1000" in printed
    assert "minus 0.7020" in " ".join(printed.split())
    assert max(map(len, printed.splitlines())) <= 80
