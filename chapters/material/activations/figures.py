"""Figures of activation functions: curves with derivatives, and the gradient of every layer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.activations.curves import CURVES
from comparison.figures.style import COLOURS, save


def draw_curves(path: Path) -> Path:
    """Every activation function and its derivative."""
    z = np.linspace(-4, 4, 401)
    figure = Figure(figsize=(15, 7.5), layout="constrained")
    for axes, (name, (curve, slope)) in zip(figure.subplots(2, 4, sharex=True).flat, CURVES.items(), strict=True):
        axes.axhline(0, color="0.8")
        axes.axvline(0, color="0.8")
        axes.plot(z, curve(z), color=COLOURS[0], linewidth=3, label="activation")
        axes.plot(z, slope(z), "--", color=COLOURS[1], linewidth=3, label="derivative")
        axes.set_title(f"{name}: derivative {slope(z).min():.2f} to {slope(z).max():.2f}", fontsize=14)
        axes.set_ylim(-2, 3)
        axes.tick_params(labelsize=11)
    figure.axes[0].legend(fontsize=13)
    figure.supxlabel("input z of the activation function", fontsize=14)
    return save(figure, path)


def draw_gradients(gradients: Mapping[str, np.ndarray], path: Path) -> Path:
    """The size of the gradient by layer on a logarithmic axis; the name of each line stands at its first layer.

    Args:
        gradients: activation -> size of the gradient of each hidden layer, (depth,).
        path: where the PNG goes.
    """
    figure = Figure(figsize=(12, 7), layout="constrained")
    axes = figure.add_subplot()
    depth = len(next(iter(gradients.values())))
    colours, markers = (*COLOURS[:7], "0.5", "#8B4513"), "osD^vP*Xh"  # without the yellow
    upwards = sorted(gradients.items(), key=lambda name_and_sizes: name_and_sizes[1][0])
    logs = {name: np.log10(np.maximum(sizes, 1e-38)) for name, sizes in upwards}  # deeper down, float32 has only 0
    bottom, top = (edge(np.concatenate([*logs.values()])) for edge in (np.min, np.max))
    apart, name_at = (top - bottom) / 17, -np.inf  # names stand above each other
    for (name, sizes), colour, marker in zip(logs.items(), colours, markers, strict=False):
        axes.semilogy(range(1, depth + 1), 10**sizes, "-", marker=marker, color=colour, linewidth=2.5, markersize=9)
        name_at = max(sizes[0], name_at + apart)
        axes.annotate(
            name, (1, 10 ** sizes[0]), (1 - 0.02 * depth, 10**name_at), ha="right", va="center", fontsize=14,
            color=colour, arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1},
        )  # fmt: skip
    axes.set_xlim(1 - 0.16 * depth, 1.04 * depth)
    axes.set_ylim(10 ** (bottom - apart), 10 ** (max(top, name_at) + apart))
    axes.set_xticks(range(1, depth + 1))
    axes.tick_params(labelsize=12)
    axes.set_xlabel("hidden layer (1 is next to the input)", fontsize=14)
    axes.set_ylabel("gradient of the kernel, root mean square", fontsize=14)
    axes.set_title("Gradients before training: where they vanish, the first layers cannot learn", fontsize=16)
    axes.grid(alpha=0.3)
    return save(figure, path)
