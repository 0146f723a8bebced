"""Random wirings: undirected random graphs, drawn by networkx, made directed and acyclic.

Slide "Exploring Randomly Wired Neural Networks for Image Recognition". Xie, Kirillov, Girshick and He 2019, section 3.
A wiring says which node of a stage feeds which; `models.randomly_wired` builds networks on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from runtime.arguments import choice, instance, whole_number
from runtime.arguments import path as as_path
from runtime.errors import UserError
from runtime.files import read_json, write_json

GENERATORS: dict[str, dict[str, float]] = {"ws": {"k": 4, "p": 0.75}, "ba": {"m": 5}, "er": {"p": 0.2}}
"""Watts-Strogatz WS(K, P), Barabasi-Albert BA(M), Erdos-Renyi ER(P), with the paper's best parameters."""

DRAWS = 1000
MOST_NODES = 10_000
"""Drawing takes seconds; a network of so many nodes is none for a laptop."""


@dataclass(frozen=True)
class Wiring:
    """A directed acyclic graph of nodes 0, 1, ..., each edge from the smaller to the larger number.

    Attributes:
        nodes: how many, the extra input and output node not counted.
        edges: (from, to), sorted.
        generator: `"ws"`, `"ba"`, `"er"`, or `"given"`.
        parameters: of the generator.
        graph_seed: that it was drawn with; None if it was given.

    Raises:
        UserError: the graph has a cycle, an edge to a missing node, an edge against the order or twice, or is not
            connected.
    """

    nodes: int
    edges: tuple[tuple[int, int], ...]
    generator: str = "given"
    parameters: Mapping[str, float] = field(default_factory=dict)
    graph_seed: int | None = None

    def __post_init__(self) -> None:
        if self.nodes < 1:
            raise UserError(f"a wiring of {self.nodes} nodes has nothing to wire; give at least one node")
        missing = sorted({node for edge in self.edges for node in edge} - set(range(self.nodes)))
        if missing:
            raise UserError(f"the wiring has an edge to node {missing[0]}, but its nodes are 0 to {self.nodes - 1}")
        graph = self.graph()
        if not nx.is_directed_acyclic_graph(graph):
            cycle = [edge[0] for edge in nx.find_cycle(graph)]
            raise UserError(
                f"the wiring has the cycle {' -> '.join(map(str, [*cycle, cycle[0]]))}; a network needs one without"
            )
        against = [edge for edge in self.edges if edge[0] > edge[1]]
        if against:
            start, end = against[0]
            raise UserError(f"edge {start} -> {end} leads from the larger to the smaller number; renumber the nodes")
        if len(set(self.edges)) < len(self.edges):
            raise UserError("the wiring names an edge twice; name each once")
        if not nx.is_weakly_connected(graph):
            raise UserError("the wiring is not connected; join its parts by an edge")

    def graph(self) -> nx.DiGraph:
        """The wiring for networkx."""
        graph = nx.DiGraph()
        graph.add_nodes_from(range(self.nodes))
        graph.add_edges_from(self.edges)
        return graph

    def predecessors(self, node: int) -> list[int]:
        """The nodes that feed a node; none for those that the stage's input feeds."""
        return sorted(start for start, end in self.edges if end == node)

    def outputs(self) -> list[int]:
        """The nodes without a successor, whose mean is the stage's output."""
        return sorted(set(range(self.nodes)) - {start for start, _ in self.edges})


def draw_wiring(
    generator: str = "ws", *, nodes: int = 32, graph_seed: int = 0, stage: int = 0, **parameters: float
) -> Wiring:
    """Draw a connected random graph and direct its edges.

    Nodes are numbered around the ring (WS), by their insertion (BA) or at random (ER). A draw that is not connected
    is drawn again; which draw that is depends on the seed alone.

    Args:
        generator: `"ws"`, `"ba"` or `"er"`.
        nodes: of the graph.
        graph_seed: of the graph alone, 0 or more; a network's weights have a seed of their own.
        stage: 1, 2, ... gives each stage of a network a graph of its own under one seed; 0 for a graph by itself.
        parameters: of the generator: `k` neighbours on the ring, an even number up to `nodes`, each edge rewired with
            probability `p` (ws); `m` edges of each new node, fewer than `nodes` (ba); probability `p` of each edge
            (er). Defaults: WS(4, 0.75), BA(5), ER(0.2).

    Returns:
        The wiring. With `k` of `nodes - 1` or more it is the complete graph, where nothing is left to chance.

    Raises:
        UserError: generator or parameters are unknown or out of range, or no draw of 1,000 was connected.
    """
    generator = choice("graph generator", generator, GENERATORS)
    unknown = sorted(set(parameters) - set(GENERATORS[generator]))
    if unknown:
        known = ", ".join(GENERATORS[generator])
        raise UserError(f"graph generator {generator} has no parameter {unknown[0]!r}; it takes {known}")
    stage = whole_number("stage", stage, 0)
    nodes = whole_number(f"nodes of stage {stage}" if stage else "nodes", nodes, 1, MOST_NODES)
    graph_seed = whole_number("graph_seed", graph_seed, 0)
    title = f"a graph {generator} of {nodes} nodes" + (f" (stage {stage})" if stage else "")
    chosen = _in_range(title, nodes, {**GENERATORS[generator], **parameters})
    for attempt in range(DRAWS):
        seed, order = np.random.SeedSequence([graph_seed, stage, attempt]).generate_state(2)
        graph = _undirected(generator, nodes, int(seed), int(order), chosen)
        if nx.is_connected(graph):
            edges = tuple(sorted((min(edge), max(edge)) for edge in graph.edges))
            return Wiring(nodes, edges, generator, chosen, graph_seed)
    raise UserError(f"{title} with {chosen} was not connected in any of {DRAWS} draws; ask for more edges")


