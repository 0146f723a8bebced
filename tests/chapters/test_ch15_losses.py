"""Chapter 15: costs by hand against Keras, and every entry judged at its own cut."""

import re

import numpy as np
import pytest

import datasets
import training
from chapters.ch15_losses import (
    ENTRIES,
    REGRESSIONS,
    SETTINGS,
    costs,
    judge_by_all,
    network,
    once,
    print_agreement,
    print_costs,
    print_regressions,
    train_regression,
    train_under,
)
from chapters.material.losses.lower_loss import draw_lower, went
from runtime.backend import keras


@pytest.fixture(scope="module")
def tumours():
    return datasets.load("breast_cancer")


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return SETTINGS.with_flags({"epochs": 3, "runs_dir": tmp_path_factory.mktemp("losses")})


def test_four_costs_of_three_losses():
    found = costs(np.array([1.0, 2.0, 6.0]), np.array([[1.0], [-2.0]]), 0.1)
    assert found == {"sum": 9.0, "mean": 3.0, "sum + penalty": 9.5, "mean + penalty": 3.5}


def test_costs_by_hand_are_keras(tumours, settings, capsys):
    print_costs(train_under("logistic regression", ENTRIES["logistic regression"], tumours, settings), tumours)
    rows = re.findall(r"by hand +([\d.]+) +Keras +([\d.]+)", capsys.readouterr().out)
    assert len(rows) == 4
    assert all(float(by_hand) == pytest.approx(float(keras_), abs=2e-4) for by_hand, keras_ in rows)
    assert len({by_hand for by_hand, _ in rows}) == 4


@pytest.mark.parametrize("name", ENTRIES)
def test_the_accuracy_of_the_training_is_that_at_the_cut(name, tumours, settings):
    entry = ENTRIES[name]
    trained = train_under(name, entry, tumours, settings)
    yes = trained.model.predict(tumours.test.x, verbose=0)[:, 0] > entry.cut
    right = float(np.mean(yes == (tumours.test.y.reshape(-1) == 1)))
    judged = judge_by_all(trained, entry, tumours)
    assert judged["accuracy"] == pytest.approx(right)
    assert trained.metrics["test"]["accuracy"] == pytest.approx(right)
    assert (judged["log_loss"] is None) == (entry.output_activation == "linear")


def test_a_network_without_hidden_layers_is_a_line():
    model = network((30,), 1, "binary", hidden=(), output_activation="linear")
    assert model.count_params() == 31
    assert network((28, 28, 1), 10, "multiclass").count_params() == 266_610


def test_hinge_pulls_at_nothing_beyond_the_margin():
    loss = keras.losses.Hinge()
    assert float(loss([[0.0], [1.0]], [[-1.5], [2.0]])) == 0  # targets 0 and 1 are made -1 and 1
    assert float(loss([[0.0]], [[0.5]])) == pytest.approx(1.5)


def test_the_shorter_training_is_the_beginning_of_the_longer(tmp_path):
    data = datasets.load("iris")
    short, long = (
        training.fit_all({"network": network}, data, epochs=epochs, folder=tmp_path / str(epochs))[0]
        for epochs in (2, 4)
    )
    assert long.history["loss"][:2] == short.history["loss"]


def test_a_learning_rate_that_was_typed_is_everywhere(tumours):
    assert once(SETTINGS, tumours)["learning_rate"] == 0.01
    typed = SETTINGS.with_flags({"learning_rate": 0.5, "batch_size": 10_000, "seeds": 3})
    assert once(typed, tumours)["learning_rate"] == 0.5
    assert once(typed, tumours)["batch_size"] == len(tumours.train)
    assert once(typed, tumours)["seeds"] == [0]


def test_agreement_of_answers(capsys):
    print_agreement({"a": np.array([True, True, False, False]), "b": np.array([True, False, False, False])})
    assert "0.750" in capsys.readouterr().out


def test_a_regression_under_three_losses(settings, capsys):
    patients = datasets.load("diabetes")
    runs = [train_regression(name, patients, settings) for name in REGRESSIONS]
    assert [each.settings["loss"] if isinstance(each.settings["loss"], str) else each.settings["loss"]["delta"]
            for each in runs] == ["mean_squared_error", "mean_absolute_error", 50.0]  # fmt: skip
    for each in runs:
        y, output = each.predictions["test_y"].reshape(-1), each.predictions["test_prediction"][:, 0]
        assert each.metrics["test"]["mean_squared_error"] == pytest.approx(np.mean((y - output) ** 2), rel=1e-4)
    capsys.readouterr()
    print_regressions(runs)
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.count("*") for line in lines] == [1, 1, 0]


def test_the_figures_title_says_what_happened(tmp_path):
    assert (went(1.0, 0.5), went(0.5, 1.0), went(1.0, 1.0)) == ("falls", "rises", "is the same")
    data = datasets.load("iris")
    runs = [
        training.fit_all({name: network}, data, epochs=1, folder=tmp_path)[0] for name in ("few epochs", "many epochs")
    ]
    assert draw_lower(runs, tmp_path / "lower.png").exists()  # as with --epochs 1: both are one training
