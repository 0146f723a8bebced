"""Figures of metrics for a slide: where loss and accuracy part, what a rare class does, why accuracy has no slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.fonts import fonts, title
from comparison.figures.style import COLOURS, save
from training.runs import Run

LARGE, MEDIUM = 16, 13


def plot_parting(runs: Sequence[Run], path: Path, metric: str = "accuracy") -> Path:
    """Validation loss and metric of the first run over epochs, and the way of every run in the plane of the two.

    Args:
        runs: whose history has `val_loss` and the metric.
        path: where the PNG goes.
        metric: higher is better.
    """
    with fonts():
        figure = Figure(figsize=(14, 6), layout="constrained")
        left, right = figure.subfigures(1, 2)
        first = runs[0]
        lowest = int(np.argmin(first.history["val_loss"]))
        for axes, name in zip(left.subplots(2, 1, sharex=True), ("loss", metric), strict=True):
            values = first.history[f"val_{name}"]
            axes.plot(range(1, len(values) + 1), values, "o-", color=COLOURS[0], linewidth=2.5, markersize=4)
            axes.axvline(lowest + 1, color="0.4", linestyle=":", linewidth=2)
            axes.set_ylabel(f"validation {name}", fontsize=MEDIUM)
            axes.tick_params(labelsize=12)
        axes.set_xlabel("epoch (dotted: lowest loss)", fontsize=MEDIUM)
        axes.xaxis.get_major_locator().set_params(integer=True)
        left.suptitle(f"{first.name}: validation loss and {metric}", fontsize=LARGE)
        figure.supxlabel(f"{first.settings['data']['name']}, seed {first.seed}", fontsize=12, x=0.99, ha="right")
        axes = right.subplots()
        for colour, marker, trained in zip(COLOURS, "os^Dv", runs, strict=False):
            loss, value = trained.history["val_loss"], trained.history[f"val_{metric}"]
            axes.plot(loss, value, "-", color=colour, linewidth=1, alpha=0.6)
            axes.scatter(loss, value, s=25, color=colour, marker=marker, label=trained.name)
            axes.scatter(loss[-1:], value[-1:], s=170, color=colour, marker=marker, edgecolor="black", zorder=3)
        axes.set_xlabel("validation loss", fontsize=MEDIUM)
        axes.set_ylabel(f"validation {metric}", fontsize=MEDIUM)
        axes.tick_params(labelsize=12)
        axes.legend(fontsize=MEDIUM)
        right.suptitle(title("a point an epoch, the last one large", "손실과 지표"), fontsize=LARGE)
        return save(figure, path)


def plot_imbalance(
    shares: Sequence[str], measured: Mapping[str, Sequence[float]], never: Sequence[float], path: Path, name: str
) -> Path:
    """Metrics of a detector against how rare its class is, beside the accuracy of never saying yes.

    Args:
        shares: of positive examples, in words, one a detector.
        measured: metric -> one value a detector; NaN where it is undefined.
        never: accuracy of calling nothing positive, one a detector.
        path: where the PNG goes.
        name: of the class.
    """
    with fonts():
        figure = Figure(figsize=(10, 6), layout="constrained")
        axes = figure.subplots()
        places = np.arange(len(shares))
        for (metric, values), colour, marker in zip(measured.items(), COLOURS, "os^D", strict=False):
            axes.plot(places, values, marker + "-", color=colour, linewidth=3, markersize=10, label=metric)
        axes.plot(places, never, "X:", color="0.35", linewidth=2, markersize=10, label="accuracy of always no")
        axes.set_xticks(places, shares)
        axes.set(ylim=(0, 1.02), xlim=(-0.3, len(shares) - 0.7))
        axes.set_xlabel(f"test examples that are {name}", fontsize=MEDIUM)
        axes.set_ylabel("metric", fontsize=MEDIUM)
        axes.tick_params(labelsize=MEDIUM)
        axes.set_title(title("the rarer the class, the less accuracy says", "불균형"), fontsize=LARGE)
        axes.legend(fontsize=MEDIUM, loc="lower left")
        return save(figure, path)


def plot_staircase(distance: np.ndarray, loss: np.ndarray, accuracy: np.ndarray, path: Path, examples: int) -> Path:
    """Loss and accuracy of the same examples as the weights move along one line, both (points,)."""
    with fonts():
        figure = Figure(figsize=(14, 5), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.step(distance, accuracy, where="mid", color=COLOURS[1], linewidth=2.5)
        right.plot(distance, loss, color=COLOURS[0], linewidth=3)
        for axes, name, said in (
            (left, "accuracy", "is a staircase, slope 0 on every step"),
            (right, "log loss", "is smooth, with a slope to go down"),
        ):
            axes.axvline(0, color="0.4", linestyle=":", linewidth=2)
            axes.set_xlabel("distance from the trained weights (dotted), along a random line", fontsize=MEDIUM)
            axes.set_ylabel(f"{name} of {examples} examples", fontsize=MEDIUM)
            axes.tick_params(labelsize=12)
            axes.set_title(f"{name} {said}", fontsize=LARGE)
        return save(figure, path)
