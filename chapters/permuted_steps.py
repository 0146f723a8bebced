"""One fixed permutation of time steps, and what it does to networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from comparison.tables import Comparison

SEED = 3


def permutation(steps: int) -> list[int]:
    """Where each step of the permuted window comes from: always the same for a length."""
    return np.random.default_rng([SEED, steps]).permutation(steps).tolist()


def draw_orders(table: Comparison, path: Path) -> Path:
    """Bars of the test error of networks on windows in order and permuted."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    rows = {row.label: row for row in table.rows}
    networks = [name for name in rows if f"{name}, permuted" in rows]
    figure = Figure(figsize=(9.5, 5.8), layout="constrained")
    axes = figure.subplots()
    for side, (suffix, colour, hatch, label) in enumerate(
        [("", COLOURS[0], "", "time steps in order"), (", permuted", COLOURS[1], "//", "permuted, always the same way")]
    ):
        values = [np.mean(rows[name + suffix].values("test", "loss")) for name in networks]
        places = np.arange(len(networks)) + 0.38 * side
        axes.bar(places, values, width=0.36, color=colour, hatch=hatch, edgecolor="white", label=label)
        for place, value in zip(places, values, strict=True):
            axes.text(place, value, f"{value:.4f}", ha="center", va="bottom", fontsize=14)
    axes.set_xticks(np.arange(len(networks)) + 0.19, networks, fontsize=16)
    axes.tick_params(axis="y", labelsize=13)
    axes.set_ylabel("test mean squared error", fontsize=15)
    data = table.runs[0].settings["data"]["name"]
    axes.set_title(f"Does the order of the steps matter? ({data}, {len(table.rows[0].runs)} seed)", fontsize=18)
    axes.legend(fontsize=14)
    axes.margins(y=0.12)
    axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)
