"""The accuracies of architectures and random graphs, a dot for each seed of the weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save
from training.runs import Run


def draw_accuracies(runs: Sequence[Run], path: Path) -> Path:
    """A column of dots for each network, one colour a generator; networks designed by hand share the first colour.

    Args:
        runs: those of random graphs are named as "WS graph 0".
        path: where the PNG goes.
    """
    names = list(dict.fromkeys(run.name for run in runs))
    generators = list(dict.fromkeys(name.split()[0] for name in names if " graph " in name))
    figure = Figure(figsize=(max(9.0, 0.85 * len(names) + 3), 5.5), layout="constrained")
    axes = figure.add_subplot()
    for column, name in enumerate(names):
        values = [run.metrics["test"]["accuracy"] for run in runs if run.name == name]
        colour = COLOURS[1 + generators.index(name.split()[0])] if " graph " in name else COLOURS[0]
        axes.plot([column] * len(values), values, "o", color=colour, markersize=9, alpha=0.7)
        axes.plot([column - 0.3, column + 0.3], [np.mean(values)] * 2, color=colour, linewidth=3)
    axes.set_xticks(range(len(names)), [name.replace(" graph ", "\ngraph ") for name in names], fontsize=12)
    axes.set_ylabel("test accuracy", fontsize=14)
    seeds = len(runs) // len(names)
    about = f"a dot for each seed of the weights (seeds: {seeds}), a bar for their mean"
    axes.set_title(f"Networks of about a million multiply-adds:\n{about}", fontsize=15)
    axes.tick_params(axis="y", labelsize=12)
    axes.grid(axis="y", alpha=0.3)
    return save(figure, path)
