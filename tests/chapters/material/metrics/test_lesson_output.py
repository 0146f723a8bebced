"""What chapter 17 prints of regressions: least squares stands beside the trained ones, and in their order."""

from types import SimpleNamespace

import numpy as np
import pytest
from rich.cells import cell_len

import datasets
import training
from chapters.ch17_metrics import SETTINGS, judge, network, regression_metrics
from chapters.material.metrics import print_regressions
from chapters.material.metrics.lesson_output import print_parting


@pytest.fixture(scope="module")
def patients():
    return datasets.load("diabetes", validation=SETTINGS.validation)


def test_least_squares_stands_beside_the_networks(patients, tmp_path, capsys):
    runs = training.fit_all({"squared error": network}, patients, epochs=1, folder=tmp_path, verbose=0)
    capsys.readouterr()
    print_regressions(runs, [judge(run) for run in runs], regression_metrics, patients)
    lines = capsys.readouterr().out.splitlines()
    with_one = [np.column_stack([split.x, np.ones(len(split))]) for split in (patients.train, patients.test)]
    weights = np.linalg.lstsq(with_one[0], patients.train.y.reshape(-1), rcond=None)[0]
    mse = np.mean((with_one[1] @ weights - patients.test.y.reshape(-1)) ** 2)
    (row,) = (line.split() for line in lines if line.startswith("  least squares  "))
    assert row[:3] == ["least", "squares", "-"] and float(row[3]) == pytest.approx(mse, rel=1e-3)
    assert float(row[5]) == pytest.approx(np.sqrt(mse), rel=1e-3)
    assert "  best to worst by MSE : least squares, squared error" in lines, "after one epoch it is far ahead"
    assert any(f"One seed and {len(patients.test)} test examples" in line for line in lines)
    assert max(map(cell_len, lines)) <= 80


def test_an_order_of_long_names_breaks_and_the_epoch_that_was_chosen_is_named(patients, tmp_path, capsys):
    names = ("squared error", "absolute error", "squared error + l2")
    runs = training.fit_all(dict.fromkeys(names, network), patients, epochs=1, folder=tmp_path, verbose=0)
    capsys.readouterr()
    print_regressions(runs, [judge(run) for run in runs], regression_metrics, patients)
    assert max(map(cell_len, capsys.readouterr().out.splitlines())) <= 80
    history = {"val_loss": [0.7, 0.5, 0.6, 0.8], "val_accuracy": [0.7, 0.8, 0.85, 0.81]}
    outputs = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    predictions = {"validation_y": np.array([0, 1, 1]), "validation_prediction": outputs}
    print_parting(SimpleNamespace(name="dense", history=history, predictions=predictions))
    printed = capsys.readouterr().out
    assert "dense, from epoch 2 to epoch 3, its best by accuracy from there on:" in printed
    assert "0.800 -> 0.850" in printed and max(map(cell_len, printed.splitlines())) <= 80
