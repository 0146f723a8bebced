"""The accuracies of architectures and random graphs, a dot for each seed of the weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.gallery.spread_table import generator_of
from chapters.material.gallery.wiring_figures import WRITTEN_OUT
from comparison.figures.style import COLOURS, save
from comparison.tables import Comparison


def draw_accuracies(table: Comparison, path: Path) -> Path:
    """A column of dots for each network, one colour a generator; networks designed by hand share the first colour.

    Args:
        table: its random graphs are named as "WS graph 0"; its further baselines are drawn as lines.
        path: where the PNG goes.
    """
    names = [row.label for row in table.rows]
    generators = list(dict.fromkeys(filter(None, map(generator_of, names))))
    figure = Figure(figsize=(max(9.0, 0.82 * len(names) + 1.2), 6.0), layout="constrained")
    axes = figure.add_subplot()
    for column, row in enumerate(table.rows):
        values, generator = row.values("test", "accuracy"), generator_of(row.label)
        colour = COLOURS[1 + generators.index(generator)] if generator else COLOURS[0]
        axes.plot([column] * len(values), values, "o", color=colour, markersize=9, alpha=0.7)
        axes.plot([column - 0.3, column + 0.3], [np.mean(values)] * 2, color=colour, linewidth=3)
    for baseline in table.further_baselines:
        accuracy = baseline["test"]["accuracy"]
        axes.axhline(accuracy, color="black", linestyle="--", linewidth=1.5)
        axes.annotate(
            baseline["name"], (len(names) - 0.5, accuracy), xytext=(0, -5), textcoords="offset points", ha="right",
            va="top", fontsize=14,
        )  # fmt: skip
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.margins(y=0.12)
    axes.set_xticks(range(len(names)), [name.replace(" ", "\n", 1) for name in names], fontsize=13)
    axes.set_xlabel(",   ".join(f"{name}: {WRITTEN_OUT[name]}" for name in generators), fontsize=14)
    axes.set_ylabel("test accuracy", fontsize=14)
    about = f"a dot for each seed of the weights (seeds: {table.seeds}), a bar for their mean"
    axes.set_title(f"Networks of about a million multiply-adds, trained for as many steps:\n{about}", fontsize=15)
    axes.tick_params(axis="y", labelsize=12)
    axes.grid(axis="y", alpha=0.3)
    return save(figure, path)
