"""Learning-rate schedules of Géron 2019, chapter 11: as curves, as Keras' own, and as callbacks where Keras has none.

Keras has three of the five as schedules, "performance" as the callback `ReduceLROnPlateau`, and no 1cycle. Beside them
it has CosineDecay, CosineDecayRestarts and PolynomialDecay.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from runtime.backend import keras

SCHEDULES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "power": lambda t: 1 / (1 + 4 * t),
    "exponential": lambda t: 0.1**t,
    "piecewise": lambda t: np.select([t < 0.4, t < 0.75], [1.0, 0.3], 0.1),
    "performance": lambda t: 0.5 ** np.floor(np.maximum(0, t - 0.2) / 0.2),
    "1cycle": lambda t: np.interp(t, [0, 0.45, 0.9, 1.0], [0.1, 1.0, 0.1, 0.001]),
}
"""Part of training done (0 to 1) -> part of the highest learning rate. "performance" is drawn as if the validation loss
stopped falling every fifth of the training."""


def by_keras(highest: float, steps: int) -> dict[str, Callable[[], keras.optimizers.schedules.LearningRateSchedule]]:
    """Factories of Keras' schedules that follow the curves.

    Args:
        highest: learning rate of the first step.
        steps: of the whole training; `schedule(step)` for step 0, 1, ... equals `highest * curve(step / steps)`.
    """
    kinds = keras.optimizers.schedules
    return {
        "power": partial(kinds.InverseTimeDecay, highest, decay_steps=steps, decay_rate=4.0),
        "exponential": partial(kinds.ExponentialDecay, highest, decay_steps=steps, decay_rate=0.1),
        "piecewise": partial(
            kinds.PiecewiseConstantDecay,
            # a boundary still belongs to the rate before it
            boundaries=[int(np.ceil(0.4 * steps)) - 1, int(np.ceil(0.75 * steps)) - 1],
            values=[highest, 0.3 * highest, 0.1 * highest],
        ),
    }


def as_callbacks(highest: float, steps: int) -> dict[str, Callable[[], keras.callbacks.Callback]]:
    """Factories of callbacks for the two schedules that depend on the validation loss, or that Keras does not have."""
    from chapters.material.optimizers.one_cycle import OneCycle

    return {
        "performance": partial(keras.callbacks.ReduceLROnPlateau, factor=0.5, patience=1),
        "1cycle": partial(OneCycle, highest=highest, steps=steps),
    }


def draw_schedules(file: Path) -> Path:
    """The book's learning-rate schedules."""
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    done = np.linspace(0, 1, 500)
    figure = Figure(figsize=(11, 5.5), layout="constrained")
    axes = figure.add_subplot()
    for colour, (name, schedule) in zip(COLOURS, SCHEDULES.items(), strict=False):
        axes.plot(done, schedule(done), color=colour, linewidth=3, label=name)
    axes.set_xlabel("part of the training that is done", fontsize=14)
    axes.set_ylabel("learning rate, part of the highest", fontsize=14)
    axes.set_title("Learning-rate schedules: large steps first, small ones at the end", fontsize=16)
    axes.legend(fontsize=13)
    return save(figure, file)
