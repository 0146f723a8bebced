"""Randomly wired networks: the paper's counts, a stage by hand, files that carry their graph."""

import numpy as np
import pytest

import models
from models.random_networks import random_stage
from models.wired_layers import WeightedSum
from models.wiring import Wiring
from runtime.backend import keras
from runtime.errors import UserError

TINY = {"nodes": 6, "channels": 8, "stem_strides": (1, 1), "head_filters": 16}


@pytest.mark.parametrize("graph_seed", [0, 1])
def test_the_papers_small_regime(graph_seed):
    """Xie et al. 2019, table 2: 5.6 M parameters, 583 M multiply-adds, give or take 0.1 M and 6 M over graphs."""
    model = models.randomly_wired((224, 224, 3), 1000, "multiclass", graph_seed=graph_seed)
    assert model.count_params() == pytest.approx(5.65e6, abs=0.1e6)
    assert models.multiply_adds(model) == pytest.approx(583e6, abs=6e6)
    assert [len(wiring.edges) for wiring in models.wirings_of(model)] == [64, 64, 64]


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


def test_a_new_process_loads_it_with_its_graph(fresh, tmp_path):
    model = models.randomly_wired((12, 12, 1), 3, "multiclass", generator="er", p=0.5, **TINY)
    images = np.random.default_rng(0).random((4, 12, 12, 1), dtype=np.float32)
    np.save(tmp_path / "images.npy", images)
    np.save(tmp_path / "before.npy", model.predict(images, verbose=0))
    model.save(tmp_path / "model.keras")
    models.save_wiring(models.wirings_of(model)[1], tmp_path / "graph.json")
    code = """
import sys, numpy as np
from pathlib import Path
import models
from training.runs import Run
folder = Path(sys.argv[1])
model = Run(folder, {}).model
print((model.predict(np.load(folder / "images.npy"), verbose=0) == np.load(folder / "before.npy")).all())
print(models.wirings_of(model)[1] == models.load_wiring(folder / "graph.json"))
"""
    assert fresh("-c", code, str(tmp_path)).stdout.split() == ["True", "True"]


def test_given_graphs(tmp_path):
    path = models.save_wiring(models.draw_wiring("ba", nodes=5, m=2), tmp_path / "graph.json")
    model = models.randomly_wired((12, 12, 1), 3, "multiclass", wirings=(str(path),) * 3, **TINY)
    assert models.wirings_of(model) == [models.load_wiring(path)] * 3
    with pytest.raises(UserError, match="3 random stages, but 1 wirings"):
        models.randomly_wired((12, 12, 1), 3, "multiclass", wirings=(str(path),))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [({"regime": "large"}, "choose small or regular"), ({"generator": "tree"}, "choose ws, ba, er")],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(UserError, match=sentence):
        models.randomly_wired((28, 28, 1), 10, "multiclass", **arguments)


def test_another_model_has_no_wiring():
    with pytest.raises(UserError, match="no randomly wired stage"):
        models.wirings_of(models.dense((4,), 1, "binary"))
