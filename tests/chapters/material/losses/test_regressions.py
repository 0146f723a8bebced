"""Regressions as they are printed: errors by hand, minima by scikit-learn, and the same lines on other splits."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import datasets
from chapters.material.losses.regressions import errors_of_lines, exact, print_regressions, residuals


@pytest.fixture(scope="module")
def patients():
    return datasets.load("diabetes")


def line(name, loss, kernel, bias):
    model = SimpleNamespace(predict=lambda x, verbose: (x @ kernel + bias)[:, None])
    return SimpleNamespace(name=name, seed=0, model=model, settings={"loss": loss, "epochs": 3})


def test_a_split_is_of_all_examples_and_its_lines_never_see_its_test_part(patients):
    """One large target among all: the lines that were fitted without it cannot know it."""
    odd = np.array(patients.train.y)
    odd[0] += 1e6
    changed = replace(patients, train=replace(patients.train, y=odd))
    far = 0
    for seed in range(12):
        before, after = errors_of_lines(patients, seed), errors_of_lines(changed, seed)
        in_test = after[1, 1] > before[1, 1] + 1e5 / len(patients.test)
        far += in_test
        if in_test:  # its own error alone has changed, by as much for both lines
            assert after[:, 1] - before[:, 1] == pytest.approx([1e6 / len(patients.test)] * 2, rel=0.01)
    assert 0 < far < 12


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
    assert f"squared error   {spread:10,.2f}" in printed
    lowest = np.square(exact("squared", patients.train)).mean()
    assert f"{spread / lowest - 1:+.3%}" in printed
    error = np.square(residuals(flat, patients.test)).mean()
    assert f" {error:,.2f} " in printed
    assert "interval" in printed
    assert "1,000" in printed
    above = sum(lines[1, 0] > lines[0, 0] for lines in (errors_of_lines(patients, seed) for seed in range(20)))
    assert re.search(rf"squared .* above 0 in {above} of 20$", printed, re.MULTILINE)
    assert max(map(len, printed.splitlines())) <= 80
