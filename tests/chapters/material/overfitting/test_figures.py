"""Figures of overfitting: drawn from a single epoch too; a cause with one value is left out."""

from functools import partial

import comparison
import datasets
import training
from chapters.ch13_overfitting import two_hidden_layers
from chapters.material.overfitting.figures import draw_causes, draw_gaps


def test_a_cause_with_one_value_is_not_drawn_and_a_single_epoch_is(tmp_path, capsys):
    recipe = partial(two_hidden_layers, units=4)
    runs = training.fit_all({"none": recipe}, datasets.load("iris"), epochs=1, folder=tmp_path)
    rows = list(comparison.compare(runs).rows)
    assert draw_gaps(rows, tmp_path / "gaps.png").exists()
    capsys.readouterr()
    assert draw_causes(rows, tmp_path / "causes.png").exists()
    printed = capsys.readouterr().out
    assert "no panel for parameters" in printed
    assert "no panel for training examples" in printed
