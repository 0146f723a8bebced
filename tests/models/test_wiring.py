"""Random graphs: acyclic, connected, a pure function of the seed; damaged files are refused."""

import json

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from models.wiring import Wiring, draw_wiring, from_json, load_wiring, save_wiring, to_json
from runtime.errors import UserError

GENERATORS = st.one_of(
    st.builds(lambda k, p: ("ws", {"k": 2 * k, "p": p}), st.integers(1, 3), st.floats(0, 1)),
    st.builds(lambda m: ("ba", {"m": m}), st.integers(1, 6)),
    st.builds(lambda p: ("er", {"p": p}), st.floats(0.3, 1)),
)


@settings(deadline=None, max_examples=60)
@given(GENERATORS, st.integers(8, 40), st.integers(0, 10_000), st.integers(0, 4))
def test_every_draw_is_a_wiring(generator, nodes, seed, stage):
    kind, parameters = generator
    wiring = draw_wiring(kind, nodes=nodes, graph_seed=seed, stage=stage, **parameters)
    graph = wiring.graph()
    assert nx.is_directed_acyclic_graph(graph) and nx.is_weakly_connected(graph)
    assert len(graph) == nodes and all(start < end for start, end in wiring.edges)
    assert wiring == draw_wiring(kind, nodes=nodes, graph_seed=seed, stage=stage, **parameters)
    assert from_json(json.loads(json.dumps(to_json(wiring)))) == wiring
    assert wiring.outputs() and not wiring.predecessors(0)


