"""Randomly wired networks: the paper's counts, a stage by hand, files that carry their graph."""

from functools import partial

import numpy as np
import pytest

import models
from models.random_networks import random_stage
from models.wired_layers import WeightedSum
from models.wiring import Wiring
from runtime.backend import keras
from runtime.errors import UserError
from training.architecture import architecture

TINY = {"nodes": 6, "channels": 8, "stem_strides": (1, 1), "head_filters": 16}


def test_an_odd_number_of_channels_is_halved_rounding_down():
    model = models.randomly_wired((16, 16, 1), 3, "multiclass", **{**TINY, "channels": 9})
    assert [layer.filters for layer in model.layers if isinstance(layer, keras.layers.Conv2D)][:2] == [4, 9]


def test_the_regular_regime_begins_with_half_the_nodes():
    model = models.randomly_wired((64, 64, 3), 10, "multiclass", regime="regular", nodes=8, channels=8)
    assert [wiring.nodes for wiring in models.wirings_of(model)] == [4, 8, 8, 8]
    assert [model.get_layer(f"stage{number}_node0").output.shape[-1] for number in (1, 2, 3, 4)] == [8, 16, 32, 64]


def test_a_stage_by_hand():
    """Two nodes fed by the input, a third that sums both, a fourth beside it: the mean of the last two comes out."""
    wiring = Wiring(4, ((0, 2), (1, 2), (1, 3)))
    x = keras.Input((4, 4, 3))
    model = keras.Model(x, random_stage(x, wiring, 5, name="stage1"))
    model.get_layer("stage1_node2_sum").set_weights([np.array([0.7, -1.2], np.float32)])

    def node(number, values):
        values = model.get_layer(f"stage1_node{number}_convolution")(np.maximum(values, 0))
        return np.asarray(model.get_layer(f"stage1_node{number}")(values))

    values = np.random.default_rng(0).normal(size=(2, 4, 4, 3)).astype(np.float32)
    first, second = node(0, values), node(1, values)
    assert first.shape == (2, 2, 2, 5)  # nodes fed by the stage's input have stride 2
    third = node(2, first / (1 + np.exp(-0.7)) + second / (1 + np.exp(1.2)))
    assert np.allclose(model.predict(values, verbose=0), (third + node(3, second)) / 2, atol=1e-5)


def test_one_weight_an_edge_where_there_is_more_than_one():
    model = models.randomly_wired((28, 28, 1), 10, "multiclass", **TINY)
    for number, wiring in enumerate(models.wirings_of(model), start=1):
        sums = {
            node: model.get_layer(f"stage{number}_node{node}_sum").count_params()
            for node in range(wiring.nodes)
            if len(wiring.predecessors(node)) > 1
        }
        assert sums == {node: len(wiring.predecessors(node)) for node in sums}
        assert sum(isinstance(layer, WeightedSum) for layer in model.layers if f"stage{number}" in layer.name) == len(
            sums
        )


def test_graph_seed_and_weight_seed_are_separate():
    keras.utils.set_random_seed(1)
    one = models.randomly_wired((28, 28, 1), 10, "multiclass", graph_seed=1, **TINY)
    keras.utils.set_random_seed(2)
    other = models.randomly_wired((28, 28, 1), 10, "multiclass", graph_seed=1, **TINY)
    assert models.wirings_of(one) == models.wirings_of(other)
    assert not np.array_equal(one.get_weights()[0], other.get_weights()[0])
    assert models.wirings_of(one) != models.wirings_of(
        models.randomly_wired((28, 28, 1), 10, "multiclass", graph_seed=2, **TINY)
    )


@pytest.mark.slow
def test_a_new_process_loads_it_with_its_graph_and_every_weight(fresh, tmp_path, random_weights):
    model = models.randomly_wired((12, 12, 1), 3, "multiclass", generator="er", p=0.5, **TINY)
    random_weights(model)
    images = np.random.default_rng(0).random((4, 12, 12, 1), dtype=np.float32)
    predictions = model.predict(images, verbose=0)
    np.savez(tmp_path / "weights.npz", *model.get_weights())
    np.savez(tmp_path / "before.npz", images=images, predictions=predictions)
    for kind in ("edge_weights", "moving_mean", "moving_variance", "beta"):  # each decides the predictions
        part = [weight for weight in model.weights if weight.path.endswith(kind)]
        kept = [keras.ops.convert_to_numpy(weight) for weight in part]
        for weight in part:
            weight.assign(keras.ops.ones_like(weight))
        assert not np.array_equal(model.predict(images, verbose=0), predictions)
        for weight, value in zip(part, kept, strict=True):
            weight.assign(value)
    model.save(tmp_path / "model.keras")
    models.save_wiring(models.wirings_of(model)[1], tmp_path / "graph.json")
    code = """
import sys, numpy as np
from pathlib import Path
import models
folder = Path(sys.argv[1])
model = models.load_model(folder / "model.keras")
before, weights = np.load(folder / "before.npz"), np.load(folder / "weights.npz")
print((model.predict(before["images"], verbose=0) == before["predictions"]).all())
print(all((new == weights[old]).all() for new, old in zip(model.get_weights(), weights.files, strict=True)))
print(models.wirings_of(model)[1] == models.load_wiring(folder / "graph.json"))
"""
    assert fresh("-c", code, str(tmp_path)).stdout.split() == ["True", "True", "True"]


