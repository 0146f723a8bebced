"""Chapter 6: networks of equal cost, written out as the package's shared ones, and what is claimed of them."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import datasets
import models
from chapters import ch06_cnn_architectures as lesson
from chapters import claims
from chapters.material.gallery.baseline import BASELINE
from chapters.material.gallery.between_generators import rows_by_generator
from chapters.material.gallery.graph_damage import removable_edges, removable_nodes
from runtime.backend import keras

PARAMETERS = {"WS": ("k", 4), "BA": ("m", 3), "ER": ("p", 0.5)}


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist").take(100)


def recipes_of(data, **values):
    return lesson.gallery(replace(lesson.SETTINGS, values=values), data)


@pytest.fixture(scope="module")
def built(data):
    """The networks, without the softmax regression."""
    recipes = recipes_of(data)
    assert list(recipes) == [BASELINE, "plain CNN", "VGG", "ResNet", "WS graph 0", "BA graph 0", "ER graph 0"]
    return {name: recipe((28, 28, 1), 10, "multiclass") for name, recipe in recipes.items() if name != BASELINE}


def test_the_gallery_costs_the_same(built):
    """Multiply-adds and parameters; "between 80,000 and 95,000" is what the lesson says."""
    costs = [models.multiply_adds(model) for model in built.values()]
    assert max(costs) / min(costs) < 1.05
    assert all(80_000 < model.count_params() < 95_000 for model in built.values())


def test_the_generators_are_those_of_the_names(built):
    for name, model in built.items():
        if "graph" in name:
            wirings = models.wirings_of(model)
            assert {wiring.generator for wiring in wirings} == {name[:2].lower()}
            assert {next(iter(wiring.parameters.items())) for wiring in wirings} == {PARAMETERS[name[:2]]}
            assert removable_edges(wirings) and removable_nodes(wirings)


@pytest.mark.parametrize(
    ("here", "shared"),
    [
        (lesson.softmax_regression, models.logistic_regression),
        (lesson.plain_cnn, partial(models.convolutional, filters=(12, 26, 32), hidden=(256,), dropout=0.0)),
        (lesson.vgg, partial(models.vgg, depths=(2, 2, 2), filters=(6, 12, 22), hidden=(190, 190), dropout=0.0)),
        (
            lesson.resnet,
            partial(
                models.resnet,
                depths=(1, 1, 1, 1), filters=(9, 18, 36, 68), stem_kernel_size=3, stem_strides=2, stem_pooling=False,
            ),
        ),
    ],
)  # fmt: skip
def test_the_networks_drawn_by_hand_are_the_shared_ones(here, shared):
    """With equal weights, both give the same outputs for an image."""
    image = np.random.default_rng(0).random((1, 28, 28, 1), np.float32)
    one, other = (recipe((28, 28, 1), 10, "multiclass") for recipe in (here, shared))
    other.set_weights(one.get_weights())
    assert np.array_equal(one(image), other(image))


def test_every_network_is_trained_alike(data):
    """AdamW with weight decay, no dropout; the learning rate is the given one at the start, 0 after the last step."""
    settings = replace(lesson.SETTINGS, epochs=3, batch_size=32)
    for recipe in lesson.gallery(settings, data).values():
        model = recipe(data.input_shape, data.outputs, data.task)
        assert not any(getattr(layer, "rate", 0) for layer in model.layers)
        optimizer = model.optimizer
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


def test_weights_before_relu_start_as_he_has_them_but_for_separable_convolutions(built):
    for model in built.values():
        for layer in model.layers[:-1]:
            if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense):
                assert isinstance(layer.kernel_initializer, keras.initializers.HeNormal), layer.name


@pytest.mark.parametrize(
    ("ws", "ba", "damage", "verdicts"),
    [
        (0.800, 0.801, 0.001, ("holds", "holds", "holds")),
        (0.700, 0.801, 0.100, ("does not hold", "does not hold", "does not hold")),
    ],
)
def test_each_claim_flips(table_of, ws, ba, damage, verdicts):
    table = table_of({"ResNet": 0.8, "WS graph 0": ws, "WS graph 1": ws + 0.002, "BA graph 0": ba, "ER graph 0": 0.8})
    assert {name: len(rows) for name, rows in rows_by_generator(table).items()} == {"WS": 2, "BA": 1, "ER": 1}
    damages = [{"one edge": [0.0, 0.001], "one node": [damage, damage + seed / 1e4]} for seed in range(5)]
    entries = {entry["id"]: entry["values"] for entry in lesson.check_claims(table, damages)}
    order = ("random-wiring-is-competitive", "graph-generators-differ-little", "graph-damage-hurts-little")
    assert tuple(entries[claim]["this_run"]["verdict"] for claim in order) == verdicts
    assert all(claims.named(claim).chapter == lesson.SETTINGS.chapter for claim in order)
    assert [entries[claim]["uncertainty"]["examples"] is not None for claim in order] == [True, True, False]
    beside = entries["graph-generators-differ-little"]["beside"]
    assert [(pair["a"], pair["b"]) for pair in beside] == [
        ("the WS graphs", "the BA graphs"), ("the WS graphs", "the ER graphs"), ("the BA graphs", "the ER graphs")
    ]  # fmt: skip


def test_the_study_tunes_on_seeds_that_are_not_judged_and_the_lesson_does_not_tune():
    study = lesson.STUDY
    assert study["rates"] == (0.003, 0.01, 0.03) and study["tuning_seeds"] == (100, 101, 102)
    assert not set(study["tuning_seeds"]) & set(range(study.seed, study.seed + study.seeds))
    for settings in (lesson.SETTINGS, lesson.SETTINGS.with_flags({"quick": True})):
        assert settings["rates"] == ()
    for claim in ("random-wiring-is-competitive", "graph-generators-differ-little"):
        assert study["graphs"] == 2 and "these two graphs" in claims.named(claim).correction


def test_both_claims_on_accuracy_have_one_margin_and_one_reason():
    competitive, generators = map(claims.named, ("random-wiring-is-competitive", "graph-generators-differ-little"))
    assert (-competitive.margin, competitive.why) == (generators.margin, generators.why)
