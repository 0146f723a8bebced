"""The minimum under an L1 penalty against scikit-learn's two solvers, and what trainings make of it."""

from functools import partial

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import datasets
import training
from chapters.ch02_logistic_regression import logistic_regression
from chapters.material.logistic_regression import exact_zeros
from chapters.material.logistic_regression.exact_zeros import print_zeros, smallest_cost

L1 = 0.01


@pytest.fixture(scope="module")
def tumours():
    return datasets.load("breast_cancer")


@pytest.mark.filterwarnings("ignore:'penalty' was deprecated:FutureWarning")  # older releases need it
@pytest.mark.filterwarnings("ignore:l1_ratio parameter is only used:UserWarning")
@pytest.mark.parametrize(("solver", "options"), [("saga", {}), ("liblinear", {"intercept_scaling": 1e3})])
def test_the_minimum_is_scikit_learns(tumours, solver, options):
    x, y = tumours.train.x.astype(np.float64), tumours.train.y.reshape(-1)
    weights, bias, _ = smallest_cost(x, y[:, None], L1)
    oracle = LogisticRegression(
        penalty="l1", l1_ratio=1, solver=solver, C=1 / (len(x) * L1), max_iter=100_000, tol=1e-7, **options
    ).fit(x, y)
    assert np.array_equal(weights[:, 0] == 0, oracle.coef_[0] == 0)
    assert (weights == 0).sum() == 22
    assert np.allclose(weights[:, 0], oracle.coef_[0], atol=1e-3)
    assert np.allclose(bias, oracle.intercept_, atol=1e-2)


def test_no_step_lowers_the_cost_of_three_classes():
    """At a minimum the slope is -l1 or l1 where a weight is not 0, between the two where it is, and 0 for a bias."""
    data = datasets.load("iris")
    x, y = data.train.x.astype(np.float64), np.eye(3)[data.train.y]
    weights, biases, cost = smallest_cost(x, y, L1)
    scores = x @ weights + biases
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    slope = x.T @ (probabilities - y) / len(x)
    free = weights != 0
    assert 0 < free.sum() < free.size
    assert np.allclose(slope[free], -L1 * np.sign(weights[free]), atol=1e-5)
    assert (np.abs(slope[~free]) <= L1).all()
    assert np.allclose((probabilities - y).mean(axis=0), 0, atol=1e-5)
    assert cost == pytest.approx(-np.log(probabilities[y > 0]).mean() + L1 * np.abs(weights).sum())


def test_trainings_make_no_exact_zeros_and_the_minimum_has(tumours, tmp_path, capsys, monkeypatch):
    recipes = {name: partial(logistic_regression, l1=L1, optimizer=name) for name in ("Adam", "SGD")}
    runs = training.fit_all(recipes, tumours, seeds=1, epochs=20, folder=tmp_path, verbose=0)
    print_zeros(runs, tumours)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    zeros = {line[:24].strip(): int(line[24:34]) for line in lines[3:6]}
    assert list(zeros.values()) == [0, 0, 22]
    costs = [float(line.split()[-1]) for line in lines[3:6]]
    assert costs[2] < min(costs[:2])
    monkeypatch.setattr(exact_zeros, "MOST_NUMBERS", 100)
    print_zeros(runs, tumours)
    assert "is not computed here" in capsys.readouterr().out
