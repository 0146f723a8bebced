"""What the chapter on why now prints of many epochs: the numbers of the runs, in lines of 80."""

from functools import partial

import pytest

import comparison
import training
from chapters.material.scaling import print_equal_epochs, print_work
from chapters.material.scaling.known_networks import PUBLISHED, Work
from models import dense


def test_many_epochs_on_few_and_on_all_examples(small, tmp_path, capsys):
    runs, recipe = [], partial(dense, hidden=(16,))
    for count in (40, 200):
        for name, patience in ((f"dense {count}", None), (f"dense {count} best", 4)):
            budget = {"epochs": 4, "patience": patience, "learning_rate": 0.05, "folder": tmp_path, "verbose": 0}
            runs += training.fit_all({name: recipe}, small.take(count), **budget)
    table = comparison.compare(runs)
    print_equal_epochs(table, (40, 200))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    few, many = (line.split() for line in lines[4:6])
    assert few[:2] == ["40", "8"] and many[:2] == ["200", "28"]  # steps of 32 examples in 4 epochs
    for cells, count in ((few, 40), (many, 200)):
        end, best = (table.row(f"dense {count}{which}").runs[0] for which in ("", " best"))
        assert float(cells[3]) == pytest.approx(best.metrics["test"]["loss"], abs=6e-4)
        assert float(cells[4]) == pytest.approx(end.metrics["test"]["loss"], abs=6e-4)
        gap = end.metrics["train"]["accuracy"] - end.metrics["test"]["accuracy"]
        assert float(cells[5]) == pytest.approx(gap, abs=6e-4)


def test_the_known_networks_fit_80_columns(capsys):
    print_work({"VGG-16": Work(2014, 138_357_544, 15_470_264_320, 8.5e18), **PUBLISHED})
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("GPT-3" in line and "175 billion" in line and "3.1e+23" in line for line in lines)
