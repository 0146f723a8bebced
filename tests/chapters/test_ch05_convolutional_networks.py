"""Chapter 5: shuffled pixels, a layer and its parameters by hand and by Keras, and a saved network on a picture."""

import shutil
from functools import partial

import numpy as np
import pytest
from PIL import Image

import datasets
import models
import training
from chapters.__main__ import main
from chapters.ch05_convolutional_networks import (
    convolve,
    count_parameters,
    dense_network,
    max_pool,
    shuffled,
    small_cnn,
)
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


@pytest.mark.parametrize("shape", [(8, 8, 1), (7, 10, 3)])
def test_convolution_and_pooling_by_hand_are_those_of_keras(shape):
    random = np.random.default_rng(0)
    image = random.random(shape, np.float32)
    filters, biases = random.normal(size=(3, 3, shape[2], 5)), random.normal(size=5)
    layer = keras.layers.Conv2D(5, 3, padding="same")
    layer.build((None, *shape))
    layer.set_weights([filters, biases])
    feature_maps = convolve(image, filters, biases)
    assert np.allclose(feature_maps, layer(image[None])[0], atol=1e-5)
    pooled = keras.layers.MaxPooling2D(2)(feature_maps[None])[0]
    assert np.allclose(max_pool(feature_maps), pooled, atol=1e-5)


def test_only_the_layers_differ():
    recipes = (small_cnn, dense_network, partial(small_cnn, average=True))
    built = [recipe((8, 8, 1), 10, "multiclass") for recipe in recipes]
    rates = [{layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)} for model in built]
    assert rates == [{0.25}] * 3  # a fair comparison
    one, *others = (model.get_compile_config() for model in built)
    assert all((one["loss"], one["metrics"]) == (other["loss"], other["metrics"]) for other in others)
    one, *others = ({**model.optimizer.get_config(), "name": None} for model in built)
    assert all(one == other for other in others)


def test_parameters_by_hand():
    assert small_cnn((28, 28, 1), 10, "multiclass").count_params() == 160 + 4_640 + 100_416 + 650
    without = small_cnn((28, 28, 1), 10, "multiclass", pool_size=1)
    assert without.count_params() == 160 + 4_640 + (28 * 28 * 32 + 1) * 64 + 650


@pytest.mark.parametrize(("channels", "outputs"), [(1, 10), (3, 5)])
def test_the_counts_are_those_of_the_built_networks(channels, outputs):
    shape = (28, 28, channels)
    cnn = small_cnn(shape, outputs, "multiclass")
    convolutions = [layer for layer in cnn.layers if isinstance(layer, keras.layers.Conv2D)]
    places = {layer: int(np.prod(layer.output.shape[1:3])) for layer in convolutions}
    assert count_parameters(28, channels, outputs) == {
        "dense": dense_network(shape, outputs, "multiclass").count_params(),
        "cnn": cnn.count_params(),
        "cnn average": small_cnn(shape, outputs, "multiclass", average=True).count_params(),
        "cnn without pooling": small_cnn(shape, outputs, "multiclass", pool_size=1).count_params(),
        "cnn without sharing": sum(layer.count_params() * places.get(layer, 1) for layer in cnn.layers),
        "convolutions alone": sum(layer.count_params() for layer in convolutions),
    }


def test_the_convolutions_do_not_grow_with_the_image():
    counts = [count_parameters(side, 1, 10) for side in (8, 16, 32)]
    assert len({count["convolutions alone"] for count in counts}) == 1
    assert len({count["cnn average"] for count in counts}) == 1  # nor what stands behind global average pooling
    dense = np.diff([count["dense"] for count in counts])
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


@pytest.mark.slow
def test_a_saved_network_judges_a_picture(quick, tmp_path, capsys):
    Image.new("L", (28, 28)).save(tmp_path / "black.png")
    shutil.copytree(quick("ch05_convolutional_networks").folder, tmp_path / "runs" / "ch05_convolutional_networks")
    command = ["run", "ch05", "--quick", "--runs-dir", str(tmp_path / "runs")]
    before = {run: run.stat().st_mtime_ns for run in training.find_runs(tmp_path / "runs")}
    capsys.readouterr()
    assert exit_code(main, [*command, "--resume", "--predict", str(tmp_path / "black.png")]) == 0
    printed = capsys.readouterr().out
    assert "epoch 1/1" not in printed
    assert printed.count("is finished") == len(before) == 5
    assert "Your picture, judged by cnn" in printed
    assert {run: run.stat().st_mtime_ns for run in training.find_runs(tmp_path / "runs")} == before
