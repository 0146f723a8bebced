"""The claim on the correlation: the mean decides, every network is reported, and without a value it is not tested."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

import datasets
import training
from chapters.ch17_metrics import network
from chapters.claims import results
from chapters.claims.mean_correlation import check_mean_correlation
from chapters.material.metrics.loss_and_accuracy import correlation


def test_a_correlation_without_a_value_is_not_tested(tmp_path):
    runs = training.fit_all(
        {"dense": partial(network, units=(5,))}, datasets.load("iris"), epochs=1, folder=tmp_path, verbose=False
    )
    entry = check_mean_correlation(runs)
    assert entry["id"] == "loss-and-metric-correlate"
    assert entry["verdict"] == "not tested"
    assert "three epochs" in entry["evidence"]


def test_the_mean_is_judged_and_every_network_reported(monkeypatch, tmp_path):
    monkeypatch.setattr(results, "RESULTS", tmp_path)

    def run(name, seed, accuracy):
        history = {"val_loss": [3.0, 2.0, 1.0], "val_accuracy": accuracy}
        return SimpleNamespace(name=name, seed=seed, history=history)

    # Without any spread there is no verdict, so the seeds differ a little.
    accuracies = {"a": [[0.1, 0.2, 0.3 + seed / 100] for seed in range(5)]}
    accuracies["b"] = [[0.3, 0.2, 0.3098 + seed / 10_000] for seed in range(5)]
    expected = {name: [-correlation([3.0, 2.0, 1.0], row) for row in rows] for name, rows in accuracies.items()}
    runs = [run(name, seed, row) for name, rows in accuracies.items() for seed, row in enumerate(rows)]
    entry = check_mean_correlation(runs)
    assert entry["values"]["difference"] == pytest.approx(np.mean([*expected["a"], *expected["b"]]))
    assert entry["values"]["parts"] == {name: pytest.approx(values) for name, values in expected.items()}
    assert "Each on average: a +1.00, b +0.08; the lowest is +0.08 (b)." in entry["evidence"]
    assert entry["verdict"] == "does not hold"
    assert check_mean_correlation([trained for trained in runs if trained.name == "a"])["verdict"] == "holds"