@pytest.mark.parametrize(
    ("generator", "edges"),
    [("ws", 32 * 4 // 2), ("ba", 5 * (32 - 5))],  # each node to K/2 on each side; M for each node but the first M
)
def test_edge_counts(generator, edges):
    assert len(draw_wiring(generator).edges) == edges


def test_er_has_its_share_of_edges():
    counts = [len(draw_wiring("er", graph_seed=seed).edges) for seed in range(40)]
    assert sum(counts) / 40 == pytest.approx(0.2 * 32 * 31 / 2, rel=0.1)  # connected draws have a few more


def test_ws_without_rewiring_is_the_ring():
    ring = draw_wiring("ws", nodes=8, k=2, p=0.0)
    assert ring.edges == ((0, 1), (0, 7), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7))


def test_ba_inserts_in_order():
    inserted = draw_wiring("ba", nodes=12, m=3)
    assert [len(inserted.predecessors(node)) for node in range(12)] == [0, 0, 0] + [3] * 9


@pytest.mark.parametrize("graph_seed", range(5))
def test_er_is_networkxs_graph_in_a_random_order_of_its_nodes(graph_seed):
    """Without the new numbers the edges would be networkx's own."""
    wiring = draw_wiring("er", nodes=12, graph_seed=graph_seed, p=0.4)
    seed, order = np.random.SeedSequence([graph_seed, 0, 0]).generate_state(2)
    drawn = nx.gnp_random_graph(12, 0.4, seed=int(seed))
    assert nx.is_connected(drawn)  # else draw_wiring took a later draw
    numbers = np.random.default_rng(int(order)).permutation(12)
    renumbered = {(min(numbers[a], numbers[b]), max(numbers[a], numbers[b])) for a, b in drawn.edges}
    assert set(wiring.edges) == renumbered != set(drawn.edges)


def test_stages_and_seeds_give_other_graphs():
    drawn = {draw_wiring(graph_seed=seed, stage=stage).edges for seed in range(3) for stage in range(3)}
    assert len(drawn) == 9


def test_what_cannot_be_connected_is_said():
    with pytest.raises(UserError, match=r"er of 32 nodes \(stage 2\) .* in any of 1000 draws; ask for more edges"):
        draw_wiring("er", nodes=32, p=0.001, stage=2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"generator": "tree"}, "unknown; choose ws, ba, er"),
        ({"generator": "ws", "m": 3}, "no parameter 'm'; it takes k, p"),
        ({"generator": "ba", "k": 4}, "no parameter 'k'; it takes m"),
        ({"generator": "ba", "nodes": 4, "m": 6}, "ba of 4 nodes needs a whole m from 1 to 3, not 6"),
        ({"generator": "ba", "m": 2.5}, "needs a whole m from 1 to 31, not 2.5"),
        ({"generator": "ba", "m": 0}, "needs a whole m"),
        ({"generator": "ba", "m": "2"}, "needs a whole m"),
        ({"generator": "ws", "nodes": 3, "k": 8}, "ws of 3 nodes needs an even k from 2 to 3, not 8"),
        ({"generator": "ws", "k": 3}, "needs an even k"),
        ({"generator": "ws", "k": 0}, "needs an even k"),
        ({"generator": "ws", "nodes": 1}, "needs an even k from 2 to 1, not 4; give another k or more nodes"),
        ({"generator": "ws", "p": -0.1}, "needs a p from 0 to 1, not -0.1"),
        ({"generator": "er", "p": 1.5}, "needs a p from 0 to 1, not 1.5"),
        ({"generator": "er", "p": float("nan")}, "needs a p from 0 to 1"),
        ({"generator": "er", "nodes": 0}, "nodes has to be a whole number of 1 to 10,000, not 0"),
        ({"nodes": 8.0}, "nodes has to be a whole number of 1 to 10,000, not 8.0"),
        ({"nodes": 0, "stage": 2}, "nodes of stage 2 has to be"),
        ({"graph_seed": -1}, "graph_seed has to be a whole number of 0 or more, not -1"),
        ({"graph_seed": 0.5}, "graph_seed has to be"),
        ({"graph_seed": True}, "graph_seed has to be"),
        ({"stage": -1}, "stage has to be"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(UserError, match=sentence):
        draw_wiring(**arguments)


@pytest.mark.parametrize(("nodes", "k"), [(4, 4), (5, 4), (2, 2)])
def test_with_every_node_a_neighbour_the_graph_is_complete(nodes, k):
    assert len(draw_wiring("ws", nodes=nodes, k=k, graph_seed=3).edges) == nodes * (nodes - 1) // 2


def test_one_node_is_a_graph():
    assert draw_wiring("er", nodes=1).edges == ()


def test_saved_and_loaded(tmp_path):
    wiring = draw_wiring("er", nodes=10, graph_seed=3, p=0.4)
    assert load_wiring(save_wiring(wiring, tmp_path / "graph.json")) == wiring
    (tmp_path / "hand.json").write_text('{"nodes": 3, "edges": [[1, 2], [0, 1]]}', encoding="utf-8")
    assert load_wiring(tmp_path / "hand.json") == Wiring(3, ((0, 1), (1, 2)))


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ({"nodes": 3, "edges": [[0, 1], [1, 2], [2, 0]]}, "the cycle 0 -> 1 -> 2 -> 0"),
        ({"nodes": 2, "edges": [[0, 1], [1, 1]]}, "cycle 1 -> 1"),
        ({"nodes": 3, "edges": [[0, 1], [1, 3]]}, "node 3, but its nodes are 0 to 2"),
        ({"nodes": 3, "edges": [[0, 1], [1, -1]]}, "node -1"),
        ({"nodes": 3, "edges": [[0, 2], [2, 1]]}, "larger to the smaller"),
        ({"nodes": 3, "edges": [[0, 1]]}, "not connected"),
        ({"nodes": 2, "edges": [[0, 1], [0, 1]]}, "twice"),
        ({"nodes": 0, "edges": []}, "at least one"),
        ({"nodes": 2, "edges": [[0, 1]], "colour": "red"}, "no field 'colour'; its fields are nodes, edges"),
        ({"nodes": 2, "edges": [[0, 1.5]]}, "whole numbers"),
        ({"nodes": True, "edges": []}, "whole number"),
        ({"nodes": 2, "edges": [[0, 1]], "generator": 7}, "generator has to be given, ws, ba, er, not 7"),
        ({"nodes": 2, "edges": [[0, 1]], "generator": None}, "generator has to be given"),
        ({"nodes": 2, "edges": [[0, 1]], "parameters": [4, 0.75]}, "parameters has to name numbers"),
        ({"nodes": 2, "edges": [[0, 1]], "parameters": {"k": "four"}}, "parameters has to name numbers"),
        ({"nodes": 2, "edges": [[0, 1]], "parameters": {"p": float("inf")}}, "parameters has to name numbers"),
        ({"nodes": 2, "edges": [[0, 1]], "graph_seed": "zero"}, "graph_seed has to be a whole number"),
        ({"nodes": 2, "edges": [[0, 1]], "graph_seed": -1}, "graph_seed has to be a whole number"),
        ({"nodes": 2}, "needs the fields nodes"),
        ([1, 2], "needs the fields nodes"),
    ],
)
def test_damaged_files_are_refused(record, sentence, tmp_path):
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(UserError, match=sentence) as refused:
        models.load_wiring(path)
    assert str(path) in str(refused.value)


def test_a_file_that_is_no_json_or_missing(tmp_path):
    (tmp_path / "graph.json").write_text("{", encoding="utf-8")
    for name in ("graph.json", "none.json"):
        with pytest.raises(UserError):
            models.load_wiring(tmp_path / name)
