"""Update rules of the optimizers in NumPy, each as Keras 3 computes it: parameters and gradient in, parameters out.

Slide "Optimizer". Géron 2019, chapter 11, "Faster Optimizers". `state` is a dict that a rule fills with what it
remembers; `t` counts the steps from 1. Not written out: Ftrl (for sparse linear models) and Muon (for matrices only).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
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


def root_mean_square(values: np.ndarray) -> float:
    """Of all numbers."""
    return float(np.sqrt(np.mean(values**2)))


def adafactor(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam's scale in little memory, for a vector; of a matrix it keeps rows and columns only (Shazeer and Stern 2018).

    The step is in proportion to the parameters, and clipped. Where the paper adds 1e-30 to g^2, 1e-12 stands here: with
    1e-30 the product of row and column is 0 in float32 for a black pixel into a dead unit, and 0 / 0 is no number.
    """
    rho = 1 - t**-0.8
    state["v"] = rho * state.get("v", 0.0) + (1 - rho) * (g**2 + 1e-12)
    step = g / np.sqrt(state["v"])
    step = step / max(1.0, root_mean_square(step))
    return w - max(1e-3, root_mean_square(w)) * min(learning_rate, t**-0.5) * step


def lamb(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Adam whose step in each layer is as long as its parameters, for large batches (You et al. 2019)."""
    moments(g, state, 0.9, 0.999)
    step = state["m"] / (1 - 0.9**t) / (np.sqrt(state["v"] / (1 - 0.999**t)) + EPSILON)
    lengths = np.linalg.norm(w), np.linalg.norm(step)
    return w - learning_rate * (lengths[0] / lengths[1] if all(lengths) else 1.0) * step


def lion(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.001) -> np.ndarray:
    """Only the sign of a momentum (Chen et al. 2023)."""
    old = state.get("m", np.zeros_like(g))
    state["m"] = 0.99 * old + 0.01 * g
    return w - learning_rate * np.sign(0.9 * old + 0.1 * g)


def schedule_free(w: np.ndarray, g: np.ndarray, state: State, t: int, *, learning_rate: float = 0.0025) -> np.ndarray:
    """Adam's scale, and the mean of all points in place of momentum and schedule (Defazio et al. 2024).

    `z` takes the steps, `x` is the mean of its points, and the parameters lie between the two. The paper keeps `x`;
    Keras 3.15 finds it again from the parameters, on TensorFlow with a `z` that has already moved, and so do we.
    """
    state["v"] = 0.999 * state.get("v", 0.0) + 0.001 * g**2
    z = state.get("z", w) - learning_rate * g / (np.sqrt(state["v"] / (1 - 0.999**t)) + 1e-8)
    x = (1 - 1 / t) * (w - 0.1 * z) / 0.9 + z / t
    state["z"] = z
    return 0.1 * z + 0.9 * x


@dataclass(frozen=True)
class Rule:
    """A member of the family: its rule beside Keras' optimizer of the same kind, its year, and what it grew out of.

    Attributes:
        update: the rule; None where it is not written out.
        keras_name: class in `keras.optimizers`; empty if it has none of its own.
        year: of the publication.
        height: its place in the picture of the family, momentum above, gradient sizes below.
        parents: names of the rules that it grew out of.
        keywords: of Keras' class, beside `learning_rate`.
        compared_at: the learning rate at which it is compared with Keras'.
    """

    update: Update | None
    keras_name: str
    year: int
    height: float
    parents: tuple[str, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)
    compared_at: float = 0.01


FAMILY = {
    "gd": Rule(None, "", 1847, 0.0),
    "sgd": Rule(sgd, "SGD", 1951, 0.0, ("gd",)),
    "momentum": Rule(momentum, "SGD", 1964, 1.6, ("gd",), {"momentum": 0.9}),
    "nesterov": Rule(nesterov, "SGD", 1983, 2.9, ("momentum",), {"momentum": 0.9, "nesterov": True}),
    "adagrad": Rule(adagrad, "Adagrad", 2011, -1.6, ("sgd",)),
    "adadelta": Rule(adadelta, "Adadelta", 2012, -2.9, ("adagrad",), compared_at=1.0),
    "rmsprop": Rule(rmsprop, "RMSprop", 2012, -0.8, ("adagrad",)),
    "ftrl": Rule(None, "Ftrl", 2013, -2.0, ("adagrad",)),
    "adam": Rule(adam, "Adam", 2014, 0.4, ("momentum", "rmsprop")),
    "adamax": Rule(adamax, "Adamax", 2014, -1.1, ("adam",)),
    "nadam": Rule(nadam, "Nadam", 2016, 2.3, ("adam", "nesterov")),
    "adamw": Rule(adamw, "AdamW", 2017, 0.9, ("adam",)),
    "adafactor": Rule(adafactor, "Adafactor", 2018, -1.3, ("adam",), {"epsilon_1": 1e-12}),
    "lamb": Rule(lamb, "Lamb", 2019, -0.3, ("adam",)),
    "lion": Rule(lion, "Lion", 2023, 1.7, ("momentum",)),
    "schedule_free": Rule(schedule_free, "ScheduleFreeAdamW", 2024, 0.9, ("adamw",)),
    "muon": Rule(None, "Muon", 2024, 3.1, ("nesterov",)),
}
"""By year: 1847 is Cauchy's descent on all examples, 1951 Robbins and Monro's stochastic approximation: on a few."""

RULES = {name: rule for name, rule in FAMILY.items() if rule.update}
"""Those that are written out."""


def path(
    name: str, gradient: Callable[[np.ndarray], np.ndarray], start: np.ndarray, steps: int, **keywords: float
) -> np.ndarray:
    """The points (steps + 1, ...) that a rule visits from `start`."""
    rule, state, points = RULES[name], {}, [np.asarray(start, np.float64)]
    for t in range(1, steps + 1):
        points.append(rule.update(points[-1], gradient(points[-1]), state, t, **keywords))
    return np.array(points)


@cache
def largest_difference(name: str, steps: int = 100) -> float:
    """How far a rule and Keras' optimizer are apart, at most, over steps with the same random gradients.

    Both start at the same five parameters. The difference is in units of the furthest way that a parameter has gone:
    what hardly moves would agree with anything.
    """
    from runtime.backend import keras

    rule, rng = RULES[name], np.random.default_rng(0)
    start = rng.normal(size=5)
    variable = keras.Variable(start.astype(np.float32))
    optimizer = getattr(keras.optimizers, rule.keras_name)(learning_rate=rule.compared_at, **rule.keywords)
    w, state = start, {}
    apart, way = 0.0, 0.0
    for t in range(1, steps + 1):
        g = rng.normal(size=5) + 0.5
        w = rule.update(w, g, state, t, learning_rate=rule.compared_at)
        optimizer.apply([keras.ops.convert_to_tensor(g.astype(np.float32))], [variable])
        apart = max(apart, float(np.abs(w - keras.ops.convert_to_numpy(variable)).max()))
        way = max(way, float(np.abs(w - start).max()))
    return apart / way
