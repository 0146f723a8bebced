"""Chapter 17: metrics by hand against scikit-learn and Keras, and the detectors' data."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn import metrics as sklearn

import datasets
import training
from chapters.ch17_metrics import SETTINGS, SHARES, claim_of_correlation, detector, network, share_of
from chapters.claims import verdicts as claims
from chapters.material.metrics.by_hand import (
    correlation,
    from_keras,
    line_through,
    of_classes,
    of_errors,
    slopes_at,
    softmax_regression,
)
from chapters.material.metrics.rare_class import check_classes
from comparison.undefined import Undefined
from runtime.errors import UserError


@pytest.fixture
def random():
    return np.random.default_rng(0)


def test_metrics_of_classes_are_scikit_learns_and_keras(random):
    y, output = random.integers(0, 2, 200), random.random(200).astype(np.float32)
    called = (output > 0.3).astype(int)
    by_hand = of_classes(y, called)
    assert by_hand["accuracy"] == pytest.approx(sklearn.accuracy_score(y, called))
    assert by_hand["precision"] == pytest.approx(sklearn.precision_score(y, called))
    assert by_hand["recall"] == pytest.approx(sklearn.recall_score(y, called))
    assert by_hand["f1"] == pytest.approx(sklearn.f1_score(y, called))
    assert from_keras(y, output, "binary", 0.3) == pytest.approx(by_hand, abs=1e-6)


def test_metrics_of_errors_are_scikit_learns_and_keras(random):
    y, output = random.normal(size=100), random.normal(size=100)
    by_hand = of_errors(y, output)
    assert by_hand["mse"] == pytest.approx(sklearn.mean_squared_error(y, output))
    assert by_hand["mae"] == pytest.approx(sklearn.mean_absolute_error(y, output))
    assert by_hand["rmse"] == pytest.approx(sklearn.root_mean_squared_error(y, output))
    assert from_keras(y, output, "regression") == pytest.approx(by_hand, rel=1e-5)


def test_nothing_called_positive_has_no_precision_and_keras_says_zero():
    y, output = np.array([0, 1, 1]), np.array([0.1, 0.2, 0.3])
    by_hand = of_classes(y, (output > 0.5).astype(int))
    assert isinstance(by_hand["precision"], Undefined)
    assert by_hand["recall"] == 0
    assert from_keras(y, output, "binary")["precision"] == 0


def test_correlation_is_numpys(random):
    one = random.normal(size=20)
    other = one + random.normal(size=20)
    assert correlation(list(one), list(other)) == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert isinstance(correlation([1.0, 2.0], [2.0, 1.0]), Undefined)
    assert isinstance(correlation([1.0, 1.0, 1.0], [2.0, 1.0, 3.0]), Undefined)


def test_loss_and_accuracy_of_a_softmax_regression_are_scikit_learns(random):
    weights, bias, x = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=(50, 4))
    y = random.integers(0, 3, 50)
    scores = np.exp(x @ weights + bias)
    loss, accuracy = softmax_regression(weights, bias, x, y)
    assert loss == pytest.approx(sklearn.log_loss(y, scores / scores.sum(axis=1, keepdims=True)))
    assert accuracy == sklearn.accuracy_score(y, scores.argmax(axis=1))


def test_along_a_line_the_accuracy_has_few_values_and_the_loss_many(random):
    weights, bias, x = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=(20, 4))
    y = random.integers(0, 3, 20)
    losses, accuracies = line_through(weights, bias, x, y, np.linspace(-3, 3, 301))
    assert len(np.unique(losses)) == 301
    assert len(np.unique(accuracies)) <= 21
    assert (losses[150], accuracies[150]) == softmax_regression(weights, bias, x, y)


def test_the_loss_has_the_slopes_of_its_gradient_and_the_accuracy_none(random):
    weights, bias, x = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=(50, 4))
    y = random.integers(0, 3, 50)
    scores = np.exp(x @ weights + bias)
    gradient = x.T @ (scores / scores.sum(axis=1, keepdims=True) - np.eye(3)[y]) / len(x)
    slopes = slopes_at(weights, bias, x, y, 1e-6)
    assert slopes[:, 0] == pytest.approx(gradient[np.argsort(-x.std(axis=0)), 0], abs=1e-7)
    assert not slopes[:, 1].any()


@pytest.mark.parametrize("share", SHARES.values())
def test_a_detectors_splits_have_the_share_and_training_as_many_examples(share):
    data = datasets.load("digits")
    found = detector(data, 8, share)
    assert found.class_names == ("not 8", "8")
    assert len(found.train) == 2 * (data.train.y == 8).sum()
    for name in ("train", "validation", "test"):
        part = getattr(found, name)
        assert set(np.unique(part.y)) == {0, 1}
        assert abs(part.y.mean() - share) <= 1 / len(part)
    shown = {row.tobytes() for row in found.test.x[found.test.y == 1]}
    assert shown <= {row.tobytes() for row in data.test.x[data.test.y == 8]}


def test_the_network_has_the_parameters_of_its_layers_and_the_output_of_its_task():
    assert network((28, 28, 1), 10, "multiclass").count_params() == 784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10
    assert network((4,), 3, "multiclass", hidden=()).count_params() == 4 * 3 + 3
    activations = {
        task: network((4,), 1, task).layers[-1].activation.__name__ for task in ("binary", "multiclass", "regression")
    }
    assert activations == {"binary": "sigmoid", "multiclass": "softmax", "regression": "linear"}


def test_a_correlation_without_a_value_is_not_tested(tmp_path):
    runs = training.fit_all({"dense": network}, datasets.load("iris"), epochs=1, folder=tmp_path, verbose=False)
    entry = claim_of_correlation(runs)
    assert entry["id"] == "loss-and-metric-correlate"
    assert entry["verdict"] == "not tested"
    assert "three epochs" in entry["evidence"]


def test_the_claim_stands_on_the_network_with_the_weakest_correlation(monkeypatch, tmp_path):
    monkeypatch.setattr(claims, "RESULTS", tmp_path)

    def run(name, seed, accuracy):
        history = {"val_loss": [3.0, 2.0, 1.0], "val_accuracy": accuracy}
        return SimpleNamespace(name=name, seed=seed, history=history)

    strong, weak = [0.1, 0.2, 0.3], [0.3, 0.2, 0.31]
    runs = [run(name, seed, each) for seed in range(5) for name, each in (("a", strong), ("b", weak))]
    entry = claim_of_correlation(runs)
    assert entry["verdict"] == "does not hold"
    assert "a -1.00, b -0.08" in entry["evidence"]
    assert claim_of_correlation([each for each in runs if each.name == "a"])["values"]["difference"] == pytest.approx(1)


def test_a_share_is_said_as_the_split_has_it():
    assert share_of(np.array([1, 0])) == "1 in 2"
    few = detector(datasets.load("iris"), 0, SHARES["1 in 50"])
    assert share_of(few.test.y) == f"1 in {len(few.test)}"  # one positive, and too few others for 1 in 50
    assert len(few.test) < 50


def test_a_class_that_a_split_lacks_is_refused_before_training():
    data = datasets.load("iris")
    check_classes(data)
    with pytest.raises(UserError, match="validation split of iris has no example of class"):
        check_classes(replace(data, validation=detector(data, 0, 1 / 2).validation))


def test_full_and_threshold():
    data = datasets.load("digits")
    assert SETTINGS.with_flags({"full": True}).few(data) is data
    assert SETTINGS.with_flags({"threshold": 0.2}).variant == ""
