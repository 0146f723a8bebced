"""How far a layer moved: from the initial weights that the seed gives again."""

from functools import partial
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

import datasets
import training
from chapters.ch14_activations import deep_network
from chapters.material.activations import layer_moves
from training import Run


@pytest.mark.parametrize("batch_normalization", [False, True])
def test_a_network_that_does_not_learn_has_not_moved(tmp_path, batch_normalization):
    iris = datasets.load("iris")
    network = partial(deep_network, depth=2, units=3, batch_normalization=batch_normalization, optimizer="sgd")
    for rate, moved in ((1e-12, False), (0.1, True)):
        recipe = partial(network, learning_rate=rate)
        trained = training.fit(recipe, iris, name=f"rate {rate}", epochs=1, seed=3, folder=tmp_path, verbose=0)
        ways = layer_moves(trained, recipe, iris)
        assert ways.shape == (2,)
        assert (ways > 1e-4).all() if moved else np.allclose(ways, 0, atol=1e-6)


def test_a_move_is_relative_to_the_initial_weights(tmp_path):
    """Of a kernel that doubles, 1."""
    iris = datasets.load("iris")
    recipe = partial(deep_network, depth=1, units=3, optimizer="sgd", learning_rate=1e-12)
    trained = training.fit(recipe, iris, name="doubled", epochs=1, folder=tmp_path, verbose=0)
    model = trained.model
    kernel, bias = model.get_layer("hidden1").get_weights()
    model.get_layer("hidden1").set_weights([2 * kernel, bias])
    doubled = cast(Run, SimpleNamespace(seed=trained.seed, model=model))
    assert layer_moves(doubled, recipe, iris) == pytest.approx([1.0], rel=1e-4)
