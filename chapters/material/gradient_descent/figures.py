"""Figures of gradient descent in two parameters: paths on a cost, learning rates, and where a cost curves downwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chapters.material.gradient_descent.logistic_costs import CURVATURES
from comparison.figures.style import COLOURS, save

FAR = 1e6  # what is farther away is not drawn
REACH = 10.0  # the figure of convexity shows both parameters from -REACH to REACH

Cost = Callable[[np.ndarray], float]
"""theta of shape (2, 1) -> a number."""


def on_grid(function: Cost, across: np.ndarray, up: np.ndarray) -> np.ndarray:
    """The function's values at every (theta_0 of `across`, theta_1 of `up`), shape (len(up), len(across))."""
    return np.array([[function(np.array([[a], [b]])) for a in across] for b in up])


def draw_paths(cost: Cost, paths: Mapping[str, np.ndarray], best: np.ndarray, path: Path) -> Path:
    """One panel a path over contours of the cost, with a cross where the cost is lowest; it says what diverged.

    Args:
        cost: of theta.
        paths: title -> theta before the first step and after every step, shape (steps + 1, 2, 1).
        best: the parameters with the lowest cost, shape (2, 1).
        path: where the PNG goes.
    """
    figure = Figure(figsize=(15, 5.4), layout="constrained")
    across = np.linspace(best[0, 0] - 4.7, best[0, 0] + 2, 60)
    up = np.linspace(best[1, 0] - 3.2, best[1, 0] + 3.2, 60)
    values = on_grid(cost, across, up)
    levels = values.min() + (values.max() - values.min()) * np.linspace(0.02, 1, 14) ** 2
    panels = figure.subplots(1, len(paths), sharey=True, squeeze=False)[0]
    for axes, (title, walked) in zip(panels, paths.items(), strict=True):
        axes.contour(across, up, values, levels, colors="0.75", linewidths=1)
        steps, lost = len(walked) - 1, diverged(cost, walked)
        walked = walked[np.abs(np.nan_to_num(walked, nan=np.inf)).max(axis=(1, 2)) < FAR]
        axes.plot(walked[:, 0, 0], walked[:, 1, 0], "-", color=COLOURS[0], linewidth=1, alpha=0.75)
        few = len(walked) <= 400
        axes.plot(walked[:, 0, 0], walked[:, 1, 0], ".", color=COLOURS[0], markersize=6 if few else 2)
        if not lost:
            axes.plot(walked[-1, 0, 0], walked[-1, 1, 0], "o", color=COLOURS[4], markersize=10, label="last step")
        axes.plot(best[0, 0], best[1, 0], "x", color=COLOURS[1], markersize=15, markeredgewidth=3, label="lowest cost")
        axes.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        axes.set_xlabel(r"$\theta_0$ (bias)", fontsize=15)
        axes.set_title(f"{title}\n{steps:,} steps" + (": diverged" if lost else ""), fontsize=15)
        axes.legend(fontsize=13, loc="upper right")
        axes.tick_params(labelsize=12)
    panels[0].set_ylabel(r"$\theta_1$ (weight)", fontsize=15)
    figure.suptitle(
        "Equally many epochs, the same learning rate: smaller batches make more and noisier steps", fontsize=18
    )
    return save(figure, path)


def diverged(cost: Cost, walked: np.ndarray) -> bool:
    """Whether a path ends at a cost above that of its beginning, or at no number at all."""
    with np.errstate(over="ignore", invalid="ignore"):
        first, last = cost(walked[0]), cost(walked[-1])
    return not last <= first


def draw_learning_rates(excess: Mapping[float, Sequence[float]], path: Path) -> Path:
    """How far the cost is above the lowest one after every step, one line a learning rate.

    Args:
        excess: learning rate, as a part of the largest that converges -> cost minus lowest cost, from the start on.
        path: where the PNG goes.
    """
    figure = Figure(figsize=(10, 6), layout="constrained")
    axes = figure.add_subplot()
    styles = ("-", "--", "-.", ":", (0, (6, 1, 1, 1)))
    for index, (part, values) in enumerate(excess.items()):
        shown = np.clip(values, 1e-12, None)
        label = rf"$\alpha$ = {part:g} of the bound" + (", diverges" if values[-1] > values[0] else "")
        axes.semilogy(shown, linestyle=styles[index % 5], color=COLOURS[index], linewidth=3, label=label)
    axes.set_xlabel("step", fontsize=15)
    axes.set_ylabel("cost above the lowest cost (log scale)", fontsize=15)
    axes.set_title(r"Learning rates $\alpha$ below and above the bound 2 / (largest eigenvalue)", fontsize=16)
    axes.legend(fontsize=13)
    axes.tick_params(labelsize=12)
    return save(figure, path)


def draw_convexity(
    costs: Mapping[str, Callable[..., float]],
    paths: Mapping[str, np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    grid: int,
    path: Path,
) -> Path:
    """One panel a cost: contours, the region in which it curves downwards in some direction, and a descent.

    Args:
        costs: a name of `CURVATURES` -> the cost of theta, x and y.
        paths: the same names -> theta before the first step and after every step, shape (steps + 1, 2, 1).
        x: features (m, 2).
        y: targets (m, 1) of 0 and 1.
        grid: points along each axis at which the costs and curvatures are computed.
        path: where the PNG goes.
    """
    figure = Figure(figsize=(14, 6), layout="constrained")
    line = np.linspace(-REACH, REACH, grid)
    panels = figure.subplots(1, len(costs), sharey=True, squeeze=False)[0]
    for axes, (name, cost) in zip(panels, costs.items(), strict=True):
        downwards = on_grid(partial(CURVATURES[name], x=x, y=y), line, line) < -1e-9
        shade(axes, line, downwards)
        axes.contour(line, line, on_grid(partial(cost, x=x, y=y), line, line), 14, colors="0.45", linewidths=1)
        walked = paths[name]
        axes.plot(walked[:, 0, 0], walked[:, 1, 0], ".-", color=COLOURS[0], markersize=5, label="gradient descent")
        axes.plot(*walked[0, :, 0], "s", color=COLOURS[0], markersize=10, label="start")
        axes.plot(*walked[-1, :, 0], "o", color=COLOURS[4], markersize=11, label=f"after {len(walked) - 1} steps")
        axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH))
        axes.set_xlabel(r"$\theta_0$ (bias)", fontsize=15)
        found = f"curves downwards in {downwards.mean():.0%} of the picture: not convex"
        axes.set_title(f"{name}\n{found if downwards.any() else 'curves downwards nowhere: convex'}", fontsize=16)
        axes.legend(fontsize=12, loc="lower left")
        axes.tick_params(labelsize=12)
    panels[0].set_ylabel(r"$\theta_1$ (weight)", fontsize=15)
    figure.suptitle("Two costs of the same logistic regression, and descents from the same start", fontsize=18)
    return save(figure, path)


def shade(axes: Axes, line: np.ndarray, region: np.ndarray) -> None:
    """Colour the part of a square grid in which `region` is true, and say in the legend what it is."""
    if region.any():
        axes.contourf(line, line, region.astype(float), [0.5, 1.5], colors=[COLOURS[1]], alpha=0.3)
        axes.fill([], [], color=COLOURS[1], alpha=0.3, label="curves downwards")
