"""Chapter 4: equal parameters counted by Keras, and a hidden unit beside the logistic regression with its weights."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapters.__main__ import main
from chapters.ch04_dense_networks import SETTINGS, dense_network, fit_by_hand, fit_by_keras, fit_by_training
from chapters.material.dense_networks.equal_parameters import units_for
from chapters.material.dense_networks.lesson_output import unit_as_logistic_regression
from runtime.backend import keras
from runtime.errors import exit_code


def parameters(depth, units, inputs, outputs):
    sides = [inputs, *[units] * depth, outputs]
    return sum((a + 1) * b for a, b in pairwise(sides))


@given(st.integers(1, 10), st.integers(500, 10**6), st.integers(1, 1_000), st.integers(1, 20))
def test_one_unit_more_would_be_too_many(depth, most, inputs, outputs):
    units = units_for(depth, most, inputs, outputs)
    assert units == 1 or parameters(depth, units, inputs, outputs) <= most
    assert parameters(depth, units + 1, inputs, outputs) > most


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_keras_counts_the_same(depth):
    units = units_for(depth, 30_000, 784, 10)
    model = dense_network((28, 28, 1), 10, "multiclass", units=(units,) * depth)
    assert model.count_params() == parameters(depth, units, 784, 10)
    assert 0.97 * 30_000 < model.count_params() <= 30_000


def test_the_network_is_the_books():
    assert dense_network((28, 28, 1), 10, "multiclass").count_params() == 266_610
    assert dense_network((28, 28, 1), 10, "multiclass", units=()).count_params() == 7_850  # a softmax regression


def test_a_hidden_sigmoid_unit_is_a_logistic_regression():
    inputs = keras.Input((5,))
    network = keras.Model(inputs, keras.layers.Dense(3, activation="sigmoid")(inputs))
    kernel, _ = network.layers[-1].get_weights()
    bias = np.array([0.5, -1.0, 2.0], np.float32)
    network.layers[-1].set_weights([kernel, bias])
    x = np.random.default_rng(0).normal(size=(20, 5)).astype(np.float32)
    alone = unit_as_logistic_regression(network, 1).predict(x, verbose=0)[:, 0]
    assert np.allclose(alone, 1 / (1 + np.exp(-(x @ kernel[:, 1] - 1))), atol=1e-6)
    assert np.allclose(alone, network.predict(x, verbose=0)[:, 1], atol=1e-6)


@pytest.mark.parametrize("flags", [["--batch-size", "4096"], ["--examples", "20"]])
def test_too_few_images_for_width_and_depth_are_refused_before_any_training(flags, tmp_path, capsys):
    assert exit_code(main, ["run", "ch04", *flags, "--runs-dir", str(tmp_path / "runs")]) == 2
    assert "fewer than one batch" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("seed", [0, pytest.param(3, marks=pytest.mark.slow)])
def test_three_ways_to_train_end_with_equal_weights(seed, small, tmp_path):
    """`model.fit`, a loop of our own and `training.fit`, with dropout and a last batch that is smaller."""
    settings = SETTINGS.with_flags({"runs_dir": tmp_path, "seed": seed})
    by_keras, by_hand, by_training = (
        fit(small, settings, epochs=2) for fit in (fit_by_keras, fit_by_hand, fit_by_training)
    )
    for weights, by_hand_too, by_training_too in zip(
        by_keras.get_weights(), by_hand.get_weights(), by_training.get_weights(), strict=True
    ):
        assert np.array_equal(weights, by_hand_too)
        assert np.array_equal(weights, by_training_too)


def test_the_lesson_prints_the_equality_and_keeps_what_the_callbacks_wrote(quick):
    done = quick("ch04_dense_networks")
    assert "our own loop and model.fit: equal weights" in done.printed
    assert "training.fit and model.fit: equal weights" in done.printed
    folder = done.folder / "report-quick" / "with-callbacks"
    assert keras.models.load_model(folder / "best.keras").count_params() == 266_610
    assert list((folder / "train").glob("events.out.tfevents.*"))


@pytest.mark.parametrize(
    ("flags", "book"),
    [
        ({"full": True}, True),
        ({"full": True, "seed": 3}, True),
        ({"full": True, "epochs": 3}, False),
        ({"full": True, "batch_size": 64}, False),
        ({"full": True, "dataset": "digits"}, False),
        ({}, False),
    ],
)
def test_only_the_books_training_stands_beside_the_books_numbers(flags, book):
    settings = SETTINGS.with_flags(flags)
    assert (settings.changed == {"full": True}) == book
    assert not book or (settings["optimizer"], settings.learning_rate, settings.epochs) == ("sgd", 0.01, 30)


def test_widths_have_a_table_of_their_own(quick):
    done = quick("ch04_dense_networks")
    assert "Test accuracy of the 300-100 network" not in done.printed
    report = done.folder / "report-quick"
    tables = {
        path.parent.name: [row["name"] for row in json.loads(path.read_text(encoding="utf-8"))]
        for path in report.rglob("comparison.json")
    }
    assert tables == {
        "report-quick": ["dense", "dropout", "logistic"],
        "Width-and-depth-on-500-training-images": ["narrow", "wide"],
    }
