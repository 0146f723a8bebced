"""How much of the gradient arrives at earlier steps: for each recurrent layer, before and after its training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from chapters.material.recurrent.memory_task import Remembered, after_delay
from runtime.backend import keras, tf
from training.settings import Recipe


def gradient_by_distance(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """The size of the gradient by the state after every step, as a share of its size at the last step.

    By the chain rule the loss's gradient is (prediction - target) times that of the score, the output before its
    sigmoid. The first factor is the same for all steps, so the shares are those of the score's gradient. The gradient
    by a state counts all ways from this state to the score. The state of an LSTM is both its states side by side.

    Args:
        model: one recurrent layer, then a Dense layer with one output.
        x: series, (n, steps, features).

    Returns:
        (steps,): at place d the median over the series, d steps before the last one; 1 at place 0.
    """
    layer, output = model.layers[-2:]
    state, visited = layer.get_initial_state(len(x)), []
    with tf.GradientTape() as tape:
        for step in range(x.shape[1]):
            _, state = layer.cell(x[:, step], state)
            # copies, so that no way leads from one part of the state to another within a step
            state = [tf.identity(part) for part in state]
            visited.append(state)
        score = tf.reduce_sum(state[0] @ output.kernel + output.bias)  # of all series; each has its own states
    zero = tf.UnconnectedGradients.ZERO
    gradients: list[Any] = tape.gradient(score, visited, unconnected_gradients=zero)
    norms = np.array([np.linalg.norm(np.concatenate(parts, axis=1), axis=1) for parts in gradients], np.float64)
    return np.median(norms / norms[-1], axis=1)[::-1]


@dataclass(frozen=True)
class Gradients:
    """The sizes of a network's gradients by distance from the last step, (steps,) each.

    Attributes:
        name: of the network.
        initial, trained: with its initial weights, and after training.
    """

    name: str
    initial: np.ndarray
    trained: np.ndarray


def gradients_of(found: Sequence[Remembered], recipes: Mapping[str, Recipe], series: int = 200) -> list[Gradients]:
    """The gradients of networks, from the last step of a series to the marked one, the first seed of each.

    Args:
        found: networks that were trained on the same delays.
        recipes: theirs, by name.
        series: new ones with the longest delay of the training.
    """
    gradients = []
    for network in found:
        run, delay = network.row.runs[0], network.trained_to
        x, _ = after_delay(delay, delay, series)
        keras.utils.set_random_seed(run.seed)
        model = recipes[network.name]((None, 2), 1, "binary")
        initial = gradient_by_distance(model, x)
        model.set_weights(run.model.get_weights())
        gradients.append(Gradients(network.name, initial[: delay + 1], gradient_by_distance(model, x)[: delay + 1]))
    return gradients
