"""Update rules of the optimizers in NumPy, each as Keras 3 computes it: parameters and gradient in, parameters out.

Slide "Optimizer". Géron 2019, chapter 11, "Faster Optimizers". `state` is a dict that a rule fills with what it
remembers; `t` counts the steps from 1. Not written out: Ftrl (for sparse linear models), Adafactor and Muon (which need
matrices, not single numbers).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

State = dict[str, Any]
Update = Callable[..., np.ndarray]

EPSILON = 1e-7


def sgd(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.01) -> np.ndarray:
    """Against the gradient (gradient descent; stochastic where `g` is that of a batch)."""
    return w - learning_rate * g


def momentum(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.01, momentum: float = 0.9
) -> np.ndarray:
    """A ball with friction: the step before goes on (Polyak 1964)."""
    state["m"] = momentum * state.get("m", 0.0) - learning_rate * g
    return w + state["m"]


def nesterov(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.01, momentum: float = 0.9
) -> np.ndarray:
    """NAG: momentum that looks one step ahead (Nesterov 1983)."""
    state["m"] = momentum * state.get("m", 0.0) - learning_rate * g
    return w + momentum * state["m"] - learning_rate * g


def adagrad(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Smaller steps where the gradients were large (Duchi, Hazan and Singer 2011)."""
    state["a"] = state.get("a", 0.1) + g**2
    return w - learning_rate * g / np.sqrt(state["a"] + EPSILON)


def adadelta(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001, rho: float = 0.95
) -> np.ndarray:
    """Steps in the unit of the parameters; the paper's learning rate is 1 (Zeiler 2012)."""
    state["a"] = rho * state.get("a", 0.0) + (1 - rho) * g**2
    step = -np.sqrt(state.get("d", 0.0) + EPSILON) / np.sqrt(state["a"] + EPSILON) * g
    state["d"] = rho * state.get("d", 0.0) + (1 - rho) * step**2
    return w + learning_rate * step


def rmsprop(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001, rho: float = 0.9
) -> np.ndarray:
    """Adagrad that forgets (Tieleman and Hinton 2012)."""
    state["v"] = rho * state.get("v", 0.0) + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(state["v"] + EPSILON)


def moments(g: np.ndarray, state: State, beta_1: float, beta_2: float) -> None:
    """The decaying means of the gradient and of its square that Adam and its children remember."""
    state["m"] = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    state["v"] = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2


def adam(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Momentum and RMSprop, both corrected for their start at zero (Kingma and Ba 2014)."""
    moments(g, state, 0.9, 0.999)
    rate = learning_rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - rate * state["m"] / (np.sqrt(state["v"]) + EPSILON)


def adamax(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam with the largest gradient in place of the mean square (Kingma and Ba 2014)."""
    state["m"] = 0.9 * state.get("m", 0.0) + 0.1 * g
    state["u"] = np.maximum(0.999 * state.get("u", 0.0), np.abs(g))
    return w - learning_rate / (1 - 0.9**t) * state["m"] / (state["u"] + EPSILON)


def nadam(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam with Nesterov's look ahead, whose momentum grows with the steps (Dozat 2016)."""
    moments(g, state, 0.9, 0.999)
    now, following = (0.9 * (1 - 0.5 * 0.96**step) for step in (t, t + 1))
    state["product"] = state.get("product", 1.0) * now
    ahead = following * state["m"] / (1 - state["product"] * following) + (1 - now) * g / (1 - state["product"])
    return w - learning_rate * ahead / (np.sqrt(state["v"] / (1 - 0.999**t)) + EPSILON)


def adamw(
    w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001, weight_decay: float = 0.004
) -> np.ndarray:
    """Adam, with the weights shrunk apart from the gradient (Loshchilov and Hutter 2017)."""
    return adam(w - learning_rate * weight_decay * w, g, state, t, learning_rate=learning_rate)


def lion(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Only the sign of a momentum (Chen et al. 2023)."""
    old = state.get("m", np.zeros_like(g))
    state["m"] = 0.99 * old + 0.01 * g
    return w - learning_rate * np.sign(0.9 * old + 0.1 * g)


@dataclass(frozen=True)
class Rule:
    """An update rule beside Keras' optimizer of the same kind, with its year and what it grew out of.

    Attributes:
        update: the rule.
        keras_name: class in `keras.optimizers`.
        keywords: of that class, beside `learning_rate`.
        year: of the publication.
        parents: names of the rules that it grew out of.
    """

    update: Update
    keras_name: str
    year: int
    parents: tuple[str, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)


RULES = {
    "sgd": Rule(sgd, "SGD", 1951),
    "momentum": Rule(momentum, "SGD", 1964, ("sgd",), {"momentum": 0.9}),
    "nesterov": Rule(nesterov, "SGD", 1983, ("momentum",), {"momentum": 0.9, "nesterov": True}),
    "adagrad": Rule(adagrad, "Adagrad", 2011, ("sgd",)),
    "adadelta": Rule(adadelta, "Adadelta", 2012, ("adagrad",)),
    "rmsprop": Rule(rmsprop, "RMSprop", 2012, ("adagrad",)),
    "adam": Rule(adam, "Adam", 2014, ("momentum", "rmsprop")),
    "adamax": Rule(adamax, "Adamax", 2014, ("adam",)),
    "nadam": Rule(nadam, "Nadam", 2016, ("adam", "nesterov")),
    "adamw": Rule(adamw, "AdamW", 2017, ("adam",)),
    "lion": Rule(lion, "Lion", 2023, ("momentum",)),
}
"""The family: 1951 is Robbins and Monro's stochastic approximation."""


def path(
    name: str, gradient: Callable[[np.ndarray], np.ndarray], start: np.ndarray, steps: int, **keywords: float
) -> np.ndarray:
    """The points (steps + 1, ...) that a rule visits from `start`."""
    rule, state, points = RULES[name], {}, [np.asarray(start, np.float64)]
    for t in range(1, steps + 1):
        points.append(rule.update(points[-1], gradient(points[-1]), state, t, **keywords))
    return np.array(points)


def largest_difference(name: str, steps: int = 100, learning_rate: float = 0.01) -> float:
    """How far a rule and Keras' optimizer are apart, at most, over steps with the same random gradients.

    Both start at the same five parameters; the difference is absolute, while the parameters move by about 1.
    """
    from runtime.backend import keras

    rule, rng = RULES[name], np.random.default_rng(0)
    w = rng.normal(size=5)
    variable = keras.Variable(w.astype(np.float32))
    optimizer = getattr(keras.optimizers, rule.keras_name)(learning_rate=learning_rate, **rule.keywords)
    state: State = {}
    furthest = 0.0
    for t in range(1, steps + 1):
        g = rng.normal(size=5)
        w = rule.update(w, g, state, t, learning_rate=learning_rate)
        optimizer.apply([keras.ops.convert_to_tensor(g.astype(np.float32))], [variable])
        furthest = max(furthest, float(np.abs(w - keras.ops.convert_to_numpy(variable)).max()))
    return furthest


def optimizers_update_as_written() -> bool:
    """The eleven rules beside Keras' optimizers over 100 steps with the same gradients: within 0.0001 of each other."""
    return all(largest_difference(name) < 1e-4 for name in RULES)
