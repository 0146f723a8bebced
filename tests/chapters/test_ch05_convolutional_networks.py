"""Chapter 5: shuffled pixels, parameters counted by hand and by Keras, and a saved network that judges a picture."""

import numpy as np
import pytest
from PIL import Image

import datasets
import models
import training
from chapters.__main__ import main
from chapters.ch05_convolutional_networks import count_parameters, shuffled, small_cnn
from runtime.backend import keras
from runtime.errors import exit_code


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


def test_every_image_is_moved_alike_and_nothing_is_lost(digits):
    moved = shuffled(digits)
    ramp = np.arange(64.0)
    numbered = shuffled(
        type(digits)(**{**vars(digits), "test": type(digits.test)(np.tile(ramp, (2, 1)).reshape(2, 8, 8, 1), [0, 1])})
    )
    order = numbered.test.x[0].reshape(-1).astype(int)
    assert sorted(order) == list(range(64))
    for name in ("train", "validation", "test"):
        before, after = digits.split(name), moved.split(name)
        assert np.array_equal(after.x.reshape(len(after), -1), before.x.reshape(len(before), -1)[:, order])
        assert np.array_equal(after.y, before.y)
    assert moved.options["pixels"] == "shuffled by seed 0"


def test_parameters_by_hand(digits):
    assert small_cnn((28, 28, 1), 10, "multiclass").count_params() == 160 + 4_640 + 100_416 + 650
    without = small_cnn((28, 28, 1), 10, "multiclass", pooling=False)
    assert without.count_params() == 160 + 4_640 + (28 * 28 * 32 + 1) * 64 + 650


@pytest.mark.parametrize(("channels", "outputs"), [(1, 10), (3, 5)])
def test_the_counts_are_those_of_the_built_networks(channels, outputs):
    shape = (28, 28, channels)
    cnn = small_cnn(shape, outputs, "multiclass")
    convolutions = [layer for layer in cnn.layers if isinstance(layer, keras.layers.Conv2D)]
    places = {layer: int(np.prod(layer.output.shape[1:3])) for layer in convolutions}
    assert count_parameters(28, channels, outputs) == {
        "dense 300-100": models.dense(shape, outputs, "multiclass").count_params(),
        "cnn": cnn.count_params(),
        "cnn without pooling": small_cnn(shape, outputs, "multiclass", pooling=False).count_params(),
        "cnn without sharing": sum(layer.count_params() * places.get(layer, 1) for layer in cnn.layers),
        "the convolutions of the cnn": sum(layer.count_params() for layer in convolutions),
    }


def test_the_convolutions_do_not_grow_with_the_image():
    counts = [count_parameters(side, 1, 10) for side in (8, 16, 32)]
    assert len({each["the convolutions of the cnn"] for each in counts}) == 1
    dense = np.diff([each["dense 300-100"] for each in counts])
    assert dense[1] == 4 * dense[0]  # quadratic: what is added grows fourfold


def test_the_books_cnn_as_the_docstring_has_it():
    layers = [keras.Input((28, 28, 1))]
    for filters, size in ((64, 7), (0, 2), (128, 3), (128, 3), (0, 2), (256, 3), (256, 3), (0, 2)):
        pooling = keras.layers.MaxPooling2D(size)
        layers.append(keras.layers.Conv2D(filters, size, padding="same") if filters else pooling)
    layers += [keras.layers.Flatten(), *(keras.layers.Dense(units) for units in (128, 64, 10))]
    book = keras.Sequential(layers)
    assert book.count_params() == 1_413_834
    here = models.multiply_adds(small_cnn((28, 28, 1), 10, "multiclass"))
    assert 75 < models.multiply_adds(book) / here < 85  # "some eighty times"


def test_a_saved_network_judges_a_picture(tmp_path, capsys):
    Image.new("L", (28, 28)).save(tmp_path / "black.png")
    command = ["run", "ch05", "--quick", "--dataset", "digits", "--runs-dir", str(tmp_path / "runs")]
    assert exit_code(main, command) == 0
    before = {run: run.stat().st_mtime_ns for run in training.find_runs(tmp_path / "runs")}
    recipes = [training.load(run).settings["recipe"]["hyperparameters"] for run in before]
    assert {recipe["dropout"] for recipe in recipes} == {0.25}  # a fair comparison: nothing else differs
    capsys.readouterr()
    assert exit_code(main, [*command, "--resume", "--predict", str(tmp_path / "black.png")]) == 0
    printed = capsys.readouterr().out
    assert "epoch 1/1" not in printed
    assert printed.count("is finished") == len(before) == 4
    assert "Your picture, judged by cnn" in printed
    assert {run: run.stat().st_mtime_ns for run in training.find_runs(tmp_path / "runs")} == before
