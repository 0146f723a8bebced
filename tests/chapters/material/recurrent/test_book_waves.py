"""The book's waves: the last value and least squares against independent numbers."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

import datasets
from chapters.material.recurrent.book_waves import BOOK, REPEATED_TARGET, least_squares_error, print_beside_the_book


@pytest.mark.parametrize("steps_ahead", [1, 10])
def test_the_last_value_is_the_books(steps_ahead):
    """Ten ahead it is the number of the corrected notebook; the first one repeated the last of the values to come."""
    part = datasets.load("waves", steps_ahead=steps_ahead).validation
    assert np.mean((part.x[:, -1] - part.y) ** 2) == pytest.approx(BOOK[steps_ahead]["last value"], abs=5e-6)
    if steps_ahead == 10:
        assert np.mean((part.y[:, -1:] - part.y) ** 2) == pytest.approx(REPEATED_TARGET, rel=1e-5)


def test_least_squares_is_scikit_learns():
    """On all 7,000 series 0.00293, on fewer what scikit-learn finds."""
    assert least_squares_error(datasets.load("waves", steps_ahead=1)) == pytest.approx(0.00293, abs=5e-6)
    few = datasets.load("waves", steps_ahead=10).take(200)
    oracle = LinearRegression().fit(few.train.x[..., 0], few.train.y)
    error = np.mean((oracle.predict(few.validation.x[..., 0]) - few.validation.y) ** 2)
    assert least_squares_error(few) == pytest.approx(error, rel=1e-3)


def test_the_table_beside_the_book(capsys):
    run = SimpleNamespace(settings={"batch_size": 64, "optimizer": {"learning_rate": 0.005}})
    rows = [
        SimpleNamespace(label=label, runs=[run], epochs="4", values=lambda split, metric, error=error: [error])
        for label, error in {"linear": 0.00517, "SimpleRNN, 1 unit": 0.01}.items()
    ]
    for steps_ahead in (10, 1):
        print_beside_the_book(SimpleNamespace(rows=rows), steps_ahead, datasets.load("waves", steps_ahead=steps_ahead))
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 80
    cells = {line[:18].strip(): line[18:].split() for line in lines}
    assert cells["linear"] == ["0.00517", "0.00417", "+0.00100"]
    assert cells["last value"] == ["0.02021", "0.02021", "+0.00000"]
