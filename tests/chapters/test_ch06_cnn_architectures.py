"""Chapter 6: equal costs, the spread of graphs and weights told apart, and what is claimed of them."""

import numpy as np
import pytest

import models
from chapters import ch06_cnn_architectures as chapter
from chapters.claims import verdicts as claims
from chapters.material.gallery.graph_damage import removable_edges, removable_nodes


def test_the_gallery_costs_the_same():
    recipes = chapter.gallery(1)
    assert list(recipes) == ["plain CNN", "VGG", "ResNet", "WS graph 0", "BA graph 0", "ER graph 0"]
    built = {name: recipe((28, 28, 1), 10, "multiclass") for name, recipe in recipes.items()}
    costs = [models.multiply_adds(model) for model in built.values()]
    assert max(costs) / min(costs) < 1.05
    for name, model in built.items():
        if "graph" in name:
            wirings = models.wirings_of(model)
            assert {wiring.generator for wiring in wirings} == {name[:2].lower()}
            assert removable_edges(wirings) and removable_nodes(wirings)


def test_graphs_differ_by_their_seed_alone():
    recipes = chapter.gallery(2)
    first, second = (models.wirings_of(recipes[f"WS graph {seed}"]((28, 28, 1), 10, "multiclass")) for seed in (0, 1))
    assert first != second
    assert [wiring.graph_seed for wiring in first + second] == [0, 0, 0, 1, 1, 1]


WEIGHTS = np.linspace(-0.01, 0.01, 5)
GRAPHS = np.array([[0.0], [0.05], [0.1]])


def test_the_spread_is_of_the_wiring_or_of_the_weights():
    of_wiring, of_weights = 0.8 + GRAPHS + WEIGHTS, 0.8 + 0 * GRAPHS + WEIGHTS
    (row,) = chapter.spread_rows({"WS": of_wiring})
    assert row[:3] == ("WS", "3 x 5", "0.8500")
    assert float(row[3]) == pytest.approx(0.05, abs=0.001) and float(row[4]) == pytest.approx(0.0079, abs=1e-4)
    assert "some graphs of WS are better" in chapter.verdict_on_wiring({"WS": of_wiring, "ER": of_weights})
    assert "No difference between graphs" in chapter.verdict_on_wiring({"ER": of_weights})


def test_one_seed_or_one_graph_tells_nothing_of_the_spread():
    for values in (np.full((1, 5), 0.8), np.full((3, 1), 0.8)):
        (row,) = chapter.spread_rows({"BA": values})
        assert row[2:] == ("0.8000", "-", "-", "-", "-")
        assert "--graphs 3 --seeds 3" in chapter.verdict_on_wiring({"BA": values})


class Trained:
    def __init__(self, name, seed, accuracy):
        self.name, self.seed, self.metrics = name, seed, {"test": {"accuracy": accuracy}}


def runs(resnet, ws, ba):
    return [
        Trained(name, seed, accuracy + 0.001 * seed)
        for name, accuracy in (("ResNet", resnet), ("WS graph 0", ws), ("WS graph 1", ws + 0.002), ("BA graph 0", ba))
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
    accuracies = chapter.accuracy_by_graph(trained)
    assert {name: values.shape for name, values in accuracies.items()} == {"WS": (2, 5), "BA": (1, 5)}
    damages = [{"one edge": [0.0, 0.001], "one node": [damage, damage + seed / 1e4]} for seed in range(5)]
    found = {entry["id"]: entry["values"]["this_run"] for entry in chapter.check(trained, accuracies, damages)}
    order = ("random-wiring-is-competitive", "graph-generators-differ-little", "graph-damage-hurts-little")
    assert tuple(found[each]["verdict"] for each in order) == verdicts
    assert all(claims.named(each).chapter == chapter.SETTINGS.chapter for each in order)
