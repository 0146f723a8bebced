"""Figures of recurrent networks: forecasts, errors with permuted steps, accuracy after a delay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.recurrent.memory_task import Remembered
from comparison.figures.examples import plot_forecasts
from comparison.figures.style import COLOURS, save
from comparison.rows import whiskers
from comparison.tables import Comparison
from datasets.dataset import Dataset

DRAWN = ("linear", "deep RNN", "GRU")  # more networks in one panel could not be told apart


def draw_forecasts(table: Comparison, data: Dataset, path: Path) -> Path:
    """Forecasts of the first test series by three of the networks, from the first seed."""
    return plot_forecasts([row.runs[0] for row in table.rows if row.label in DRAWN], data, path)


def draw_orders(table: Comparison, path: Path) -> Path:
    """Bars of the test errors of networks with the steps in order and permuted; over seeds with 95% intervals.

    Args:
        table: with rows `name` and `name, permuted`.
        path: where the PNG goes.
    """
    rows = {row.label: row for row in table.rows}
    names = [name for name in rows if f"{name}, permuted" in rows]
    figure = Figure(figsize=(9.5, 5.8), layout="constrained")
    axes = figure.add_subplot()
    for shift, suffix, colour, hatch, label in (
        (-0.19, "", COLOURS[0], "", "time steps in order"),
        (0.19, ", permuted", COLOURS[1], "//", "time steps permuted"),
    ):
        means, errors = whiskers([rows[name + suffix] for name in names], "test", "loss")
        bars = axes.bar(
            np.arange(len(names)) + shift, means, width=0.36, color=colour, hatch=hatch, edgecolor="white", label=label,
            yerr=errors, capsize=8,
        )  # fmt: skip
        axes.bar_label(bars, fmt="%.4f", fontsize=14, padding=2)
    axes.set_xticks(range(len(names)), names, fontsize=16)
    axes.tick_params(axis="y", labelsize=13)
    axes.set_ylabel("mean squared error on test", fontsize=15)
    data, seeds = table.runs[0].settings["data"]["name"], len(table.rows[0].runs)
    drawn = f"mean of {seeds} seeds" if seeds > 1 else "one seed"
    axes.set_title(f"Forecasts of {data} with the steps in order and permuted ({drawn})", fontsize=16)
    axes.legend(fontsize=14)
    axes.margins(y=0.2)
    axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)


def draw_memory(found: Sequence[Remembered], path: Path) -> Path:
    """Accuracy after each delay, one panel for each longest delay in training; means over seeds.

    Args:
        found: networks, from `remembered`.
        path: where the PNG goes.
    """
    lengths = sorted({network.trained_to for network in found})
    delays = list(found[0].accuracy)
    figure = Figure(figsize=(6.5 * len(lengths), 5.6), layout="constrained")
    panels = figure.subplots(1, len(lengths), squeeze=False, sharey=True)[0]
    for axes, longest in zip(panels, lengths, strict=True):
        shown = [network for network in found if network.trained_to == longest]
        for index, network in enumerate(shown):
            means = [values.mean() for values in network.accuracy.values()]
            size = 15 - 4 * index  # so that equal points stay visible
            style = ("o-", "s--", "^:")[index % 3]
            axes.plot(delays, means, style, color=COLOURS[index], linewidth=3, markersize=size, label=network.name)
        axes.axhline(0.5, color="0.5", linewidth=1, label="guessing")
        axes.axvline(longest, color="0.5", linestyle="--", linewidth=1, label="longest delay in training")
        axes.set_xscale("log")
        axes.set_xticks(delays, [str(delay) for delay in delays])
        axes.minorticks_off()
        axes.tick_params(labelsize=13)
        axes.set_xlabel("delay in steps (log scale)", fontsize=15)
        axes.set_title(f"trained on delays from 0 to {longest}", fontsize=16)
        axes.spines[["top", "right"]].set_visible(False)
    seeds = len(found[0].accuracy[delays[0]])
    panels[0].set_ylim(0, 1.05)
    panels[0].set_ylabel("accuracy on new series", fontsize=15)
    figure.legend(
        *panels[0].get_legend_handles_labels(), fontsize=14, loc="outside lower center", ncols=5, frameon=False
    )
    drawn = f"means of {seeds} seeds" if seeds > 1 else "one seed"
    figure.suptitle(f"What a network still knows after a delay ({drawn})", fontsize=18)
    return save(figure, path)
