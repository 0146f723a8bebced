"""The spread of test accuracies of random graphs: what lies between graphs, and what between seeds of the weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comparison.columns import print_columns
from comparison.spreads import spread
from training.runs import Run

SPREAD_COLUMNS = ("generator", "graphs", "seeds", "accuracy", "sd graphs", "sd seeds", "graph share", "p")
SPREAD_LEGEND = (
    "accuracy: mean on the test split",
    "sd graphs: standard deviation between the graphs of a generator",
    "sd seeds: standard deviation between seeds of the weights, for one graph",
    "graph share: part of the variance that lies between graphs (95% interval)",
    "p: how probable such differences are if all graphs are equal (F test)",
)


def generator_of(name: str) -> str:
    """Of a random graph's name, such as "WS graph 0", its generator; empty for other networks."""
    generator, graph, _ = name.partition(" graph ")
    return generator if graph else ""


def accuracy_by_graph(runs: Sequence[Run]) -> dict[str, np.ndarray]:
    """Test accuracy of each generator's runs: (graphs, seeds of the weights).

    Args:
        runs: those of random graphs are named as "WS graph 0"; others are left out.
    """
    found: dict[str, dict[str, list[float]]] = {}
    for run in runs:
        if generator := generator_of(run.name):
            found.setdefault(generator, {}).setdefault(run.name, []).append(run.metrics["test"]["accuracy"])
    return {generator: np.array(list(graphs.values())) for generator, graphs in found.items()}


def spread_rows(accuracies: dict[str, np.ndarray]) -> list[tuple[str, ...]]:
    """A row of `SPREAD_COLUMNS` for each generator.

    Args:
        accuracies: of `accuracy_by_graph`; dashes stand for what one graph or one seed cannot tell.
    """
    rows = []
    for generator, values in accuracies.items():
        told = ("-",) * 4
        if min(values.shape) > 1:
            part = spread(values)
            share = f"{part.share:.0%} ({100 * part.interval[0]:.0f}-{part.interval[1]:.0%})"
            told = (f"{part.between:.4f}", f"{part.within:.4f}", share, f"{part.p_value:.2g}")
        rows.append((generator, str(values.shape[0]), str(values.shape[1]), f"{values.mean():.4f}", *told))
    return rows


def print_spread(accuracies: dict[str, np.ndarray]) -> None:
    """Print whether the graph matters, and the table of `spread_rows` if there are several graphs and seeds."""
    print(f"\n{verdict_on_wiring(accuracies)}")
    if any(min(values.shape) > 1 for values in accuracies.values()):
        print_columns(SPREAD_COLUMNS, spread_rows(accuracies), left=SPREAD_COLUMNS[:1])
        print(*(f"  {line}" for line in SPREAD_LEGEND), sep="\n")


def verdict_on_wiring(accuracies: dict[str, np.ndarray]) -> str:
    """Whether graphs of a generator differ in accuracy: F tests, corrected for their number (Bonferroni)."""
    tested = {name: spread(values).p_value for name, values in accuracies.items() if min(values.shape) > 1}
    if not tested:
        return (
            "Does the accuracy vary more with the graph or with the initial weights?\n"
            "That needs several graphs and seeds: --graphs 3 --seeds 3."
        )
    differ = [name for name, p_value in tested.items() if p_value < 0.05 / len(tested)]
    if differ:
        return f"The graph matters: some graphs of {', '.join(differ)} are more accurate than others."
    return "No difference between graphs is found beyond that between seeds of the weights."
