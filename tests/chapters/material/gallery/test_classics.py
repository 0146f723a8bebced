"""The small networks of the gallery: about equal multiply-adds, no dropout, and trained as the table says."""

import math
from functools import partial

import keras
import pytest

import models
import training
from chapters.material.gallery import classics
from chapters.material.gallery.classics import CLASSICS, classic, counts, published_counts


@pytest.mark.parametrize("name", CLASSICS)
def test_small_networks_cost_about_a_million_multiply_adds_and_have_no_dropout(name):
    model = classics.small(name)((28, 28, 1), 10, "multiclass")
    cost = models.multiply_adds(model)
    assert cost < 0.4e6 if name == "LeNet-5" else 0.95e6 < cost < 1.15e6, cost
    rates = [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    assert not any(rates)


@pytest.mark.parametrize("name", CLASSICS)
def test_the_table_knows_which_networks_have_batch_normalisation(name):
    model = classics.small(name)((28, 28, 1), 10, "multiclass")
    found = any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)
    assert found == CLASSICS[name].batch_normalization


def test_published_networks_are_counted_from_their_builders():
    """LeNet-5: 60,000 parameters before the 85 x 10 of its output. AlexNet: see tests/models/test_classics.py."""
    assert published_counts("LeNet-5") == {"depth": 7, "parameters": 60_850, "multiply_adds": 328_096}
    assert published_counts("AlexNet") | {"multiply_adds": 0} == {
        "depth": 8, "parameters": 60_965_224, "multiply_adds": 0,
    }  # fmt: skip


def test_moving_averages_are_no_parameters():
    x = keras.Input((4,))
    assert counts(keras.Model(x, keras.layers.BatchNormalization()(x))) == {
        "depth": 0, "parameters": 8, "multiply_adds": 0,
    }  # fmt: skip


def test_the_learning_rate_falls_to_zero_at_the_last_step(small, tmp_path):
    steps = 2 * math.ceil(200 / 64)
    recipe = partial(classic, network="VGG", learning_rate=0.01, steps=steps)
    run = training.fit(recipe, small, epochs=2, batch_size=64, folder=tmp_path, verbose=0)
    optimizer = run.model.optimizer
    assert type(optimizer).__name__ == "AdamW" and int(optimizer.iterations) == steps
    assert float(optimizer.learning_rate) == pytest.approx(0, abs=1e-8)
