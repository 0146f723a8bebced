"""Paths of a few optimizers on three cost surfaces, as a picture and as an animation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from chapters.material.optimizers.rule_checks import path
from chapters.material.optimizers.surfaces import SURFACES, Surface
from comparison.figures.style import COLOURS, save
from runtime.files import make_folder, replacing

Updates = Mapping[str, Callable[..., np.ndarray]]

SHOWN = {"sgd": 0.045, "momentum": 0.02, "adagrad": 0.5, "rmsprop": 0.08, "adam": 0.15, "lion": 0.08}
"""Learning rates of the paths, chosen by hand so that every path can be followed. Others end elsewhere."""


def draw_surface(axes: Axes, surface: Surface, title: str) -> None:
    """Contours of a surface, its start and its minima."""
    (left, right), (low, high) = surface.limits
    x, y = np.meshgrid(np.linspace(left, right, 161), np.linspace(low, high, 161))
    cost = surface.cost(np.stack([x, y], axis=-1))
    axes.contour(x, y, np.log1p(cost - cost.min()), levels=18, colors="0.8", linewidths=1)
    axes.plot(*surface.start, "ko", markersize=10)
    minima = np.array(surface.minima)
    axes.plot(*minima.T, "*", color="black", markersize=16, zorder=4)
    if np.ptp(costs := surface.cost(minima)) > 1e-6:
        beside = {"textcoords": "offset points", "ha": "center", "va": "top", "fontsize": 15}
        axes.annotate("the deeper valley", minima[costs.argmin()], (0, -80), **beside)
    axes.set(xlim=(left, right), ylim=(low, high), aspect="equal")
    axes.set_xlabel("parameter 1", fontsize=14)
    axes.set_title(title, fontsize=17)
    axes.tick_params(labelsize=12)


def drawn(figure: Figure, updates: Updates, steps: int, markersize: float) -> list[tuple[Any, np.ndarray]]:
    """Draw the three surfaces with every path; each path's line and its points (steps + 1, 2)."""
    lines = []
    for axes, (title, surface) in zip(figure.subplots(1, 3), SURFACES.items(), strict=True):
        draw_surface(axes, surface, title)
        for colour, (name, rate) in zip(COLOURS, SHOWN.items(), strict=False):
            points = path(updates[name], surface.gradient, np.array(surface.start), steps, learning_rate=rate)
            label = f"{name} {rate:g}"
            (line,) = axes.plot(*points.T, "-o", color=colour, linewidth=2.5, markersize=markersize, label=label)
            lines.append((line, points))
    figure.axes[0].set_ylabel("parameter 2", fontsize=14)
    figure.legend(
        *figure.axes[0].get_legend_handles_labels(), fontsize=14, loc="outside lower center", ncols=len(SHOWN)
    )
    figure.suptitle(f"{steps} steps from the dot; learning rates below; stars are minima", fontsize=18)
    return lines


def draw_paths(updates: Updates, steps: int, file: Path) -> Path:
    """The whole paths.

    Args:
        updates: name -> update rule, of every optimizer of `SHOWN`.
        steps: of each path.
        file: where the PNG goes.
    """
    figure = Figure(figsize=(17, 6.8), layout="constrained")
    drawn(figure, updates, steps, markersize=3)
    return save(figure, file)


def animate_paths(updates: Updates, steps: int, most_frames: int, file: Path) -> Path:
    """The same paths as an animated GIF that begins at the dot and pauses at the last step.

    Args:
        updates: as of `draw_paths`.
        steps: of each path.
        most_frames: beside the one of the start.
        file: where the GIF goes.

    Raises:
        UserError: the folder cannot be written.
    """
    figure = Figure(figsize=(14, 6), dpi=72, layout="constrained")
    canvas, lines = FigureCanvasAgg(figure), drawn(figure, updates, steps, markersize=0)
    canvas.draw()
    figure.set_layout_engine("none")
    for line, _ in lines:
        line.set_animated(True)
    canvas.draw()
    background = canvas.copy_from_bbox(figure.bbox)  # only the paths are drawn anew
    frames = []
    for step in shown_steps(steps, most_frames):
        canvas.restore_region(background)
        for line, points in lines:
            line.set_data(*points[: step + 1].T)
            line.axes.draw_artist(line)
        frames.append(Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB"))
    palette = frames[-1].quantize(256, Image.Quantize.FASTOCTREE)
    frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    make_folder(file.parent)
    with replacing(file) as beside:
        milliseconds = [120] * (len(frames) - 1) + [2_500]
        frames[0].save(beside, "GIF", save_all=True, append_images=frames[1:], duration=milliseconds, loop=0)
    return file


def shown_steps(steps: int, most_frames: int) -> list[int]:
    """The steps of the frames, at most `most_frames` and one, from 0 to the last."""
    return [*range(0, steps, -(-steps // most_frames)), steps]
