"""Figures of gradient descent in two parameters: paths on a cost, learning rates, and where a cost curves downwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save

FAR = 1e6  # what is farther off is not drawn

Cost = Callable[[np.ndarray], float]
"""theta of shape (2, 1) -> a number."""


def on_grid(function: Cost, across: np.ndarray, up: np.ndarray) -> np.ndarray:
    """The function's values at every (theta_0 of `across`, theta_1 of `up`), shape (len(up), len(across))."""
    return np.array([[function(np.array([[a], [b]])) for a in across] for b in up])


def plot_paths(cost: Cost, paths: Mapping[str, np.ndarray], best: np.ndarray, path: Path) -> Path:
    """One panel a path, over contours of the cost, with the cross where the cost is lowest; it says which diverged.

    Args:
        cost: of theta.
        paths: title -> theta before the first step and after each, shape (steps + 1, 2, 1).
        best: the parameters with the lowest cost.
        path: where to save.
    """
    figure = Figure(figsize=(15, 5.4), layout="constrained")
    across = np.linspace(best[0, 0] - 4.7, best[0, 0] + 2, 60)
    up = np.linspace(best[1, 0] - 3.2, best[1, 0] + 3.2, 60)
    values = on_grid(cost, across, up)
    levels = values.min() + (values.max() - values.min()) * np.linspace(0.02, 1, 14) ** 2
    for axes, (title, walked) in zip(
        figure.subplots(1, len(paths), sharey=True, squeeze=False)[0], paths.items(), strict=True
    ):
        axes.contour(across, up, values, levels, colors="0.75", linewidths=1)
        updates, lost = len(walked) - 1, diverged(cost, walked)
        walked = walked[np.abs(np.nan_to_num(walked, nan=np.inf)).max(axis=(1, 2)) < FAR]
        axes.plot(walked[:, 0, 0], walked[:, 1, 0], "-", color=COLOURS[0], linewidth=1, alpha=0.75)
        few = len(walked) <= 400
        axes.plot(walked[:, 0, 0], walked[:, 1, 0], ".", color=COLOURS[0], markersize=6 if few else 2)
        if not lost:
            axes.plot(walked[-1, 0, 0], walked[-1, 1, 0], "o", color=COLOURS[4], markersize=10, label="last step")
        axes.plot(best[0, 0], best[1, 0], "x", color=COLOURS[1], markersize=15, markeredgewidth=3, label="lowest cost")
        axes.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        axes.set_xlabel(r"$\theta_0$ (bias)", fontsize=15)
        axes.set_title(f"{title}\n{updates:,} updates" + (": diverged" if lost else ""), fontsize=15)
        axes.legend(fontsize=13, loc="upper right")
        axes.tick_params(labelsize=12)
    figure.axes[0].set_ylabel(r"$\theta_1$ (weight)", fontsize=15)
    figure.suptitle(
        "The same epochs and learning rate: fewer examples an update, more updates, and noisier", fontsize=18
    )
    return save(figure, path)


def diverged(cost: Cost, walked: np.ndarray) -> bool:
    """Whether a path ends at a cost above that of its beginning, or at no number at all."""
    with np.errstate(over="ignore", invalid="ignore"):
        first, last = cost(walked[0]), cost(walked[-1])
    return not last <= first


def plot_learning_rates(excess: Mapping[float, Sequence[float]], path: Path) -> Path:
    """Cost above the lowest over steps, one line a learning rate, which is given in parts of the largest."""
    figure = Figure(figsize=(10, 6), layout="constrained")
    axes = figure.add_subplot()
    styles = ("-", "--", "-.", ":", (0, (6, 1, 1, 1)))
    for index, (part, values) in enumerate(excess.items()):
        shown = np.clip(values, 1e-12, None)
        label = rf"$\alpha$ = {part:g} of the bound" + (", diverges" if values[-1] > values[0] else "")
        axes.semilogy(shown, linestyle=styles[index % 5], color=COLOURS[index], linewidth=3, label=label)
    axes.set_xlabel("update", fontsize=15)
    axes.set_ylabel("cost above the lowest (log scale)", fontsize=15)
    axes.set_title("Too small crawls, too large climbs: the bound is 2 / (largest eigenvalue)", fontsize=16)
    axes.legend(fontsize=13)
    axes.tick_params(labelsize=12)
    return save(figure, path)


def plot_curvature(
    costs: Mapping[str, Cost],
    curvatures: Mapping[str, Cost],
    paths: Mapping[str, np.ndarray],
    path: Path,
    *,
    reach: float = 10.0,
    grid: int = 61,
) -> Path:
    """One panel a cost: contours, the region in which it curves downwards in some direction, and a descent."""
    figure = Figure(figsize=(14, 6), layout="constrained")
    line = np.linspace(-reach, reach, grid)
    for axes, (name, cost) in zip(
        figure.subplots(1, len(costs), sharey=True, squeeze=False)[0], costs.items(), strict=True
    ):
        bent = on_grid(curvatures[name], line, line) < -1e-9
        shade(axes, line, bent)
        values = on_grid(cost, line, line)
        axes.contour(line, line, values, 14, colors="0.45", linewidths=1)
        walked = paths[name]
        axes.plot(walked[:, 0, 0], walked[:, 1, 0], ".-", color=COLOURS[0], markersize=5, label="gradient descent")
        axes.plot(*walked[0, :, 0], "s", color=COLOURS[0], markersize=10, label="start")
        axes.plot(*walked[-1, :, 0], "o", color=COLOURS[4], markersize=11, label=f"after {len(walked) - 1} updates")
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
        axes.set_xlabel(r"$\theta_0$ (bias)", fontsize=15)
        title = (
            f"curves downwards in {bent.mean():.0%} of the picture: not convex"
            if bent.any()
            else "no downward curvature anywhere here"
        )
        axes.set_title(f"{name} of a sigmoid\n{title}", fontsize=16)
        axes.legend(fontsize=12, loc="lower left")
        axes.tick_params(labelsize=12)
    figure.axes[0].set_ylabel(r"$\theta_1$ (weight)", fontsize=15)
    return save(figure, path)


def shade(axes: Axes, line: np.ndarray, region: np.ndarray) -> None:
    """Colour the part of a square grid in which `region` is true, and say in the legend what it is."""
    if region.any():
        axes.contourf(line, line, region.astype(float), [0.5, 1.5], colors=[COLOURS[1]], alpha=0.3)
        axes.fill([], [], color=COLOURS[1], alpha=0.3, label="curves downwards")