def _in_range(title: str, nodes: int, parameters: Mapping[str, float]) -> dict[str, float]:
    """The parameters of a generator, each refused where networkx would round it or draw something else."""
    k, m, p = (parameters.get(name) for name in ("k", "m", "p"))
    if k is not None and not (_is_number(k) and k in range(2, nodes + 1, 2)):
        raise UserError(f"{title} needs an even k from 2 to {nodes}, not {k!r}; give another k or more nodes")
    if m is not None and not (_is_number(m) and m in range(1, nodes)):
        raise UserError(f"{title} needs a whole m from 1 to {nodes - 1}, not {m!r}; give another m or more nodes")
    if p is not None and not (_is_number(p) and 0 <= p <= 1):
        raise UserError(f"{title} needs a p from 0 to 1, not {p!r}, as p is a probability")
    return {name: float(value) if name == "p" else int(value) for name, value in parameters.items()}


def _undirected(generator: str, nodes: int, seed: int, order: int, parameters: Mapping[str, float]) -> nx.Graph:
    if generator == "ws":
        return nx.watts_strogatz_graph(nodes, parameters["k"], parameters["p"], seed=seed)
    if generator == "ba":
        m = int(parameters["m"])
        first = nx.Graph([(node, m) for node in range(m)])  # the first new node joins all of the first m
        first.add_nodes_from(range(m + 1))
        return nx.barabasi_albert_graph(nodes, m, seed=seed, initial_graph=first)
    graph = nx.gnp_random_graph(nodes, parameters["p"], seed=seed)
    numbers = np.random.default_rng(order).permutation(nodes)
    return nx.relabel_nodes(graph, {node: int(number) for node, number in enumerate(numbers)})


def save_wiring(wiring: Wiring, path: Path | str) -> Path:
    """Write a wiring as JSON.

    Raises:
        UserError: it is no wiring, or cannot be written there.
    """
    path = as_path("path", path)
    instance("wiring", wiring, Wiring, "what draw_wiring, load_wiring or wirings_of returns")
    write_json(path, to_json(wiring))
    return path


def load_wiring(path: Path | str) -> Wiring:
    """Read a wiring that `save_wiring` wrote, or that was written by hand: `nodes` and `edges` are enough.

    Raises:
        UserError: the file is missing, damaged, has an unknown field, or its graph is refused by `Wiring`.
    """
    try:
        return from_json(read_json(as_path("path", path)))
    except UserError as error:
        raise UserError(f"{path}: {error}") from error


def to_json(wiring: Wiring) -> dict[str, Any]:
    """The wiring in plain values."""
    return {**asdict(wiring), "edges": [list(edge) for edge in wiring.edges], "parameters": dict(wiring.parameters)}


def from_json(record: Any) -> Wiring:
    """The wiring of plain values.

    Raises:
        UserError: a field is missing, unknown or of another type, or the graph is refused by `Wiring`.
    """
    known = ("nodes", "edges", "generator", "parameters", "graph_seed")
    if not isinstance(record, dict) or not {"nodes", "edges"} <= set(record):
        raise UserError("a wiring needs the fields nodes (a number) and edges (a list of pairs of numbers)")
    unknown = sorted(set(record) - set(known))
    if unknown:
        raise UserError(f"a wiring has no field {unknown[0]!r}; its fields are {', '.join(known)}")
    nodes, edges = record["nodes"], record["edges"]
    if type(nodes) is not int or not isinstance(edges, list) or not all(_is_pair(edge) for edge in edges):
        raise UserError("nodes has to be a whole number and edges a list of pairs of whole numbers")
    generator, parameters, seed = (record.get(name) for name in known[2:])
    if "generator" in record and generator not in ("given", *GENERATORS):
        raise UserError(f"generator has to be given, {', '.join(GENERATORS)}, not {generator!r}")
    if "parameters" in record and not (
        isinstance(parameters, dict) and all(_is_number(value) for value in parameters.values())
    ):
        raise UserError(f'parameters has to name numbers, as in {{"k": 4}}, not {parameters!r}')
    if seed is not None and (type(seed) is not int or seed < 0):
        raise UserError(f"graph_seed has to be a whole number of 0 or more, or null, not {seed!r}")
    return Wiring(**{**record, "edges": tuple(sorted((start, end) for start, end in edges))})


def _is_pair(edge: Any) -> bool:
    return isinstance(edge, list | tuple) and len(edge) == 2 and all(type(node) is int for node in edge)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and (isinstance(value, Integral) or isfinite(value))
