"""Figures of activation functions: curves with derivatives, the gradient of every layer, and how far it moved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chapters.material.activations.curves import CURVES, SLOPES
from chapters.material.activations.lesson_output import Tuned
from chapters.material.tuning import rate_of
from comparison.figures.style import COLOURS, save


def draw_curves(path: Path) -> Path:
    """Every activation function and its derivative."""
    z = np.linspace(-4, 4, 401)
    figure = Figure(figsize=(12, 6.6), layout="constrained")
    for axes, (name, (curve, slope)) in zip(figure.subplots(2, 4, sharex=True).flat, CURVES.items(), strict=True):
        axes.axhline(0, color="0.8")
        axes.axvline(0, color="0.8")
        axes.plot(z, curve(z), color=COLOURS[0], linewidth=3, label="activation")
        axes.plot(z, slope(z), "--", color=COLOURS[1], linewidth=3, label="derivative")
        low, high = SLOPES[name]
        axes.set_title(f"{name}\nderivative {round(low, 2):g} to {round(high, 2):g}", fontsize=14)
        axes.set_ylim(-2, 3)
        axes.tick_params(labelsize=12)
    figure.axes[0].legend(fontsize=12, loc="upper left")
    figure.supxlabel("input z of the activation function", fontsize=14)
    return save(figure, path)


STYLES = {  # activation -> colour, line and marker; what is no activation function of its own is grey
    "relu": (COLOURS[0], "-", "o"),
    "leaky_relu": (COLOURS[0], "--", "o"),
    "sigmoid": (COLOURS[1], "-", "s"),
    "tanh": (COLOURS[2], "-", "D"),
    "elu": (COLOURS[3], "-", "^"),
    "selu": (COLOURS[4], "-", "v"),
    "gelu": (COLOURS[5], "-", "P"),
    "swish": (COLOURS[6], "-", "X"),
    "linear": ("0.5", ":", "*"),
}


def draw_gradients(gradients: Mapping[str, np.ndarray], path: Path) -> Path:
    """The size of the gradient by layer on a logarithmic axis; the name of each line stands at its first layer.

    Args:
        gradients: activation -> size of the gradient of each hidden layer, (depth,).
        path: where the PNG goes.
    """
    figure = Figure(figsize=(10, 6), layout="constrained")
    axes = figure.add_subplot()
    depth = len(next(iter(gradients.values())))
    upwards = sorted(gradients.items(), key=lambda name_and_sizes: name_and_sizes[1][0])
    logs = {name: np.log10(np.maximum(sizes, 1e-38)) for name, sizes in upwards}  # deeper down, float32 has only 0
    bottom, top = (edge(np.concatenate([*logs.values()])) for edge in (np.min, np.max))
    apart, name_at = (top - bottom) / 17, -np.inf  # names stand above each other
    for name, sizes in logs.items():
        colour, line, marker = STYLES[name]
        axes.semilogy(
            range(1, depth + 1), 10**sizes, line, marker=marker, color=colour, linewidth=2.5, markersize=9, label=name
        )
        name_at = max(sizes[0], name_at + apart)
        axes.annotate(
            name, (1, 10 ** sizes[0]), (1 - 0.05 * depth, 10**name_at), ha="right", va="center", fontsize=15,
            color=colour,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1, "relpos": (1, 0.5), "shrinkB": 5},
        )  # fmt: skip
    axes.set_xlim(1 - 0.22 * depth, 1.04 * depth)
    axes.set_ylim(10 ** (bottom - apart), 10 ** (max(top, name_at) + apart))
    show_layers(axes, depth)
    axes.set_ylabel("gradient of the kernel, root mean square", fontsize=15)
    axes.set_title("Gradients before training: in which networks do they vanish in the first layers?", fontsize=15)
    return save(figure, path)


def draw_moves(moves: Mapping[str, np.ndarray], tuned: Tuned, path: Path) -> Path:
    """How far each hidden layer moved, under SGD and under Adam, each network at its own learning rate.

    Args:
        moves: such as `sigmoid SGD` -> the way of each layer relative to its initial weights, (depth,).
        tuned: the same networks.
        path: where the PNG goes.
    """
    figure = Figure(figsize=(10.5, 5), layout="constrained")
    optimizers = [name for name in ("SGD", "Adam") if any(name in network.split() for network in moves)]
    panels = figure.subplots(1, len(optimizers), sharey=True, squeeze=False)[0]
    for axes, optimizer in zip(panels, optimizers, strict=True):
        for activation in ("relu", "sigmoid"):
            if (name := f"{activation} {optimizer}") in moves:
                colour, line, marker = STYLES[activation]
                ways = np.maximum(moves[name], 1e-8)
                layers = range(1, len(ways) + 1)
                label = f"{activation}, rate {rate_of(tuned[name][0]):g}"
                axes.semilogy(layers, ways, line, marker=marker, color=colour, linewidth=3, markersize=9, label=label)
        axes.set_title(f"with {optimizer}", fontsize=17)
        axes.legend(fontsize=15, loc="lower right")
        show_layers(axes, len(next(iter(moves.values()))))
    panels[0].set_ylim(bottom=panels[0].get_ylim()[0] / 100)  # room for the legend
    panels[0].set_ylabel("distance of the kernel W from its\ninitial W0, |W - W0| / |W0|", fontsize=15)
    return save(figure, path)


def show_layers(axes: Axes, depth: int) -> None:
    """An axis of the hidden layers."""
    axes.set_xticks(range(1, depth + 1))
    axes.tick_params(labelsize=13)
    axes.set_xlabel("hidden layer (1 is next to the input)", fontsize=15)
    axes.grid(alpha=0.3)
