"""Regressions as they are printed: errors by hand, minima by scikit-learn, and intervals over test examples."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

import datasets
from chapters.material.losses.regressions import exact, print_regressions, residuals, with_interval


@pytest.fixture(scope="module")
def patients():
    return datasets.load("diabetes")


def line(name, loss, kernel, bias):
    model = SimpleNamespace(predict=lambda x, verbose: (x @ kernel + bias)[:, None])
    return SimpleNamespace(name=name, seed=0, model=model, settings={"loss": loss, "epochs": 3})


def test_the_interval_is_student_t():
    values = np.random.default_rng(0).normal(100, 5, 40)
    low, high = stats.t.interval(0.95, 39, values.mean(), stats.sem(values))
    assert with_interval(values, 1) == f"{values.mean():,.1f} ({low:,.1f} to {high:,.1f})"
    assert with_interval(np.array([-1.0, 1.0, 3.0]), 0, "+").startswith("+1 (-")


def test_no_line_has_a_lower_error_than_the_exact_one(patients):
    random = np.random.default_rng(1)
    x, y = patients.train.x, patients.train.y.reshape(-1)
    for error, of in (("squared", np.square), ("absolute", np.abs)):
        lowest = of(exact(error, patients.train)).mean()
        for _ in range(20):
            other = x @ random.normal(0, 20, 10) + y.mean() - y
            assert of(other).mean() > lowest


def test_what_is_printed_is_what_the_lines_came_to(patients, capsys):
    flat = line("squared error", "mean_squared_error", np.zeros(10), float(patients.train.y.mean()))
    middle = line("absolute error", "mean_absolute_error", np.zeros(10), float(np.median(patients.train.y)))
    print_regressions([flat, middle], patients)
    printed = capsys.readouterr().out
    spread = patients.train.y.var()
    assert f"squared error   {spread:9,.2f}" in printed
    lowest = np.square(exact("squared", patients.train)).mean()
    assert f"{spread / lowest - 1:+.3%}" in printed
    error = np.square(residuals(flat, patients.test)).mean()
    assert f"{error:,.0f} (" in printed
    assert max(map(len, printed.splitlines())) <= 80
