"""What a trained randomly wired network loses when one edge or one node is taken out, without training again.

Xie, Kirillov, Girshick and He 2019, section 4.1, "Graph damage". An edge is taken out by its weight: sigmoid(w) = 0.
Edges and nodes whose loss would leave another node without any input are left in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

import models
from models.wiring import Wiring
from runtime.backend import keras
from training.evaluation import predict

NEVER = np.float32(-1e9)  # sigmoid(NEVER) is 0 in float32

Edge = tuple[int, int, int]


def removable_edges(wirings: list[Wiring]) -> list[Edge]:
    """(stage, from, to) of every edge into a node that has other inputs; stages count from 1."""
    return [
        (stage, start, end)
        for stage, wiring in enumerate(wirings, start=1)
        for start, end in wiring.edges
        if len(wiring.predecessors(end)) > 1
    ]


def removable_nodes(wirings: list[Wiring]) -> list[list[Edge]]:
    """The outgoing edges of every node that feeds other nodes, all of which have other inputs."""
    edges = set(removable_edges(wirings))
    found = []
    for stage, wiring in enumerate(wirings, start=1):
        for node in range(wiring.nodes):
            outgoing = [(stage, start, end) for start, end in wiring.edges if start == node]
            if outgoing and edges.issuperset(outgoing):
                found.append(outgoing)
    return found


@contextmanager
def without(model: keras.Model, edges: list[Edge]) -> Iterator[None]:
    """Take edges out of a model inside the block, and put them back after it."""
    wirings = models.wirings_of(model)
    changed = {}
    for stage, start, end in edges:
        layer = model.get_layer(f"stage{stage}_node{end}_sum")
        changed.setdefault(layer.name, (layer, layer.get_weights()))
        weights = layer.get_weights()[0]
        weights[wirings[stage - 1].predecessors(end).index(start)] = NEVER
        layer.set_weights([weights])
    try:
        yield
    finally:
        for layer, weights in changed.values():
            layer.set_weights(weights)


def accuracy_losses(
    model: keras.Model, x: np.ndarray, y: np.ndarray, *, removals: int = 20, seed: int = 0
) -> dict[str, list[float]]:
    """Accuracy before minus accuracy after, for randomly chosen single edges and single nodes.

    Args:
        model: of `models.randomly_wired`, trained on classes.
        x: (examples, height, width, channels).
        y: (examples,), class numbers.
        removals: edges, and nodes, at most.
        seed: of the choice.

    Returns:
        `"one edge"` and `"one node"`, each a number a removal.
    """
    wirings = models.wirings_of(model)
    rng = np.random.default_rng(seed)

    def accuracy() -> float:
        return float(np.mean(predict(model, x).argmax(axis=1) == y.reshape(-1)))

    def loss(edges: list[Edge]) -> float:
        with without(model, edges):
            return whole - accuracy()

    whole = accuracy()
    candidates = {"one edge": [[edge] for edge in removable_edges(wirings)], "one node": removable_nodes(wirings)}
    return {
        kind: [loss(groups[index]) for index in rng.permutation(len(groups))[:removals]]
        for kind, groups in candidates.items()
    }
