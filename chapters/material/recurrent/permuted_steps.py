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
    """Bars of the test error of networks on windows in order and permuted; over seeds with 95% intervals."""
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    rows = {row.label: row for row in table.rows}
    networks = [name for name in rows if f"{name}, permuted" in rows]
    figure = Figure(figsize=(9.5, 5.8), layout="constrained")
    axes = figure.subplots()
    for side, (suffix, colour, hatch, label) in enumerate(
        [("", COLOURS[0], "", "time steps in order"), (", permuted", COLOURS[1], "//", "permuted, always the same way")]
    ):
        places = np.arange(len(networks)) + 0.38 * side
        for place, name in zip(places, networks, strict=True):
            value, half = rows[name + suffix].interval("test", "loss")
            style = {
                "color": colour,
                "hatch": hatch,
                "edgecolor": "white",
                "label": label if place == places[0] else "",
            }
            axes.bar(place, value, width=0.36, yerr=half, capsize=8, **style)
            axes.text(place, value + (half or 0), f"{value:.4f}", ha="center", va="bottom", fontsize=14)
    axes.set_xticks(np.arange(len(networks)) + 0.19, networks, fontsize=16)
    axes.tick_params(axis="y", labelsize=13)
    axes.set_ylabel("test mean squared error", fontsize=15)
    data, seeds = table.runs[0].settings["data"]["name"], len(table.rows[0].runs)
    runs = f"{seeds} seeds, 95% intervals" if seeds > 1 else "one seed"
    axes.set_title(f"Does the order of the steps matter? ({data}, {runs})", fontsize=18)
    axes.legend(fontsize=14)
    axes.margins(y=0.12)
    axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)
