"""Chapter 17: metrics by hand against scikit-learn and Keras, and the network of every task."""

import numpy as np
import pytest
from sklearn import metrics as sklearn

import datasets
from chapters.ch17_metrics import SETTINGS, classification_metrics, keras_metrics, network, regression_metrics
from comparison.undefined import Undefined


@pytest.fixture
def random():
    return np.random.default_rng(0)


def test_metrics_of_classes_are_scikit_learns_and_keras(random):
    y, output = random.integers(0, 2, 200), random.random(200).astype(np.float32)
    predicted = (output > 0.3).astype(int)
    by_hand = classification_metrics(y, predicted)
    assert by_hand["accuracy"] == pytest.approx(sklearn.accuracy_score(y, predicted))
    assert by_hand["precision"] == pytest.approx(sklearn.precision_score(y, predicted))
    assert by_hand["recall"] == pytest.approx(sklearn.recall_score(y, predicted))
    assert by_hand["f1"] == pytest.approx(sklearn.f1_score(y, predicted))
    assert keras_metrics(y, output, "binary", 0.3) == pytest.approx(by_hand, abs=1e-6)


def test_metrics_of_errors_are_scikit_learns_and_keras(random):
    y, output = random.normal(size=100), random.normal(size=100)
    by_hand = regression_metrics(y, output)
    assert by_hand["mse"] == pytest.approx(sklearn.mean_squared_error(y, output))
    assert by_hand["mae"] == pytest.approx(sklearn.mean_absolute_error(y, output))
    assert by_hand["rmse"] == pytest.approx(sklearn.root_mean_squared_error(y, output))
    assert keras_metrics(y, output, "regression") == pytest.approx(by_hand, rel=1e-5)


def test_nothing_predicted_positive_has_no_precision_and_keras_says_zero():
    y, output = np.array([0, 1, 1]), np.array([0.1, 0.2, 0.3])
    by_hand = classification_metrics(y, (output > 0.5).astype(int))
    assert isinstance(by_hand["precision"], Undefined)
    assert by_hand["recall"] == 0
    assert keras_metrics(y, output, "binary")["precision"] == 0


def test_the_network_has_the_parameters_of_its_layers_and_the_output_of_its_task():
    assert network((28, 28, 1), 10, "multiclass").count_params() == 784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10
    assert network((4,), 3, "multiclass", units=()).count_params() == 4 * 3 + 3
    activations = {
        task: network((4,), 1, task).layers[-1].activation.__name__ for task in ("binary", "multiclass", "regression")
    }
    assert activations == {"binary": "sigmoid", "multiclass": "softmax", "regression": "linear"}


def test_full_and_threshold():
    data = datasets.load("digits")
    assert SETTINGS.with_flags({"full": True}).few(data) is data
    assert SETTINGS.with_flags({"threshold": 0.2}).variant == ""
