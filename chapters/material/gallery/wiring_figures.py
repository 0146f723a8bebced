"""The wiring of a randomly wired network, laid out by depth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import networkx as nx
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import models
from comparison.figures.style import COLOURS, save
from models.wiring import Wiring
from runtime.backend import keras
from runtime.errors import UserError

WRITTEN_OUT = {"WS": "Watts-Strogatz", "BA": "Barabasi-Albert", "ER": "Erdos-Renyi"}
WIDTH, HEIGHT = 4.6, 8.0  # inches of a wiring
NODE_SIZE = 170  # square points; arrows end at its edge
NODE_COLOUR, OUTPUT_COLOUR, INPUT_COLOUR = COLOURS[:3]
SHIFT = 0.04  # the largest shift sideways; networkx lays a graph out between -1 and 1
GOLDEN = 0.618  # multiples of the golden ratio, modulo 1, lie far apart for neighbouring node numbers


def draw_wirings(
    wirings: Sequence[Wiring], path: Path, *, titles: Sequence[str] | None = None, heading: str = ""
) -> Path:
    """Draw wirings side by side, input at the top: a node stands at the length of the longest way to it.

    Args:
        wirings: of stages of a network, or of several generators.
        path: of the PNG.
        titles: one a wiring; by default its generator and seed.
        heading: above all of them; empty for none.

    Returns:
        The path.

    Raises:
        UserError: there is no wiring, or not one title for each.
    """
    if not wirings:
        raise UserError(f"{path} would show no wiring; give at least one, as models.wirings_of(model) does")
    titles = titles or [f"{wiring.generator.upper()}, graph seed {wiring.graph_seed}" for wiring in wirings]
    if len(titles) != len(wirings):
        raise UserError(f"{path} shows {len(wirings)} wirings under {len(titles)} titles; give one title a wiring")
    figure = Figure(figsize=(WIDTH * len(wirings), HEIGHT), layout="constrained")
    if heading:
        figure.suptitle(heading, fontsize=20)
    for axes, wiring, title in zip(figure.subplots(1, len(wirings), squeeze=False)[0], wirings, titles, strict=True):
        draw(axes, wiring)
        axes.set_title(title, fontsize=16)
    return save(figure, path)


def draw_stages(model: keras.Model, path: Path) -> Path:
    """Draw the wirings of a randomly wired network, stage by stage, under the name of their generator."""
    wirings = models.wirings_of(model)
    titles = [f"stage {number}" for number in range(1, len(wirings) + 1)]
    titles[0] += " (green: its input)"
    titles[-1] += " (orange: its output)" if len(titles) > 1 else ""
    generator = wirings[0].generator.upper()
    name = f"{WRITTEN_OUT[generator]} ({generator})" if generator in WRITTEN_OUT else generator
    return draw_wirings(wirings, path, titles=titles, heading=f"{name}, graph {wirings[0].graph_seed}: its stages")


def draw(axes: Axes, wiring: Wiring) -> None:
    """One wiring with its extra input node above and its extra output node below."""
    graph = wiring.graph()
    starts = [node for node in graph if not graph.in_degree(node)]
    graph.add_edges_from(("in", node) for node in starts)
    graph.add_edges_from((node, "out") for node in wiring.outputs())
    for depth, layer in enumerate(nx.topological_generations(graph)):
        for node in layer:
            graph.nodes[node]["depth"] = -depth
    places = nx.multipartite_layout(graph, subset_key="depth", align="horizontal")
    places = {node: (x + sideways(node), y) for node, (x, y) in places.items()}
    colours = [INPUT_COLOUR if node == "in" else OUTPUT_COLOUR if node == "out" else NODE_COLOUR for node in graph]
    nx.draw_networkx_edges(graph, places, ax=axes, edge_color="0.45", width=1.0, arrowsize=9, node_size=NODE_SIZE)
    nx.draw_networkx_nodes(graph, places, ax=axes, node_color=colours, node_size=NODE_SIZE)
    axes.set_axis_off()


def sideways(node: int | str) -> float:
    """A small shift that differs from node to node, so that edges over several layers do not lie on each other."""
    return 0.0 if isinstance(node, str) else SHIFT * (2 * (node * GOLDEN % 1) - 1)
