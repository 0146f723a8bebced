"""Figures for a slide: a training that underfits and then overfits, and what the batch size costs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.fonts import fonts, title
from comparison.figures.style import COLOURS, save
from training.runs import Run

LARGE, MEDIUM = 16, 13


def plot_fitting(run: Run, few: int, path: Path, metric: str = "accuracy") -> Path:
    """Loss and metric over epochs, train against validation; left of the lowest validation loss it underfits.

    Args:
        run: one training.
        few: a number of epochs to mark.
        path: where the PNG goes.
        metric: of the history.
    """
    with fonts():
        figure = Figure(figsize=(14, 5.5), layout="constrained")
        lowest = int(np.argmin(run.history["val_loss"])) + 1
        for axes, name in zip(figure.subplots(1, 2), ("loss", metric), strict=True):
            epochs = range(1, run.epochs + 1)
            axes.plot(epochs, run.history[name], "--", color=COLOURS[0], linewidth=3, label="train (while training)")
            axes.plot(epochs, run.history[f"val_{name}"], "o-", color=COLOURS[1], linewidth=3, label="validation")
            axes.axvline(lowest, color="0.3", linestyle=":", linewidth=2)
            if few < run.epochs:
                axes.axvline(few, color="0.7", linewidth=2, zorder=0, label=f"few: {few} epochs")
            axes.axvspan(lowest, max(lowest, run.epochs), color=COLOURS[4], alpha=0.12, label="past the lowest loss")
            axes.set_xlabel("epoch (dotted: lowest validation loss)", fontsize=MEDIUM)
            axes.set_ylabel(name, fontsize=MEDIUM)
            axes.tick_params(labelsize=11)
            axes.xaxis.get_major_locator().set_params(integer=True)
            axes.legend(fontsize=12)
        where = f"{run.settings['data']['examples']['train']:,} examples of {run.settings['data']['name']}"
        figure.suptitle(title(f"under- and overfitting: {where}, seed {run.seed}", "과소적합과 과적합"), fontsize=LARGE)
        return save(figure, path)


def plot_batch_costs(
    seconds: Mapping[int, float], measured: Mapping[int, float], computed: Mapping[int, float], path: Path, where: str
) -> Path:
    """Seconds an epoch and memory of a step against the batch size.

    Args:
        seconds: batch size -> of an epoch.
        measured, computed: batch size -> MiB of one step; nothing measured where the system does not tell.
        path: where the PNG goes.
        where: the examples that were timed, in words.
    """
    with fonts():
        figure = Figure(figsize=(14, 5.5), layout="constrained")
        left, right = figure.subplots(1, 2)
        times = sorted(seconds.items())
        left.plot(*zip(*times, strict=True), "o-", color=COLOURS[0], linewidth=3, markersize=10)
        left.set(ylim=(0, 1.15 * max(seconds.values())))
        left.set_ylabel("seconds an epoch, validation included", fontsize=MEDIUM)
        left.set_title(title(f"many small steps, {where}", "시간"), fontsize=14)
        right.plot(
            *zip(*computed.items(), strict=True), "--", color="0.4", linewidth=3, label="layers' outputs, computed"
        )
        shown = [(size, value) for size, value in measured.items() if value > 0]  # less than a page is not seen
        if shown:
            right.plot(*zip(*shown, strict=True), "s-", color=COLOURS[1], linewidth=3, markersize=10, label="measured")
        right.set(yscale="log")
        right.yaxis.set_major_formatter("{x:g}")
        right.set_ylabel("memory of one step in MiB", fontsize=MEDIUM)
        right.set_title(title("large batches: more memory", "메모리"), fontsize=14)
        right.legend(fontsize=MEDIUM)
        # beside the point, on the side to which its curve does not go on
        for axes, sizes, points, beside in ((left, seconds, times, (8, 8)), (right, computed, shown, (-12, 1))):
            axes.set(xscale="log", xlim=(min(sizes) / 1.5, max(sizes) * 2))
            axes.set_xticks(list(sizes), [f"{size:,}" for size in sizes])
            axes.minorticks_off()
            for size, value in points:
                side = "left" if beside[0] > 0 else "right"
                axes.annotate(f"{value:.3g}", (size, value), beside, textcoords="offset points", ha=side, fontsize=12)
            axes.set_xlabel("batch size (examples)", fontsize=MEDIUM)
            axes.tick_params(labelsize=12)
            axes.grid(color="0.9")
        return save(figure, path)
