"""Figures of epochs and batches: a training that underfits and then overfits, and what the batch size costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from chapters.material.batches.step_memory import StepMemory
from comparison.figures.fonts import fonts, title
from comparison.figures.style import COLOURS, save
from comparison.rows import whiskers
from comparison.tables import Comparison
from training.runs import Run

LARGE, MEDIUM = 16, 14


def draw_fitting(run: Run, few: int, path: Path, metric: str = "accuracy") -> Path:
    """Loss and metric over epochs, train against validation; right of the lowest validation loss it overfits.

    Args:
        run: one training.
        few: a number of epochs to mark.
        path: where the PNG goes.
        metric: of the history.
    """
    with fonts():
        figure = Figure(figsize=(11, 4.8), layout="constrained")
        lowest = int(np.argmin(run.history["val_loss"])) + 1
        for axes, name in zip(figure.subplots(1, 2), ("loss", metric), strict=True):
            epochs = range(1, run.epochs + 1)
            axes.plot(epochs, run.history[name], "--", color=COLOURS[0], linewidth=3, label="train (while training)")
            axes.plot(epochs, run.history[f"val_{name}"], "o-", color=COLOURS[1], linewidth=3, label="validation")
            axes.axvline(lowest, color="0.3", linestyle=":", linewidth=2)
            if few < run.epochs:
                axes.axvline(few, color="0.7", linewidth=2, zorder=0, label=f"few: {few} epochs")
            axes.axvspan(
                lowest, max(lowest, run.epochs), color=COLOURS[4], alpha=0.12, label="after the lowest validation loss"
            )
            axes.set_xlabel("epoch (dotted: lowest validation loss)", fontsize=MEDIUM)
            axes.set_ylabel(name, fontsize=MEDIUM)
            axes.tick_params(labelsize=13)
            axes.xaxis.get_major_locator().set_params(integer=True)
        loss = figure.axes[0]
        loss.set_ylim(0, 1.4 * loss.get_ylim()[1])  # room for the legend
        loss.legend(fontsize=12, loc="upper right")
        where = f"{run.settings['data']['examples']['train']:,} examples of {run.settings['data']['name']}"
        figure.suptitle(title(f"Under- and overfitting: {where}, seed {run.seed}", "과소적합과 과적합"), fontsize=LARGE)
        return save(figure, path)


def draw_batch_costs(seconds: Mapping[int, float], memory: StepMemory, path: Path, where: str) -> Path:
    """Seconds an epoch and memory of a step against the batch size; memory only where steps were measured.

    Args:
        seconds: batch size -> of an epoch.
        memory: of single steps.
        path: where the PNG goes.
        where: the examples that were timed, in words.
    """
    with fonts():
        panels = 2 if memory.measured else 1
        figure = Figure(figsize=(5.5 * panels, 4.8), layout="constrained")
        axes = figure.subplots(1, panels, squeeze=False)[0]
        draw_seconds(axes[0], seconds, where)
        if memory.measured:
            draw_memory(axes[1], memory)
        return save(figure, path)


def draw_seconds(axes: Axes, seconds: Mapping[int, float], where: str) -> None:
    """Seconds an epoch against the batch size."""
    axes.plot(*zip(*sorted(seconds.items()), strict=True), "o-", color=COLOURS[0], linewidth=3, markersize=10)
    axes.set(ylim=(0, 1.2 * max(seconds.values())))
    axes.set_ylabel("seconds an epoch", fontsize=MEDIUM)
    axes.set_title(title(f"Time, {where}", "시간"), fontsize=MEDIUM)
    show_batch_sizes(axes, list(seconds))
    write_values(axes, seconds, (5, 8), "left")


def draw_batch_accuracy(tables: Mapping[str, Comparison], path: Path) -> Path:
    """Test accuracy against the batch size, a line a budget: means over the seeds with their intervals.

    One seed says nothing of others: then the points have no whiskers.

    Args:
        tables: budget, such as `Equal steps` -> a row for each batch size.
        path: where the PNG goes.
    """
    with fonts():
        figure = Figure(figsize=(8, 5), layout="constrained")
        axes = figure.add_subplot()
        sizes, seeds = set[int](), 1
        for (budget, table), colour, marker in zip(tables.items(), COLOURS, "os", strict=False):
            rows = {row.runs[0].settings["batch_size"]: row for row in table.rows}
            rows = dict(sorted(rows.items()))
            means, errors = whiskers([*rows.values()], "test", "accuracy")
            axes.errorbar(
                [*rows], means, errors, fmt=f"{marker}-", color=colour, linewidth=3, markersize=10, capsize=5,
                label=budget,
            )  # fmt: skip
            sizes |= set(rows)
            seeds = len(table.rows[0].runs)
        axes.set_ylabel("test accuracy", fontsize=MEDIUM)
        drawn = f"mean of {seeds} seeds" if seeds > 1 else "one seed"
        axes.set_title(f"Each batch size at the best of its learning rates ({drawn})", fontsize=LARGE)
        axes.legend(fontsize=MEDIUM)
        show_batch_sizes(axes, sorted(sizes))
        return save(figure, path)


def draw_memory(axes: Axes, memory: StepMemory) -> None:
    """MiB of one step against the batch size, measured and computed, both on log axes."""
    computed = {size: kept / 2**20 for size, kept in memory.computed.items()}
    measured = {size: extra / 2**20 for size, extra in memory.measured.items() if extra}  # below a page it is 0
    axes.plot(
        *zip(*computed.items(), strict=True),
        "--",
        color="0.4",
        linewidth=3,
        label="input and layers' outputs, computed",
    )
    if measured:
        points = zip(*measured.items(), strict=True)
        axes.plot(*points, "s-", color=COLOURS[1], linewidth=3, markersize=10, label="whole step, measured")
    axes.set(yscale="log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_ylabel("memory of one step in MiB", fontsize=MEDIUM)
    axes.set_title(title("Memory of one step", "메모리"), fontsize=14)
    axes.set_ylim(top=15 * max([*computed.values(), *measured.values()]))  # room for the legend
    axes.legend(fontsize=13, loc="upper left")
    show_batch_sizes(axes, list(computed))
    write_values(axes, measured, (-12, 1), "right")


def show_batch_sizes(axes: Axes, sizes: Sequence[int]) -> None:
    """A log axis of batch sizes."""
    axes.set(xscale="log", xlim=(min(sizes) / 3, max(sizes) * 3.5))
    axes.set_xticks(list(sizes), [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("batch size (examples)", fontsize=MEDIUM)
    axes.tick_params(labelsize=13)
    axes.grid(color="0.9")


def write_values(axes: Axes, points: Mapping[int, float], beside: tuple[int, int], side: str) -> None:
    """Write each value beside its point, on the side to which its curve does not go on."""
    edge = [withStroke(linewidth=4, foreground="white")]  # no line runs through the numbers
    for size, value in points.items():
        text = f"{value:.2g}" if value < 10 else f"{value:.0f}"
        axes.annotate(
            text, (size, value), beside, textcoords="offset points", ha=side, fontsize=MEDIUM, path_effects=edge
        )
