"""What chapter 17 prints of regressions: least squares stands beside the trained ones, and in their order."""

import numpy as np
import pytest
from rich.cells import cell_len

import datasets
import training
from chapters.ch17_metrics import SETTINGS, judge, network, regression_metrics
from chapters.material.metrics import print_regressions


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
