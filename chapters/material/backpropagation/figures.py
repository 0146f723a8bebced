"""Figures of backpropagation: both passes of one example, checks of a gradient, and two ways of stepping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.backpropagation.gradient_checks import EXAMPLES, Cost, Gradient, errors_by_width, layer_errors
from chapters.material.backpropagation.layers import examples, flat, layers_of
from comparison.figures.style import COLOURS, save
from datasets.dataset import Dataset
from runtime.backend import keras


def draw_passes(
    example: np.ndarray, target: str, outputs: Sequence[np.ndarray], errors: Sequence[np.ndarray], path: Path
) -> Path:
    """Above, the output of each layer for one example; below, the error of each layer.

    Args:
        example: an image (height, width) or (height, width, channels), or a row of features.
        target: what the example is, in words.
        outputs: of each layer, (1, units).
        errors: d cost / d z of each layer, (1, units).
        path: where the PNG goes.
    """
    figure = Figure(figsize=(4 * (len(outputs) + 1), 8), layout="constrained")
    grid = figure.subplots(2, len(outputs) + 1)
    picture = np.atleast_2d(np.squeeze(example))
    grid[0, 0].imshow(picture, cmap="gray", aspect="equal" if len(picture) > 1 else "auto")
    grid[0, 0].set(xticks=[], yticks=[])
    grid[0, 0].set_title(f"input: {target}", fontsize=20)
    grid[1, 0].axis("off")
    grid[1, 0].text(
        0.5,
        0.5,
        "above: forward pass,\nleft to right\n\nbelow: backward pass,\nright to left",
        ha="center",
        fontsize=19,
    )
    figure.suptitle(
        "The outputs h of each layer for one example, and the errors that the backward pass computes", fontsize=22
    )
    for index, (h, error) in enumerate(zip((row[0] for row in outputs), (row[0] for row in errors), strict=True)):
        name = "output" if index == len(outputs) - 1 else f"hidden layer {index + 1}"
        for axes, values, colour in ((grid[0, index + 1], h, COLOURS[0]), (grid[1, index + 1], error, COLOURS[1])):
            axes.bar(range(len(values)), values, color=colour)
            axes.axhline(0, color="0.4", linewidth=1)
            axes.tick_params(labelsize=16)
            axes.set_xlabel("unit", fontsize=17)
            axes.xaxis.get_major_locator().set_params(integer=True)
            axes.yaxis.get_major_locator().set_params(nbins=5)
        grid[0, index + 1].set_title(f"{name}: h, {len(h)} units", fontsize=19)
        grid[1, index + 1].set_title(f"error d cost / d z\n(largest {np.abs(error).max():.2g})", fontsize=19)
    return save(figure, path)


def draw_checks(model: keras.Model, data: Dataset, gradient: Gradient, cost: Cost, path: Path) -> Path:
    """The relative error of the gradient by two other ways, layer by layer; and of finite differences, by their width.

    Args:
        model: a Keras model of dense layers.
        data: the first 32 training examples count.
        gradient: by hand, of layers, x and y.
        cost: whose gradient it is, of layers, x and y.
        path: where the PNG goes.
    """
    layers, (x, y) = layers_of(model), examples(data, slice(EXAMPLES))
    hand, rows = flat(gradient(layers, x, y)), layer_errors(model, data, gradient, cost)
    off = errors_by_width(lambda moved: cost(moved, x, y), layers, hand)
    figure = Figure(figsize=(14, 6), layout="constrained")
    left, right = figure.subplots(1, 2)
    numbers = range(1, len(rows) + 1)
    for values, marker, colour, label in (
        ([row.length for row in rows], "s:", "0.5", "length of the gradient by hand"),
        ([row.tape for row in rows], "o-", COLOURS[0], "relative error, tf.GradientTape (float32)"),
        ([row.finite_differences for row in rows], "^-", COLOURS[1], "relative error, finite differences (float64)"),
    ):
        left.semilogy(numbers, values, marker, color=colour, linewidth=3, markersize=9, label=label)
    left.axhline(2.0**-24, color="0.7", linestyle="--", label="rounding of float32, 6e-08")
    left.set_ylim(top=1e4)  # room for the legend
    left.set_xticks(numbers, [*map(str, numbers[:-1]), "output"])
    left.set_xlabel("layer, from the first to the output", fontsize=15)
    left.set_ylabel("relative error; length of the gradient", fontsize=15)
    left.set_title(f"{len(rows)} layers: the backward pass starts at the right", fontsize=16)
    right.loglog(list(off), list(off.values()), "o-", color=COLOURS[1], linewidth=3, markersize=8)
    right.axhline(np.abs(hand).max(), color="0.5", linestyle=":", label="largest derivative")
    right.set_xlabel("width of the finite difference", fontsize=15)
    right.set_ylabel("largest difference to the gradient by hand", fontsize=15)
    right.set_title("Wide: the curvature of the cost. Narrow: rounding", fontsize=16)
    for axes in (left, right):
        axes.tick_params(labelsize=12)
        axes.legend(fontsize=13)
    return save(figure, path)


def draw_two_ways(apart: Mapping[float, float], curves: Mapping[str, Sequence[float]], rate: float, path: Path) -> Path:
    """How far a step on the way back is from the step of all layers at once, and the training cost under both.

    Args:
        apart: learning rate -> length of the difference, as a part of the length of the step at once.
        curves: name -> cost on the training split before the first epoch and after each; at once and on the way back
            by turns.
        rate: the learning rate of the chapter's runs, marked on the left.
        path: where the PNG goes.
    """
    figure = Figure(figsize=(14, 6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.loglog(list(apart), list(apart.values()), "o-", color=COLOURS[0], linewidth=3, markersize=8)
    left.axvline(rate, color="0.5", linestyle=":", label="learning rate of this chapter's runs")
    left.set_xlabel(r"learning rate $\alpha$", fontsize=15)
    left.set_ylabel("difference / length of the step at once", fontsize=15)
    left.set_title("One step on the way back and one step at once", fontsize=16)
    for index, (name, values) in enumerate(curves.items()):
        style = {"color": COLOURS[index], "linestyle": "--" if index % 2 else "-", "linewidth": 2 if index % 2 else 4}
        right.semilogy(values, label=name, **style)
    right.xaxis.get_major_locator().set_params(integer=True)
    right.set_xlabel("epoch", fontsize=15)
    right.set_ylabel("cost on the training split (log scale)", fontsize=15)
    right.set_title("Whole trainings, at two learning rates", fontsize=16)
    left.legend(fontsize=12)
    right.set_ylim(top=30 * right.get_ylim()[1])  # room for the legend
    right.legend(fontsize=12, loc="upper center", ncols=2, columnspacing=0.8, handlelength=1.4, handletextpad=0.4)
    for axes in (left, right):
        axes.tick_params(labelsize=12)
    return save(figure, path)
