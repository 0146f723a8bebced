"""Transfer learning: frozen layers do not move, released ones do, and all rows take as many steps."""

import math
from functools import partial

import numpy as np
import pytest

import datasets
import training
from chapters.command_line import Settings
from chapters.material.gallery import transfer
from chapters.material.gallery.few_images import few_images, of_classes, small_cnn
from chapters.material.gallery.transfer import convolutions, fine_tuning, helped, reusing
from comparison.differences import difference_of_seeds


@pytest.fixture(scope="module")
def few():
    return few_images(of_classes(datasets.load("fashion_mnist"), range(5, 10)), 4)


@pytest.fixture(scope="module")
def reused(few):
    return [layer.get_weights() for layer in convolutions(small_cnn(few.input_shape, 5, "multiclass"))]


def same(layers, weights):
    return [
        all((one == other).all() for one, other in zip(layer.get_weights(), values, strict=True))
        for layer, values in zip(layers, weights, strict=True)
    ]


def test_frozen_convolutions_stay_bit_for_bit_and_the_dense_layers_learn(few, reused, tmp_path):
    recipe = partial(reusing, reused=reused, learning_rate=0.01)
    run = training.fit(recipe, few, epochs=3, batch_size=10, folder=tmp_path, verbose=0)
    assert same(convolutions(run.model), reused) == [True, True]
    start = recipe(few.input_shape, few.outputs, few.task)
    assert same(run.model.layers[-2:], [layer.get_weights() for layer in start.layers[-2:]]) == [False, False]


def test_fine_tuning_freezes_first_and_then_releases_at_a_tenth_of_the_rate(few, reused, tmp_path):
    recipe = partial(
        fine_tuning, reused=reused, x=few.train.x, y=few.train.y, epochs=2, batch_size=10, learning_rate=0.01
    )
    after_the_first_half = recipe(few.input_shape, few.outputs, few.task)
    assert same(convolutions(after_the_first_half), reused) == [True, True]
    assert all(layer.trainable for layer in after_the_first_half.layers)
    assert float(after_the_first_half.optimizer.learning_rate) == pytest.approx(0.001)
    keywords = {"epochs": 2, "batch_size": 10, "verbose": 0}
    run, again = (training.fit(recipe, few, folder=tmp_path / name, **keywords) for name in ("a", "b"))
    assert same(convolutions(run.model), reused) == [False, False]
    assert all(same(again.model.layers, [layer.get_weights() for layer in run.model.layers]))  # the seed covers both


def test_all_rows_have_the_same_images_layers_and_steps(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(transfer, "RATES", (0.003, 0.01))
    monkeypatch.setattr(transfer, "EPOCHS", 4)
    monkeypatch.setattr(transfer, "SOURCE_EPOCHS", 1)
    settings = Settings("ch06", runs_dir=tmp_path, sizes={"few_seeds": 1})
    table = transfer.train_transfer(datasets.load("fashion_mnist").take(1_000), settings)
    assert [row.label for row in table.rows] == ["from scratch", "frozen", "fine-tuned"]
    assert len({(run.settings["data"]["content"], run.parameters) for run in table.runs}) == 1
    assert table.runs[0].record["class_names"] == ["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
    tuned = table.row("fine-tuned").runs[0]
    bound = tuned.settings["recipe"]["hyperparameters"]
    assert [run.epochs for run in table.runs] == [4, 4, 2] and bound["epochs"] == 2
    assert bound["batch_size"] == tuned.settings["batch_size"] == table.runs[0].settings["batch_size"]
    frozen = table.row("frozen").runs[0].settings["recipe"]["hyperparameters"]
    assert frozen["reused"] == bound["reused"] and frozen["learning_rate"] == bound["learning_rate"]
    printed = capsys.readouterr().out
    assert f"takes {4 * math.ceil(25 / 5)} steps" in " ".join(
        printed.split()
    ) and "is not tested: one seed" in " ".join(printed.split())
    assert "T-shirt/top" in printed


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (0.1, "It help: they make +0.100 in test accuracy over 5 seeds, beyond chance."),
        (-0.1, "It do harm: they make -0.100 in test accuracy over 5 seeds, beyond chance."),
        (0.0, "It make +0.000 in test accuracy over 5 seeds. That is within noise: it may as well be nothing."),
    ],
)
def test_the_sentence_follows_the_numbers(shift, sentence):
    noise = np.array([-0.02, -0.01, 0.0, 0.01, 0.02])
    assert helped(difference_of_seeds(0.7 + shift + noise, 0.7 + noise[::-1], paired=True), "It") == sentence
