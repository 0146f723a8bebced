"""The claim on the correlation: the mean decides, every network is reported, and without a value it is not tested."""

from functools import partial
from types import SimpleNamespace

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

    strong, weak = [0.1, 0.2, 0.3], [0.3, 0.2, 0.31]
    runs = [run(name, seed, accuracy) for seed in range(5) for name, accuracy in (("a", strong), ("b", weak))]
    entry = check_mean_correlation(runs)
    weaker = -correlation([3.0, 2.0, 1.0], weak)
    assert entry["values"]["difference"] == pytest.approx((1 + weaker) / 2)
    assert entry["values"]["parts"] == {"a": [pytest.approx(1)] * 5, "b": [pytest.approx(weaker)] * 5}
    assert "Each on average: a +1.00, b +0.08." in entry["evidence"]
    assert entry["verdict"] == "does not hold"
    assert check_mean_correlation([trained for trained in runs if trained.name == "a"])["verdict"] == "holds"
