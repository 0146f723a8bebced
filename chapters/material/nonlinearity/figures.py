"""Figures of non-linearity: the boundaries of every strategy, and the hidden units of the network, over the plane."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.nonlinearity.support_vectors import SupportVectorMachine
from comparison.figures.style import COLOURS, save
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run


def draw_boundaries(
    runs: dict[str, list[Run]], machines: dict[str, SupportVectorMachine], problems: dict[str, Dataset], path: Path
) -> Path:
    """A row a problem, a column a strategy: the probability of class 1, and the boundary where it is 1/2.

    Args:
        runs: problem -> its runs; those of the first seed are drawn.
        machines: problem -> its SVM, for the last column: a class, 0 or 1, in place of a probability.
        problems: problem -> its dataset.
        path: where the PNG goes.
    """
    columns = len(of_first_seed(next(iter(runs.values())))) + 1
    figure = Figure(figsize=(3.1 * columns, 3.2 * len(runs) + 0.4), layout="constrained")
    for row, (name, data) in zip(figure.subplots(len(runs), columns, squeeze=False), problems.items(), strict=True):
        x, y, points = plane(data)
        outputs: dict[str, Callable[[np.ndarray], np.ndarray]] = {}
        outputs |= {run.name: partial(probability, run.model) for run in of_first_seed(runs[name])}
        outputs["SVM"] = machines[name].predict
        train, labels = data.train.x[:300], data.train.y.reshape(-1)[:300]
        for axes, (strategy, output) in zip(row, outputs.items(), strict=True):
            values = output(points).reshape(x.shape)
            accuracy = np.mean((output(data.test.x) > 0.5) == data.test.y.reshape(-1))
            axes.contourf(x, y, values, levels=np.linspace(0, 1, 11), cmap="RdBu_r", alpha=0.6)
            axes.contour(x, y, values, levels=[0.5], colors="black", linewidths=2)
            for label, marker in ((0, "o"), (1, "^")):
                chosen = train[labels == label].T
                axes.scatter(*chosen, s=16, marker=marker, color=COLOURS[label], edgecolors="white", linewidths=0.4)
            axes.set_title(f"{strategy}: {accuracy:.3f}", fontsize=15)
            axes.set_xticks([])
            axes.set_yticks([])
        row[0].set_ylabel(f"{name}: $x_2$", fontsize=16)
    for axes in row:  # of the last problem, at the bottom
        axes.set_xlabel("$x_1$", fontsize=16)
    figure.suptitle(
        "Test accuracy and decision boundary (black) of a line and three strategies; blue: class 0, red: class 1",
        fontsize=18,
    )
    return save(figure, path)


def draw_hidden_units(runs: list[Run], data: Dataset, path: Path) -> Path:
    """The outputs over the plane of the eight units of the layer "hidden" that vary most.

    Args:
        runs: of one problem; the first that is called "network" is drawn.
        data: the problem.
        path: where the PNG goes.
    """
    model = next(run.model for run in runs if run.name == "network")
    x, y, points = plane(data)
    weights, biases = model.get_layer("hidden").get_weights()
    outputs = np.tanh(points @ weights + biases)
    widest = np.argsort(-outputs.std(axis=0))[:8]
    figure = Figure(figsize=(14, 7), layout="constrained")
    for axes, unit in zip(figure.subplots(2, 4).flat, widest, strict=True):
        axes.contourf(x, y, outputs[:, unit].reshape(x.shape), levels=np.linspace(-1, 1, 11), cmap="RdBu_r")
        ones = data.train.y.reshape(-1)[:300] == 1
        for chosen, marker, colour, label in ((~ones, "o", "white", "class 0"), (ones, "^", "gold", "class 1")):
            drawn = {"s": 22, "marker": marker, "color": colour, "edgecolors": "black", "linewidths": 0.5}
            axes.scatter(*data.train.x[:300][chosen].T, **drawn, label=label)
        axes.set_title(f"hidden unit {unit + 1}", fontsize=14)
        axes.set_xticks([])
        axes.set_yticks([])
    figure.suptitle(
        f"Outputs of hidden units on {data.name} (blue -1, red 1): each changes across one straight line", fontsize=18
    )
    for place, axes in enumerate(figure.axes):
        axes.set_xlabel("$x_1$" if place >= 4 else "", fontsize=14)
        axes.set_ylabel("$x_2$" if place % 4 == 0 else "", fontsize=14)
    handles = figure.axes[0].get_legend_handles_labels()
    figure.legend(*handles, fontsize=14, markerscale=2, loc="outside lower center", ncols=2)
    return save(figure, path)


def of_first_seed(runs: list[Run]) -> list[Run]:
    """The runs with the seed of the first."""
    return [run for run in runs if run.seed == runs[0].seed]


def probability(model: keras.Model, points: np.ndarray) -> np.ndarray:
    """The model's probability of class 1 for points (n, 2): shape (n,)."""
    return model.predict(points, batch_size=4096, verbose=0)[:, 0]


def plane(data: Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A grid over the training examples: x and y (120, 120), and its points (14400, 2)."""
    low, high = data.train.x.min(axis=0) - 0.3, data.train.x.max(axis=0) + 0.3
    x, y = np.meshgrid(np.linspace(low[0], high[0], 120), np.linspace(low[1], high[1], 120))
    return x, y, np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)
