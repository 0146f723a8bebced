"""Chapter 6: networks of equal cost, written out as the package's shared ones, and what is claimed of them."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import datasets
import models
from chapters import ch06_cnn_architectures as lesson
from chapters import claims
from chapters.material.gallery.graph_damage import removable_edges, removable_nodes
from chapters.material.gallery.spread_table import accuracy_by_graph
from runtime.backend import keras


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist").take(100)


def recipes_of(data, **values):
    return lesson.gallery(replace(lesson.SETTINGS, values=values), data)


def test_the_gallery_costs_the_same(data):
    recipes = recipes_of(data)
    assert list(recipes) == ["plain CNN", "VGG", "ResNet", "WS graph 0", "BA graph 0", "ER graph 0"]
    built = {name: recipe((28, 28, 1), 10, "multiclass") for name, recipe in recipes.items()}
    costs = [models.multiply_adds(model) for model in built.values()]
    assert max(costs) / min(costs) < 1.05
    for name, model in built.items():
        if "graph" in name:
            wirings = models.wirings_of(model)
            assert {wiring.generator for wiring in wirings} == {name[:2].lower()}
            assert removable_edges(wirings) and removable_nodes(wirings)


@pytest.mark.parametrize(
    ("here", "shared"),
    [
        (lesson.plain_cnn, partial(models.convolutional, filters=(13, 26, 32))),
        (lesson.vgg, partial(models.vgg, depths=(2, 2, 2), filters=(6, 12, 24), hidden=(64,))),
        (
            lesson.resnet,
            partial(
                models.resnet,
                depths=(1, 1, 1), filters=(10, 20, 44), stem_kernel_size=3, stem_strides=2, stem_pooling=False,
            ),
        ),
    ],
)  # fmt: skip
def test_the_networks_drawn_by_hand_are_the_shared_ones(here, shared):
    """With the same seed and image, both give the same outputs."""
    image = np.random.default_rng(0).random((1, 28, 28, 1), np.float32)
    outputs = []
    for recipe in (here, shared):
        keras.utils.set_random_seed(0)
        outputs.append(np.asarray(recipe((28, 28, 1), 10, "multiclass")(image)))
    assert np.array_equal(*outputs)


def test_every_network_is_trained_alike(data):
    """AdamW with weight decay; the learning rate is the given one at the start and 0 after the last step."""
    settings = replace(lesson.SETTINGS, epochs=3, batch_size=32)
    for recipe in lesson.gallery(settings, data).values():
        optimizer = recipe(data.input_shape, data.outputs, data.task).optimizer
        config = optimizer.get_config()
        assert (type(optimizer).__name__, config["weight_decay"]) == ("AdamW", 0.15)
        schedule = keras.optimizers.schedules.deserialize(config["learning_rate"])
        assert float(schedule(0)) == pytest.approx(settings.learning_rate)
        assert float(schedule(3 * 4)) == pytest.approx(0, abs=1e-9)  # 100 images: 4 steps an epoch


def test_graphs_differ_by_their_seed_alone(data):
    recipes = recipes_of(data, graphs=2)
    first, second = (models.wirings_of(recipes[f"WS graph {seed}"]((28, 28, 1), 10, "multiclass")) for seed in (0, 1))
    assert first != second
    assert [wiring.graph_seed for wiring in first + second] == [0, 0, 0, 1, 1, 1]


class Trained:
    def __init__(self, name, seed, accuracy):
        self.name, self.seed, self.metrics = name, seed, {"test": {"accuracy": accuracy}}


def runs(resnet, ws, ba):
    return [
        Trained(name, seed, accuracy + 0.001 * seed + 0.0001 * seed * row)  # differences need a spread over seeds
        for row, (name, accuracy) in enumerate(
            (("ResNet", resnet), ("WS graph 0", ws), ("WS graph 1", ws + 0.002), ("BA graph 0", ba))
        )
        for seed in range(5)
    ]


@pytest.mark.parametrize(
    ("ws", "ba", "damage", "verdicts"),
    [
        (0.80, 0.801, 0.001, ("holds", "holds", "holds")),
        (0.70, 0.801, 0.100, ("does not hold", "does not hold", "does not hold")),
    ],
)
def test_each_claim_flips(ws, ba, damage, verdicts):
    trained = runs(0.80, ws, ba)
    accuracies = accuracy_by_graph(trained)
    assert {name: values.shape for name, values in accuracies.items()} == {"WS": (2, 5), "BA": (1, 5)}
    damages = [{"one edge": [0.0, 0.001], "one node": [damage, damage + seed / 1e4]} for seed in range(5)]
    found = {entry["id"]: entry["values"]["this_run"] for entry in lesson.check_claims(trained, accuracies, damages)}
    order = ("random-wiring-is-competitive", "graph-generators-differ-little", "graph-damage-hurts-little")
    assert tuple(found[claim]["verdict"] for claim in order) == verdicts
    assert all(claims.named(claim).chapter == lesson.SETTINGS.chapter for claim in order)
