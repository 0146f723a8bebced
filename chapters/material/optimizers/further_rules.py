"""Eight further update rules in NumPy, each as Keras 3 computes it; the lesson itself writes out six.

Géron 2019, chapter 11, "Faster Optimizers"; the newer ones are cited where they stand. As in the lesson, a rule takes
the parameters `w` and their gradient `g` and returns the next parameters. `state` is a dict in which it keeps what it
needs in the next step; `t` counts the steps from 1. Ftrl (for sparse linear models) and Muon (for matrices only) are
not written out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from runtime.backend import keras

State = dict[str, Any]
Update = Callable[..., np.ndarray]

EPSILON = 1e-7


def nesterov(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.01, momentum: float = 0.9
) -> np.ndarray:
    """NAG: momentum with the gradient of the point one step ahead (Nesterov 1983)."""
    state["m"] = momentum * state.get("m", 0.0) - learning_rate * g
    return w + momentum * state["m"] - learning_rate * g


def adadelta(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001, rho: float = 0.95
) -> np.ndarray:
    """RMSprop whose steps are scaled by the size of earlier steps; the paper's learning rate is 1 (Zeiler 2012)."""
    state["a"] = rho * state.get("a", 0.0) + (1 - rho) * g**2
    step = -np.sqrt(state.get("d", 0.0) + EPSILON) / np.sqrt(state["a"] + EPSILON) * g
    state["d"] = rho * state.get("d", 0.0) + (1 - rho) * step**2
    return w + learning_rate * step


def moments(g: np.ndarray, state: State, beta_1: float, beta_2: float) -> None:
    """Update the moving averages of the gradient (m) and of its square (v), on which Adam and its variants stand."""
    state["m"] = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    state["v"] = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2


def adamax(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam with the largest recent gradient in place of the root mean square (Kingma and Ba 2014)."""
    state["m"] = 0.9 * state.get("m", 0.0) + 0.1 * g
    state["u"] = np.maximum(0.999 * state.get("u", 0.0), np.abs(g))
    return w - learning_rate / (1 - 0.9**t) * state["m"] / (state["u"] + EPSILON)


def nadam(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam with Nesterov's gradient of the point ahead; its momentum grows with the steps (Dozat 2016)."""
    moments(g, state, 0.9, 0.999)
    now, following = (0.9 * (1 - 0.5 * 0.96**step) for step in (t, t + 1))
    state["product"] = state.get("product", 1.0) * now
    ahead = following * state["m"] / (1 - state["product"] * following) + (1 - now) * g / (1 - state["product"])
    return w - learning_rate * ahead / (np.sqrt(state["v"] / (1 - 0.999**t)) + EPSILON)


def adamw(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001, weight_decay: float = 0.004
) -> np.ndarray:
    """Adam with weight decay: the weights shrink by a step of its own, not through the gradient (Loshchilov 2017)."""
    moments(g, state, 0.9, 0.999)
    rate = learning_rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - learning_rate * weight_decay * w - rate * state["m"] / (np.sqrt(state["v"]) + EPSILON)


def root_mean_square(values: np.ndarray) -> float:
    """The root of the mean square of all numbers."""
    return float(np.sqrt(np.mean(values**2)))


def adafactor(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam with less memory (Shazeer and Stern 2018): of a matrix it keeps row and column means; here a vector.

    The step is proportional to the size of the parameters, and clipped. The paper adds 1e-30 to g^2, here it is 1e-12:
    with 1e-30 the product of row and column is 0 in float32 for a black pixel and a dead unit, and 0 / 0 is NaN.
    """
    rho = 1 - t**-0.8
    state["v"] = rho * state.get("v", 0.0) + (1 - rho) * (g**2 + 1e-12)
    step = g / np.sqrt(state["v"])
    step = step / max(1.0, root_mean_square(step))
    return w - max(1e-3, root_mean_square(w)) * min(learning_rate, t**-0.5) * step


def lamb(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam for large batches: in each layer the step is scaled to the length of the parameters (You et al. 2019)."""
    moments(g, state, 0.9, 0.999)
    step = state["m"] / (1 - 0.9**t) / (np.sqrt(state["v"] / (1 - 0.999**t)) + EPSILON)
    lengths = np.linalg.norm(w), np.linalg.norm(step)
    return w - learning_rate * (lengths[0] / lengths[1] if all(lengths) else 1.0) * step


def schedule_free(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.0025) -> np.ndarray:
    """Adam without momentum and schedule: it averages all points that the steps reach (Defazio et al. 2024).

    `z` takes the steps, `x` is the mean of its points, and the parameters lie between the two. The paper stores `x`;
    Keras 3.15 computes it from the parameters, with TensorFlow from a `z` that has already moved, and so do we.
    """
    state["v"] = 0.999 * state.get("v", 0.0) + 0.001 * g**2
    z = state.get("z", w) - learning_rate * g / (np.sqrt(state["v"] / (1 - 0.999**t)) + 1e-8)
    x = (1 - 1 / t) * (w - 0.1 * z) / 0.9 + z / t
    state["z"] = z
    return 0.1 * z + 0.9 * x


FURTHER_RULES: dict[str, Update] = {
    "nesterov": nesterov,
    "adadelta": adadelta,
    "adamax": adamax,
    "nadam": nadam,
    "adamw": adamw,
    "adafactor": adafactor,
    "lamb": lamb,
    "schedule_free": schedule_free,
}

FURTHER_RATES = {
    "nesterov": 0.025, "adadelta": 1.0, "adamax": 0.002, "nadam": 0.001, "adamw": 0.001, "adafactor": 0.02,
    "lamb": 0.005, "schedule_free": 0.0025,
}  # fmt: skip
"""The middle one of the three learning rates that each may try in the race."""


def further_optimizers() -> dict[str, Callable[..., keras.Optimizer]]:
    """The same eight as Keras has them."""
    return {
        "nesterov": partial(keras.optimizers.SGD, momentum=0.9, nesterov=True),
        "adadelta": keras.optimizers.Adadelta,
        "adamax": keras.optimizers.Adamax,
        "nadam": keras.optimizers.Nadam,
        "adamw": keras.optimizers.AdamW,
        "adafactor": partial(keras.optimizers.Adafactor, epsilon_1=1e-12),  # see `adafactor`
        "lamb": keras.optimizers.Lamb,
        "schedule_free": keras.optimizers.ScheduleFreeAdamW,
    }