def test_given_graphs(tmp_path):
    path = models.save_wiring(models.draw_wiring("ba", nodes=5, m=2), tmp_path / "graph.json")
    build = partial(models.randomly_wired, (12, 12, 1), 3, "multiclass", wirings=(str(path),) * 3, **TINY)
    model = build()
    assert models.wirings_of(model) == [models.load_wiring(path)] * 3
    with pytest.raises(UserError, match="3 random stages, but 1 wirings"):
        build(wirings=(str(path),))
    for keywords in ({"generator": "er"}, {"k": 4}, {"p": 0.0}, {"m": 2}):
        with pytest.raises(UserError, match=f"already say what the graphs are; leave {next(iter(keywords))} out"):
            build(**keywords)


def test_a_graph_file_that_was_edited_makes_another_run(tmp_path):
    path = models.save_wiring(models.draw_wiring("ba", nodes=5, m=2), tmp_path / "graph.json")
    build = partial(models.randomly_wired, (12, 12, 1), 3, "multiclass", wirings=(str(path),) * 3, **TINY)

    def architectures():
        found = []
        for _ in range(2):
            keras.backend.clear_session()  # layers are numbered anew, as training does
            found.append(architecture(build()))
        return found

    before = architectures()
    models.save_wiring(models.draw_wiring("ba", nodes=5, m=2, graph_seed=1), path)
    after = architectures()
    assert before[0] == before[1] and after[0] == after[1] and before[0] != after[0]


@pytest.mark.slow
def test_the_papers_parameters_are_the_defaults_of_each_generator():
    for generator, parameters in {"ws": {"k": 4, "p": 0.75}, "ba": {"m": 5}, "er": {"p": 0.2}}.items():
        further = {**TINY, "nodes": 16, "generator": generator}
        default = models.randomly_wired((12, 12, 1), 3, "multiclass", **further)
        given = models.randomly_wired((12, 12, 1), 3, "multiclass", **further, **parameters)
        drawn = [models.draw_wiring(generator, nodes=16, stage=stage) for stage in (1, 2, 3)]
        assert models.wirings_of(default) == models.wirings_of(given) == drawn
        assert drawn[0].parameters == parameters


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"regime": "large"}, "choose small, regular"),
        ({"generator": "tree"}, "choose ws, ba, er"),
        ({"generator": "ba", "p": 0.3}, "ba has no parameter 'p'; it takes m"),
        ({"generator": "er", "k": 8}, "er has no parameter 'k'; it takes p"),
        ({"m": 3}, "ws has no parameter 'm'; it takes k, p"),
        ({"graph_seed": -1}, "graph_seed has to be a whole number of 0 or more, not -1"),
        ({"nodes": 8.0}, "nodes in the small regime has to be a whole number of 1 to 10,000, not 8.0"),
        (
            {"nodes": 1, "regime": "regular"},
            "nodes in the regular regime has to be a whole number of 2 to 10,000, not 1",
        ),
        ({"nodes": 6, "regime": "regular"}, r"ws of 3 nodes \(stage 1\) needs an even k from 2 to 3, not 4"),
        (
            {"generator": "ba", "nodes": 10, "regime": "regular"},
            r"ba of 5 nodes \(stage 1\) needs a whole m from 1 to 4",
        ),
        ({"channels": 1}, "channels has to be a whole number of 2 to 2,147,483,647, not 1"),
        ({"channels": 8.5}, "channels has to be"),
        ({"head_filters": 0}, "head_filters has to be"),
        (
            {"stem_strides": (2,)},
            r"stem_strides have to be a tuple of whole numbers of 1 or more, 2 of them, not \(2,\)",
        ),
        ({"stem_strides": 2}, "stem_strides have to be"),
        ({"input_shape": (None, None, 1)}, "images of one known size"),
        ({"input_shape": (28, 28)}, "height, width, channels"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(UserError, match=sentence):
        models.randomly_wired(**{"input_shape": (28, 28, 1), "outputs": 10, "task": "multiclass", **arguments})


def test_another_model_has_no_wiring():
    with pytest.raises(UserError, match="no randomly wired stage"):
        models.wirings_of(models.dense((4,), 1, "binary"))
