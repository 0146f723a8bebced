"""Figures of backpropagation: both passes of one example, checks of a gradient, and two ways of stepping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save


def plot_passes(
    example: np.ndarray, outputs: Sequence[np.ndarray], errors: Sequence[np.ndarray], target: str, path: Path
) -> Path:
    """Above, what each layer puts out for one example; below, the error that is handed back to it.

    Args:
        example: an image (height, width) or (height, width, channels), or a row of features.
        outputs: of each layer, (units,).
        errors: d cost / d z of each layer, (units,).
        target: what the example is, in words.
        path: where to save.
    """
    figure = Figure(figsize=(4 * (len(outputs) + 1), 8), layout="constrained")
    grid = figure.subplots(2, len(outputs) + 1)
    picture = np.atleast_2d(np.squeeze(example))
    grid[0, 0].imshow(picture, cmap="gray", aspect="equal" if len(picture) > 1 else "auto")
    grid[0, 0].set(xticks=[], yticks=[])
    grid[0, 0].set_title(f"input: {target}", fontsize=17)
    grid[1, 0].axis("off")
    grid[1, 0].text(0.5, 0.5, "forward: left to right,\nabove\n\nback: right to left,\nbelow", ha="center", fontsize=17)
    figure.suptitle("Each layer keeps what it put out; the error comes back through the same weights", fontsize=20)
    for index, (h, error) in enumerate(zip(outputs, errors, strict=True)):
        name = "output" if index == len(outputs) - 1 else f"hidden layer {index + 1}"
        for axes, values, colour in ((grid[0, index + 1], h, COLOURS[0]), (grid[1, index + 1], error, COLOURS[1])):
            axes.bar(range(len(values)), values, color=colour)
            axes.axhline(0, color="0.4", linewidth=1)
            axes.tick_params(labelsize=11)
            axes.set_xlabel("unit", fontsize=13)
            axes.xaxis.get_major_locator().set_params(integer=True)
        grid[0, index + 1].set_title(f"{name}: h, {len(h)} units", fontsize=16)
        grid[1, index + 1].set_title(f"error d cost / d z\n(largest {np.abs(error).max():.1g})", fontsize=16)
    return save(figure, path)


def plot_checks(hand: np.ndarray, tape: np.ndarray, misses: Mapping[float, float], largest: float, path: Path) -> Path:
    """By hand against the tape, one point a parameter; and how far finite differences miss, against their width.

    Args:
        hand: the gradient by hand, one number a parameter.
        tape: the same by `tf.GradientTape`.
        misses: width of the difference -> largest difference to the gradient by hand.
        largest: the largest derivative, to compare with.
        path: where to save.
    """
    figure = Figure(figsize=(14, 6), layout="constrained")
    left, right = figure.subplots(1, 2)
    ends = [min(hand.min(), tape.min()), max(hand.max(), tape.max())]
    left.plot(ends, ends, color="0.6", linewidth=1)
    left.plot(hand, tape, ".", color=COLOURS[0], markersize=5)
    left.set_xlabel("derivative by hand (NumPy, float64)", fontsize=15)
    left.set_ylabel("derivative by tf.GradientTape (float32)", fontsize=15)
    left.set_title(f"{len(hand):,} derivatives: largest difference {np.abs(hand - tape).max():.0e}", fontsize=16)
    right.loglog(list(misses), list(misses.values()), "o-", color=COLOURS[1], linewidth=3, markersize=8)
    right.axhline(largest, color="0.5", linestyle=":", label="largest derivative")
    right.set_xlabel("width of the finite difference", fontsize=15)
    right.set_ylabel("largest difference to the gradient by hand", fontsize=15)
    right.set_title("Too wide: the cost bends. Too narrow: rounding", fontsize=16)
    right.legend(fontsize=13)
    for axes in (left, right):
        axes.tick_params(labelsize=12)
    return save(figure, path)


def plot_two_steps(
    apart: Mapping[float, float], curves: Mapping[str, Sequence[float]], path: Path, *, rate: float
) -> Path:
    """How far the step on the way back is from the simultaneous one, and the training cost under both.

    Args:
        apart: learning rate -> difference of the two steps, in parts of the simultaneous one.
        curves: name -> cost on the training split before the first epoch and after each.
        path: where to save.
        rate: the learning rate of the curves is marked on the left.
    """
    figure = Figure(figsize=(14, 6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.loglog(list(apart), list(apart.values()), "o-", color=COLOURS[0], linewidth=3, markersize=8)
    left.axvline(rate, color="0.5", linestyle=":", label="learning rate of this chapter's runs")
    left.set_xlabel(r"learning rate $\alpha$", fontsize=15)
    left.set_ylabel("difference / length of the simultaneous step", fontsize=15)
    left.set_title("Changing layers on the way back is another step", fontsize=16)
    for index, (name, values) in enumerate(curves.items()):
        style = {"color": COLOURS[index], "linestyle": "--" if index % 2 else "-", "linewidth": 2 if index % 2 else 4}
        right.semilogy(values, label=name, **style)
    right.xaxis.get_major_locator().set_params(integer=True)
    right.set_xlabel("epoch", fontsize=15)
    right.set_ylabel("cost on the training split (log scale)", fontsize=15)
    right.set_title("The same training by both, at two learning rates", fontsize=16)
    for axes in (left, right):
        axes.legend(fontsize=13)
        axes.tick_params(labelsize=12)
    return save(figure, path)
