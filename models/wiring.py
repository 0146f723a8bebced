"""Random wirings: undirected random graphs, drawn by networkx, made directed and acyclic.

Slide "Exploring Randomly Wired Neural Networks for Image Recognition". Xie, Kirillov, Girshick and He 2019, section 3.
A wiring says which node of a stage feeds which; `models.randomly_wired` builds networks on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from runtime.errors import UserError
from runtime.files import read_json, write_json

GENERATORS: dict[str, dict[str, float]] = {"ws": {"k": 4, "p": 0.75}, "ba": {"m": 5}, "er": {"p": 0.2}}
"""Watts-Strogatz WS(K, P), Barabasi-Albert BA(M), Erdos-Renyi ER(P), with the paper's best parameters."""

DRAWS = 1000


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
        graph_seed: of the graph alone; a network's weights have a seed of their own.
        stage: gives each stage of a network a graph of its own under one seed.
        parameters: of the generator: `k` neighbours on the ring, each edge rewired with probability `p` (ws); `m`
            edges of each new node (ba); probability `p` of each edge (er). Defaults: WS(4, 0.75), BA(5), ER(0.2).

    Returns:
        The wiring.

    Raises:
        UserError: generator or parameters are unknown or out of range, or no draw of 1,000 was connected.
    """
    if generator not in GENERATORS:
        raise UserError(f"graph generator {generator!r} is unknown; choose {', '.join(GENERATORS)}")
    unknown = sorted(set(parameters) - set(GENERATORS[generator]))
    if unknown:
        known = ", ".join(GENERATORS[generator])
        raise UserError(f"graph generator {generator} has no parameter {unknown[0]!r}; it takes {known}")
    chosen = {**GENERATORS[generator], **parameters}
    for attempt in range(DRAWS):
        seed, order = np.random.SeedSequence([graph_seed, stage, attempt]).generate_state(2)
        graph = _undirected(generator, nodes, int(seed), int(order), chosen)
        if nx.is_connected(graph):
            edges = tuple(sorted((min(edge), max(edge)) for edge in graph.edges))
            return Wiring(nodes, edges, generator, chosen, graph_seed)
    raise UserError(
        f"none of {DRAWS} graphs {generator} of {nodes} nodes with {chosen} was connected; ask for more edges"
    )


def _undirected(generator: str, nodes: int, seed: int, order: int, parameters: Mapping[str, float]) -> nx.Graph:
    try:
        if generator == "ws":
            return nx.watts_strogatz_graph(nodes, int(parameters["k"]), parameters["p"], seed=seed)
        if generator == "ba":
            m = int(parameters["m"])
            first = nx.Graph([(node, m) for node in range(m)])  # the first new node joins all of the first m
            first.add_nodes_from(range(m + 1))
            return nx.barabasi_albert_graph(nodes, m, seed=seed, initial_graph=first)
        graph = nx.gnp_random_graph(nodes, parameters["p"], seed=seed)
        numbers = np.random.default_rng(order).permutation(nodes)
        return nx.relabel_nodes(graph, {node: int(number) for node, number in enumerate(numbers)})
    except nx.NetworkXError as error:
        raise UserError(
            f"a graph {generator} of {nodes} nodes with {dict(parameters)} cannot be drawn: {error}"
        ) from error


def save_wiring(wiring: Wiring, path: Path | str) -> Path:
    """Write a wiring as JSON."""
    write_json(Path(path), to_json(wiring))
    return Path(path)


def load_wiring(path: Path | str) -> Wiring:
    """Read a wiring that `save_wiring` wrote, or that was written by hand: `nodes` and `edges` are enough.

    Raises:
        UserError: the file is missing, damaged, has an unknown field, or its graph is refused by `Wiring`.
    """
    try:
        return from_json(read_json(Path(path)))
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
    return Wiring(**{**record, "edges": tuple(sorted((start, end) for start, end in edges))})


def _is_pair(edge: Any) -> bool:
    return isinstance(edge, list | tuple) and len(edge) == 2 and all(type(node) is int for node in edge)
