"""The claim on the correlation: the weakest network decides, and without a value it is not tested."""

from functools import partial
from types import SimpleNamespace

import pytest

import datasets
import training
from chapters.ch17_metrics import network
from chapters.claims import verdicts
from chapters.claims.weakest_correlation import check_weakest_correlation


def test_a_correlation_without_a_value_is_not_tested(tmp_path):
    runs = training.fit_all(
        {"dense": partial(network, units=(5,))}, datasets.load("iris"), epochs=1, folder=tmp_path, verbose=False
    )
    entry = check_weakest_correlation(runs)
    assert entry["id"] == "loss-and-metric-correlate"
    assert entry["verdict"] == "not tested"
    assert "three epochs" in entry["evidence"]


def test_the_claim_stands_on_the_network_with_the_weakest_correlation(monkeypatch, tmp_path):
    monkeypatch.setattr(verdicts, "RESULTS", tmp_path)

    def run(name, seed, accuracy):
        history = {"val_loss": [3.0, 2.0, 1.0], "val_accuracy": accuracy}
        return SimpleNamespace(name=name, seed=seed, history=history)

    runs = []
    for seed in range(5):
        strong, weak = [0.1, 0.2, 0.3], [0.3, 0.2, 0.3098 + seed * 1e-4]  # without any spread there is no verdict
        runs += [run("a", seed, strong), run("b", seed, weak)]
    entry = check_weakest_correlation(runs)
    assert entry["verdict"] == "does not hold"
    assert "a -1.00, b -0.08" in entry["evidence"]
    assert check_weakest_correlation([trained for trained in runs if trained.name == "a"])["values"][
        "difference"
    ] == pytest.approx(1)
