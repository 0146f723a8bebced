"""A learning-rate range test: read a learning rate off the losses under a rate that rises in every step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save
from comparison.rows import Row

Losses = Mapping[str, tuple[np.ndarray, np.ndarray]]
"""Optimizer -> learning rates (steps,), and the loss of the batch at each (steps,)."""


def smoothed(losses: np.ndarray, half: int = 5) -> np.ndarray:
    """The mean of each loss and of up to `half` on both sides: one batch alone is not steady. The steps stay."""
    return np.array([losses[max(0, step - half) : step + half + 1].mean() for step in range(len(losses))])


def turning_point(rates: np.ndarray, losses: np.ndarray) -> float:
    """The rate with the lowest smoothed loss: higher ones are no better, and at last the loss climbs."""
    return float(rates[int(np.argmin(smoothed(losses)))])


def print_range_tests(tests: Losses, best: Mapping[str, tuple[Row, bool]]) -> None:
    """Print what is read off: a tenth of the rate with the lowest loss, beside the race's best rate.

    Args:
        tests: of each optimizer.
        best: optimizer -> the row of its best rate, called `adam 0.001`, and whether it is at the edge.
    """
    steps = max(len(rates) for rates, _ in tests.values())
    first = next(iter(tests.values()))[0][0]
    print("\nLearning-rate range test: a short training of each optimizer (the first seed).")
    print(f"Its rate rises from {first:g} by the same factor in each of at most {steps} steps")
    print(f"  {'':10} {'loss lowest at':>15} {'a tenth of it':>14} {'best in the race':>17}")
    between = 0
    for name, (rates, losses) in tests.items():
        turn = turning_point(rates, losses)
        raced = best[name][0].label.split()[1] if name in best else "-"
        print(f"  {name:10} {turn:15.2g} {turn / 10:14.2g} {raced:>17}")
        between += name in best and turn / 10 <= float(raced) <= turn
    print(
        f"  For {between} of {len(tests)} optimizers the best of the three rates in the race lies between\n  these two"
    )


def draw_range_tests(tests: Losses, path: Path) -> Path:
    """The smoothed loss of every optimizer against the rising rate, with its lowest point and a tenth of its rate."""
    figure = Figure(figsize=(11, 6), layout="constrained")
    axes = figure.add_subplot()
    for colour, marker, (name, (rates, losses)) in zip(COLOURS, "os^Dv", tests.items(), strict=False):
        curve, turn = smoothed(losses), turning_point(rates, losses)
        axes.semilogx(rates, losses, color=colour, linewidth=1, alpha=0.3)
        axes.semilogx(rates, curve, color=colour, linewidth=3)
        axes.plot(turn, curve.min(), marker, color=colour, markersize=13, markeredgecolor="black", zorder=3)
        tenth = float(np.interp(np.log(turn / 10), np.log(rates), curve))
        label = f"{name}: lowest at {turn:.2g}, a tenth {turn / 10:.2g}"
        axes.plot(turn / 10, tenth, marker, color=colour, markersize=13, zorder=3, label=label)
    start = max(losses[:10].mean() for _, losses in tests.values())
    axes.set_ylim(0, 1.6 * start)
    axes.set_xlabel("learning rate, rising in every step (logarithmic axis)", fontsize=14)
    axes.set_ylabel("training loss (thin: one batch, thick: mean of 11)", fontsize=14)
    axes.tick_params(labelsize=12)
    axes.set_title("A range test. Marker with an edge: lowest mean loss; without: a tenth of its rate", fontsize=16)
    axes.legend(fontsize=13, loc="upper left")  # low rates change little: it is free
    return save(figure, path)
