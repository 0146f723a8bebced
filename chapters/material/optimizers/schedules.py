"""The five learning rate schedules of Géron 2019, chapter 11, as curves, and their figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.optimizers.one_cycle import one_cycle
from comparison.figures.style import COLOURS, save

SCHEDULES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "power": lambda t: 1 / (1 + 4 * t),
    "exponential": lambda t: 0.1**t,
    "piecewise": lambda t: np.select([t < 0.4, t < 0.75], [1.0, 0.3], 0.1),
    "performance": lambda t: 0.5 ** np.floor(np.maximum(0, t - 0.2) / 0.2),
    "1cycle": one_cycle,
}
"""The part of training that is done (0 to 1) -> the learning rate as a part of the highest. "performance" is drawn as
if the validation loss stopped falling after every fifth of the training."""


def draw_schedules(file: Path) -> Path:
    """The learning rate of every schedule over the training."""
    done = np.linspace(0, 1, 500)
    figure = Figure(figsize=(11, 5.5), layout="constrained")
    axes = figure.add_subplot()
    styles = ("-", "--", "-", "--", "-.")  # "piecewise" lies below "performance" at first
    for colour, style, (name, schedule) in zip(COLOURS, styles, SCHEDULES.items(), strict=False):
        label = "performance (an example)" if name == "performance" else name
        axes.plot(done, schedule(done), style, color=colour, linewidth=3, label=label)
    axes.set_xlabel("part of the training that is done", fontsize=14)
    axes.set_ylabel("learning rate / highest learning rate", fontsize=14)
    axes.tick_params(labelsize=12)
    axes.set_title("Learning rate schedules: every one ends with smaller steps", fontsize=16)
    axes.legend(fontsize=13)
    return save(figure, file)
