"""Chapter 15: costs by hand against Keras, and every model trained with its own loss and threshold."""

import re
from functools import partial

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

import datasets
from chapters.ch15_losses import (
    CLASSIFIERS,
    SETTINGS,
    compare_regressions,
    costs,
    network,
    print_costs,
    small_network,
    train_few_and_many,
    train_small,
)
from runtime.backend import keras
from training.compiling import compiled_metrics


@pytest.fixture(scope="module")
def tumours():
    return datasets.load("breast_cancer")


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return SETTINGS.with_flags({"epochs": 3, "runs_dir": tmp_path_factory.mktemp("losses")})


@pytest.fixture(scope="module")
def logistic(tumours, settings):
    """A logistic regression, trained for three epochs."""
    recipe = small_network(settings, **CLASSIFIERS["logistic regression"])
    return train_small({"logistic regression": recipe}, tumours, settings)[0]


def test_four_costs_of_three_losses():
    found = costs(np.array([1.0, 2.0, 6.0]), np.array([[1.0], [-2.0]]), 0.1)
    assert found == {"sum": 9.0, "mean": 3.0, "sum + penalty": 9.5, "mean + penalty": 3.5}


def test_costs_by_hand_are_keras(tumours, logistic, capsys):
    print_costs(logistic, tumours)
    rows = re.findall(r"by hand +([\d.]+) +Keras +([\d.]+)", capsys.readouterr().out)
    assert len(rows) == 4
    assert all(float(by_hand) == pytest.approx(float(keras_), abs=2e-4) for by_hand, keras_ in rows)
    assert len({by_hand for by_hand, _ in rows}) == 4


def test_every_model_is_compiled_with_its_loss_and_its_threshold(tumours):
    for keywords in CLASSIFIERS.values():
        model = network(tumours.input_shape, tumours.outputs, tumours.task, **keywords)
        assert model.loss == keywords["loss"]
        metric = compiled_metrics(model)[0]
        assert (metric.name, metric.threshold) == ("accuracy", keywords.get("threshold", 0.5))
        linear = keywords.get("output_activation") == "linear"
        assert (model.layers[-1].activation.__name__ == "linear") == linear


def test_a_network_without_hidden_layers_is_a_line():
    model = network((30,), 1, "binary", units=(), output_activation="linear", loss="hinge")
    assert model.count_params() == 31
    assert network((28, 28, 1), 10, "multiclass").count_params() == 266_610


def test_hinge_pulls_at_nothing_beyond_the_margin():
    loss = keras.losses.Hinge()
    assert float(loss([[0.0], [1.0]], [[-1.5], [2.0]])) == 0  # targets 0 and 1 are made -1 and 1
    assert float(loss([[0.0]], [[0.5]])) == pytest.approx(1.5)


@pytest.mark.slow
def test_the_shorter_training_is_the_beginning_of_the_longer(tmp_path):
    flags = {"dataset": "iris", "epochs": 4, "few": 2, "runs_dir": tmp_path}
    short, long = train_few_and_many(datasets.load("iris"), SETTINGS.with_flags(flags))
    assert (short.epochs, long.epochs) == (2, 4)
    assert long.history["loss"][:2] == short.history["loss"]


def test_a_learning_rate_that_was_typed_is_everywhere(tmp_path):
    assert small_network(SETTINGS).keywords["learning_rate"] == 0.01
    flags = {"dataset": "iris", "epochs": 1, "learning_rate": 0.5, "runs_dir": tmp_path}
    typed = SETTINGS.with_flags(flags)
    assert small_network(typed).keywords["learning_rate"] == 0.5
    runs = train_few_and_many(datasets.load("iris"), typed)
    assert [run.settings["optimizer"]["learning_rate"] for run in runs] == [0.5, 0.5]


def test_a_small_set_has_one_seed_and_a_batch_that_it_can_fill(tmp_path):
    iris = datasets.load("iris")
    flags = {"epochs": 1, "batch_size": 10_000, "seeds": 3, "runs_dir": tmp_path}
    runs = train_small({"line": partial(network, units=())}, iris, SETTINGS.with_flags(flags))
    assert [(run.seed, run.settings["batch_size"]) for run in runs] == [(0, len(iris.train))]


@pytest.mark.slow
def test_a_regression_under_three_losses(settings):
    runs = compare_regressions(settings).runs
    losses = [run.settings["loss"] for run in runs]
    assert [loss if isinstance(loss, str) else loss["delta"] for loss in losses] == [
        "mean_squared_error",
        "mean_absolute_error",
        50.0,
    ]
    for run in runs:
        y, output = run.predictions["test_y"].reshape(-1), run.predictions["test_prediction"][:, 0]
        assert run.metrics["test"]["mean_squared_error"] == pytest.approx(np.mean((y - output) ** 2), rel=1e-4)
    error = np.abs(y - output)  # of the last run, Huber's
    huber = np.where(error <= 50, error**2 / 2, 50 * error - 50**2 / 2)
    assert runs[-1].metrics["test"]["loss"] == pytest.approx(np.mean(huber), rel=1e-4)
    patients = datasets.load("diabetes")
    lowest = LinearRegression().fit(patients.train.x, patients.train.y.reshape(-1))
    least = np.mean((lowest.predict(patients.train.x) - patients.train.y.reshape(-1)) ** 2)
    assert least < runs[0].metrics["train"]["mean_squared_error"] < 1.001 * least  # whatever --epochs says
