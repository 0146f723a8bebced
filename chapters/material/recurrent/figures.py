"""Figures of recurrent networks: forecasts, permuted steps, accuracy after a delay, gradients on the way back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.recurrent.gradients import Gradients
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
    """Bars of the test errors of networks with the steps in order and permuted, means over seeds.

    They have no whiskers: no interval of a squared error is known to cover (see docs/statistics.md).

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


STYLES = {  # network -> colour, line and marker
    "SimpleRNN": (COLOURS[0], "-", "o"),
    "SimpleRNN, 41 units": (COLOURS[5], "--", "o"),
    "LSTM": (COLOURS[1], "-", "s"),
    "GRU": (COLOURS[2], "--", "^"),
}


def draw_memory(found: Sequence[Remembered], path: Path) -> Path:
    """Accuracy after each delay, one panel for each longest delay in training; means over seeds.

    Args:
        found: networks, from `remembered`.
        path: where the PNG goes.
    """
    lengths = sorted({network.trained_to for network in found})
    delays = list(found[0].right)
    figure = Figure(figsize=(6.5 * len(lengths), 5.8), layout="constrained")
    panels = figure.subplots(1, len(lengths), squeeze=False, sharey=True)[0]
    for axes, longest in zip(panels, lengths, strict=True):
        shown = [network for network in found if network.trained_to == longest]
        for index, network in enumerate(shown):
            colour, line, marker = STYLES[network.name]
            size = 16 - 3 * index  # so that equal points stay visible
            axes.plot(
                delays, [*network.accuracy.values()], line, marker=marker, color=colour, linewidth=3, markersize=size,
                label=network.name,
            )  # fmt: skip
        axes.axhline(0.5, color="0.5", linewidth=1, label="guessing")
        axes.axvline(longest, color="0.5", linestyle=":", linewidth=2, label="longest delay in training")
        axes.set_xscale("log")
        axes.set_xticks(delays, [str(delay) for delay in delays])
        axes.minorticks_off()
        axes.tick_params(labelsize=14)
        axes.set_xlabel("delay in steps (log scale)", fontsize=16)
        axes.set_title(f"trained on delays from 0 to {longest}", fontsize=17)
        axes.spines[["top", "right"]].set_visible(False)
    seeds = len(found[0].row.runs)
    lowest = min(accuracy for network in found for accuracy in network.accuracy.values())
    panels[0].set_ylim(min(0.4, lowest - 0.03), 1.03)
    panels[0].set_ylabel("accuracy on new series", fontsize=16)
    figure.legend(
        *panels[0].get_legend_handles_labels(), fontsize=15, loc="outside lower center", ncols=3, frameon=False
    )
    drawn = f"means of {seeds} seeds" if seeds > 1 else "one seed"
    figure.suptitle(f"What a network still knows after a delay ({drawn})", fontsize=18)
    return save(figure, path)


def draw_gradients(found: Sequence[Gradients], path: Path) -> Path:
    """The share of the gradient that arrives at earlier steps, on a logarithmic axis: before and after training.

    Args:
        found: networks that were trained on the same delays.
        path: where the PNG goes.
    """
    figure = Figure(figsize=(13, 5.6), layout="constrained")
    steps = len(found[0].initial) - 1
    for axes, when, title in zip(
        figure.subplots(1, 2, sharey=True), ("initial", "trained"),
        ("initial weights", f"after training on delays from 0 to {steps}"), strict=True,
    ):  # fmt: skip
        for network in found:
            colour, line, _ = STYLES[network.name]
            axes.semilogy(getattr(network, when), line, color=colour, linewidth=3.5, label=network.name)
        axes.axhline(1, color="0.5", linewidth=1)
        axes.set_xlabel("steps before the last one", fontsize=16)
        axes.set_title(title, fontsize=17)
        axes.tick_params(labelsize=14)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel("gradient by the state,\nas a share of that at the last step", fontsize=16)
    figure.legend(
        *figure.axes[0].get_legend_handles_labels(), fontsize=15, loc="outside lower center", ncols=4, frameon=False
    )
    figure.suptitle("How much of the gradient arrives on the way back (median over series, one seed)", fontsize=18)
    return save(figure, path)
