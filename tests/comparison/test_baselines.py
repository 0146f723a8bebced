"""Baselines: a uniform guess's ln C, scikit-learn models of each kind of data, and what is not beaten."""

import math
import time
from dataclasses import replace

import numpy as np
import pytest

import comparison
import datasets
from comparison.baselines import beaten, uniform_guess
from datasets import Split


def test_a_uniform_guess_costs_ln_c(trained):
    guess = uniform_guess(trained)
    assert guess["test"] == {"accuracy": 0.1, "loss": pytest.approx(math.log(10))}
    binary = type(trained)(trained.folder, {**trained.record, "outputs": 1})
    assert uniform_guess(binary)["test"]["loss"] == pytest.approx(math.log(2))


def test_images_in_under_two_seconds():
    data = datasets.load("fashion_mnist")
    started = time.process_time()
    result = comparison.sklearn_baseline(data)
    assert time.process_time() - started < 20  # processor seconds on a loaded machine; two seconds of wall time idle
    assert 0.75 < result["test"]["accuracy"] < 0.9
    assert "linear discriminant" in result["name"]


def made_up(small, task, x, y, outputs, vocabulary=None):
    part = Split(x, y)
    return replace(
        small, task=task, train=part, validation=part, test=part, input_shape=x.shape[1:], outputs=outputs,
        vocabulary=vocabulary, class_names=(),
    )  # fmt: skip


def test_each_kind_of_data(small):
    draw = np.random.default_rng(0)
    x = draw.normal(size=(60, 3)).astype(np.float32)
    binary = comparison.sklearn_baseline(made_up(small, "binary", x, (x[:, 0] > 0).astype(np.int32), 1))
    assert binary["name"].startswith("logistic regression")
    assert binary["test"]["accuracy"] > 0.9
    assert binary["test"]["loss"] == binary["test"]["log_loss"]
    regression = comparison.sklearn_baseline(made_up(small, "regression", x, x[:, :1] * 2, 1))
    assert regression["test"]["mean_squared_error"] < 0.1
    tokens = draw.integers(1, 9, (60, 12)).astype(np.int32)
    y = (tokens == 3).any(axis=1).astype(np.int32)
    text = comparison.sklearn_baseline(made_up(small, "binary", tokens, y, 1, tuple("_abcdefgh")))
    assert text["name"].startswith("naive Bayes")
    assert text["test"]["accuracy"] > 0.6


def test_a_class_missing_from_training_has_probability_0(small):
    x = np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32)
    result = comparison.sklearn_baseline(made_up(small, "multiclass", x, np.repeat([0, 2], 20).astype(np.int32), 4))
    assert 0 <= result["test"]["accuracy"] <= 1


def test_beaten():
    bar = {"name": "b", "test": {"accuracy": 0.5, "loss": 1.0}}
    assert beaten([0.4, 0.7], bar, "accuracy")
    assert not beaten([0.5], bar, "accuracy")
    assert beaten([0.9], bar, "loss")
    assert not beaten([1.1], bar, "loss")
    assert beaten([0.1], bar, "auc")


def test_further_baselines_are_rows(trained, small):
    table = comparison.compare([trained], baselines=[comparison.sklearn_baseline(small)])
    names = [row[0] for row in table.cells]
    assert names[1] == "baseline: uniform guess of 10 classes"
    assert "scikit-learn" in names[2]
    assert names[3] == "baseline: class frequencies"
