"""Sequence-to-sequence (시퀀스-투-시퀀스): after every step the next ten values are forecast, not only after the last.

A network that forecasts after the last step only has one error a series to learn from, and its gradient goes back
through all steps. With targets at every step there are fifty errors, and the gradient of an early one has a short way.
Only the forecast after the last step is wanted in the end, so that one is judged. Géron 2019, chapter 15, "Forecasting
Several Time Steps Ahead" and "Using 1D convolutional layers to process sequences".

A run has one row of numbers an example, so the forecasts of all steps stand in one row: 50 steps x 10 values = 500
outputs, the last ten of them after the last step. Keras' `Dense` works on the last axis: on (steps, units) it gives
every step the same weights. The book writes `TimeDistributed(Dense(10))` for it, which is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

import training
from datasets.dataset import Baseline, Dataset, Split
from runtime.backend import keras
from runtime.errors import UserError
from training.runs import Run

AHEAD = 10  # values that are forecast
KERNEL, STRIDES = 4, 2  # of the 1-D convolution


# %% Targets


def every_step(data: Dataset, *, first: int = 0, stride: int = 1) -> Dataset:
    """The waves with targets at every step: after step t the values of the steps t + 1 to t + 10.

    Args:
        data: from `datasets.load("waves", steps_ahead=10)`, or a part of it.
        first: the first step that has a target.
        stride: the distance to the next one; a convolution with strides 2 leaves every second step.

    Returns:
        The same x; y of shape (n, steps with a target x 10), step by step, the last ten columns those of `data`.

    Raises:
        UserError: `data` has another number of targets than ten.
    """
    if data.outputs != AHEAD:
        raise UserError(f"{data.name} has {data.outputs} targets after the last step; load it with steps_ahead={AHEAD}")

    def with_targets(part: Split) -> Split:
        series = np.concatenate([part.x[:, 1:, 0], part.y], axis=1)  # what follows the first step
        following = np.lib.stride_tricks.sliding_window_view(series, AHEAD, axis=1)  # (n, steps, 10)
        return Split(part.x, following[:, first::stride].reshape(len(part), -1))

    parts = {name: with_targets(data.split(name)) for name in ("train", "validation", "test")}
    return replace(
        data,
        **parts,
        name=f"{data.name}, every step" if stride == 1 else f"{data.name}, every {stride} steps",
        outputs=parts["train"].y.shape[1],
        baseline=ValueOfEveryStep("last value", None, first, stride),
        options={**data.options, "targets": f"after steps {first + 1}, {first + stride + 1}, ..."},
    )


@dataclass(frozen=True)
class ValueOfEveryStep(Baseline):
    """The naive forecast after every step: the value of that step, ten times.

    Attributes:
        first, stride: as of `every_step`.
    """

    first: int = 0
    stride: int = 1

    def predict(self, x: np.ndarray, outputs: int) -> np.ndarray:
        """Forecasts of shape (len(x), outputs)."""
        return np.repeat(np.asarray(x)[:, self.first :: self.stride, 0], AHEAD, axis=1)


# %% Networks


def recurrent_forecasts(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, cell: str = "SimpleRNN", units: tuple[int, ...] = (20, 20), filters: int = 0, learning_rate: float = 0.001,
) -> keras.Model:  # fmt: skip
    """Recurrent layers, one above the other: ten forecasts after every step, with 10 `outputs` only after the last.

    With `filters`, a 1-D convolution (1차원 합성곱) comes first. It reads four steps at a time, always with the same
    weights, and moves on by two: 50 steps become 24, a shorter way for the recurrent layers.
    """
    layer = {"SimpleRNN": keras.layers.SimpleRNN, "LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU}[cell]
    inputs = steps = keras.Input(input_shape)
    if filters:
        steps = keras.layers.Conv1D(filters, KERNEL, strides=STRIDES)(steps)  # 50 steps become 24
    for width in units[:-1]:
        steps = layer(width, return_sequences=True)(steps)
    steps = layer(units[-1], return_sequences=outputs > AHEAD)(steps)
    return compiled(inputs, keras.layers.Dense(AHEAD)(steps), learning_rate)


def dilated_forecasts(
    input_shape: tuple[int, ...], outputs: int, task: str, *, filters: int = 20, learning_rate: float = 0.001
) -> keras.Model:
    """No recurrent layer, but convolutions of two steps that lie 1, 2, 4, 8 steps apart, twice, as in WaveNet (2016).

    The forecast after a step depends on the 31 steps up to it; causal padding keeps later steps out.
    """
    inputs = steps = keras.Input(input_shape)
    for rate in (1, 2, 4, 8, 1, 2, 4, 8):
        steps = keras.layers.Conv1D(filters, 2, padding="causal", dilation_rate=rate, activation="relu")(steps)
    return compiled(inputs, keras.layers.Dense(AHEAD)(steps), learning_rate)


def compiled(inputs: keras.KerasTensor, forecasts: keras.KerasTensor, learning_rate: float) -> keras.Model:
    """The model with its forecasts in one row an example, the mean squared error of all and that of the last step."""
    model = keras.Model(inputs, keras.layers.Flatten()(forecasts))
    optimizer = keras.optimizers.Adam(learning_rate=learning_rate)
    model.compile(optimizer=optimizer, loss="mean_squared_error", metrics=[last_step_error])
    return model


def last_step_error(y_true: Any, y_pred: Any) -> Any:
    """The mean squared error of the ten forecasts after the last step, one number an example."""
    return keras.ops.mean(keras.ops.square(y_true[:, -AHEAD:] - y_pred[:, -AHEAD:]), axis=-1)


NETWORKS = {
    "deep RNN, last step": recurrent_forecasts,
    "deep RNN": recurrent_forecasts,
    "LSTM": partial(recurrent_forecasts, cell="LSTM"),
    "GRU": partial(recurrent_forecasts, cell="GRU"),
    "Conv1D + GRU": partial(recurrent_forecasts, cell="GRU", filters=20),
    "dilated Conv1D": dilated_forecasts,
}


def targets_of(name: str, data: Dataset) -> Dataset:
    """The waves with the targets that a network of `NETWORKS` is for."""
    if name.endswith("last step"):
        return data
    return every_step(data, first=KERNEL - 1, stride=STRIDES) if name.startswith("Conv1D") else every_step(data)


def train_every_step(names: Sequence[str], data: Dataset, learning_rate: float, **keywords: Any) -> list[Run]:
    """Train networks of `NETWORKS`, each on the targets that it is for, all else alike.

    Args:
        names: of the networks.
        data: from `datasets.load("waves", steps_ahead=10)`, or a part of it.
        learning_rate: of Adam, the same for all.
        keywords: of `training.fit_all`.
    """
    recipes = {name: partial(NETWORKS[name], learning_rate=learning_rate) for name in names}
    each = {name: {"data": targets_of(name, data)} for name in names}
    return training.fit_all(recipes, data, each=each, **keywords)
