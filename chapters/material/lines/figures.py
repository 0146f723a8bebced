"""Figures of linear regression: the fitted line, a line beyond the range of a probability, a line as a classifier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.lines.examples import FAR_X, FAR_Y, X, Y, axis_names
from comparison.figures.style import save
from training.runs import Run

BLUE, RED, GREEN = "#0072B2", "#D55E00", "#009E73"

LeastSquares = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def draw_fit(
    trained: Run, column: int, x: np.ndarray, target: np.ndarray, exact: tuple[np.ndarray, np.ndarray], path: Path
) -> Path:
    """The training examples, the line that was learned, and the line of least squares.

    Args:
        trained: a run of one Dense unit on one feature.
        column: which feature.
        x: the training examples, (examples, features).
        target: theirs, (examples,).
        exact: weights and biases of least squares.
        path: where the PNG goes.
    """
    feature = x[:, column]
    ends = np.array([[feature.min()], [feature.max()]])
    across, up = axis_names(trained.settings["data"]["name"], column)
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    axes = figure.add_subplot()
    axes.scatter(feature, target, s=18, color="0.6", label="training examples")
    learned = trained.model.layers[-1].get_weights()
    for (weights, bias), style, colour, label in (
        (exact, "-", BLUE, "least squares (exact)"),
        (learned, "--", RED, "one Dense unit"),
    ):
        axes.plot(ends[:, 0], (ends @ weights + bias)[:, 0], style, color=colour, linewidth=3, label=label)
    axes.set_xlabel(across, fontsize=14)
    axes.set_ylabel(up, fontsize=14)
    axes.tick_params(labelsize=12)
    axes.set_title(f"A trained Dense unit (epochs: {trained.epochs}), and the exact line", fontsize=16)
    axes.legend(fontsize=13)
    return save(figure, path)


def draw_range(path: Path) -> Path:
    """The slide's line y = 0.5 x at x = 10 and x = 100, over the range from 0 to 1 of a probability."""
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    axes = figure.add_subplot()
    ends = np.array([0.0, 110.0])
    axes.axhspan(0, 1, color=GREEN, label="from 0 to 1: the range of a probability")
    axes.plot(ends, 0.5 * ends, color=BLUE, linewidth=3, label="y = 0.5 x")
    for x in (10, 100):
        axes.plot(x, 0.5 * x, "o", color=RED, markersize=12)
        beside = {"xytext": (16, -6), "textcoords": "offset points"}
        axes.annotate(f"x = {x}: y = {0.5 * x:g}", (x, 0.5 * x), **beside, fontsize=14)
    axes.set_xlim(0, 130)
    axes.set_xlabel("x", fontsize=14)
    axes.set_ylabel("y", fontsize=14)
    axes.tick_params(labelsize=12)
    axes.set_title("The output of a line is not limited to the range from 0 to 1", fontsize=16)
    axes.legend(fontsize=13, loc="upper left")
    return save(figure, path)


def draw_classifier(least_squares: LeastSquares, path: Path) -> Path:
    """Lines fitted to the classes 0 and 1 with the threshold 1/2: on eight examples, and with a ninth far away.

    Args:
        least_squares: features (examples, 1) and targets (examples, 1) -> weights (1, 1) and biases (1,).
        path: where the PNG goes.
    """
    figure = Figure(figsize=(12, 5), layout="constrained")
    cases = (("eight examples", X, Y), ("with one far example", FAR_X, FAR_Y))
    for axes, (name, x, y) in zip(figure.subplots(1, 2, sharey=True), cases, strict=True):
        weights, bias = least_squares(x[:, None], y[:, None])
        slope, intercept = float(weights[0, 0]), float(bias[0])
        boundary = (0.5 - intercept) / slope
        wrong = (slope * x + intercept > 0.5) != (y == 1)
        ends = np.array([x.min(), x.max()])
        axes.plot(ends, slope * ends + intercept, color=BLUE, linewidth=3, label="least squares")
        axes.axvline(boundary, color=GREEN, linestyle=":", linewidth=3, label=f"boundary at x = {boundary:.1f}")
        axes.scatter(x[~wrong], y[~wrong], s=70, color="0.4", label="correct", zorder=3)
        axes.scatter(x[wrong], y[wrong], s=110, color=RED, marker="X", label="misclassified", zorder=3)
        axes.set_xlabel("x", fontsize=14)
        axes.tick_params(labelsize=12)
        axes.set_title(f"{name}: {wrong.sum()} misclassified", fontsize=16)
        axes.legend(fontsize=12)
        axes.set_ylim(-0.5, 2.0)
    figure.axes[0].set_ylabel("class, and output of the line", fontsize=14)
    return save(figure, path)
