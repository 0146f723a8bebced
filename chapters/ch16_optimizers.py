"""Optimizers (옵티마이저): write update rules, compare them with Keras, let them race, and lower the learning rate.

Goal      Write six update rules in NumPy, check them against Keras, race them at tuned learning rates; try schedules.
Before    ch10_gradient_descent.
Minutes   1
Slides    "Deep Learning Optimizer", "산 내려오는 작은 오솔길 잘찿기(Optimizer)의 발달 계보"
Book      Géron 2019, chapter 11, "Faster Optimizers", "Learning Rate Scheduling"
Homework  hw07_optimizers

In mini-batch gradient descent (경사하강법) an optimizer is the way of updating the parameters (Parameter를 업데이트
하는 방식). It is given the gradient (기울기) of the cost on one batch and seeks the parameters with the lowest cost.
The plainest rule is SGD: subtract learning rate x gradient. Two ideas improve it:

    momentum        a step contains 0.9 of the step before, so steps in the same direction get longer
    adaptive rates  every parameter has a learning rate of its own: lower where its gradients were large

Adagrad and RMSprop have adaptive rates, Adam uses both ideas. The slide calls the history of the optimizers a family
tree (발달 계보). Its picture is not reproduced here; the tree in family.png is ours, with newer optimizers of Keras.

How low the loss gets depends on the learning rate, and one rate does not suit all optimizers. In the race each is
therefore trained with three rates, a factor of 4 apart, and judged at the one with the lowest validation loss. In a
range test the rate rises in every step: the loss falls, then it climbs. A tenth of the rate with the lowest loss is a
first guess. A learning rate schedule changes the rate in training: large steps at first, small ones at the end.

What we build   Six rules in NumPy, and eight more in chapters/material/optimizers/further_rules.py. Each takes the same
                steps as Keras' optimizer. The race of the six on images: 784 pixels -> 100 ReLU -> 50 ReLU -> 10
                softmax. A range test of three. SGD with momentum from a high learning rate under the five schedules of
                the book. Last, the paths of the six on three cost surfaces: a narrow valley, two valleys, and a saddle
                point (안장점: the lowest point along one axis and the highest along the other).
What to look for  On the surface with two valleys four paths end in the shallow valley and two in the deeper one: an
                optimizer finds a minimum, but not always the lowest. In the race, which optimizers have their best rate
                at the edge of the three? Is tuned momentum far behind Adam? Does the range test find the best rates? A
                rate that is too high for the end may be good early: after which epochs did "performance" halve it?
In TensorBoard  Scalars, epoch_loss: compare the three learning rates of one optimizer before you compare optimizers.
                Has the highest rate the lowest loss after the first epoch? And after the last?
Now change      python -m chapters.ch16_optimizers --epochs 3
                    Does the order of the race change?
                python -m chapters.ch16_optimizers --steps 400 --resume
                    Which minimum does each path in paths.png reach in the end?
                python -m chapters.ch16_optimizers --race all --resume
                    Where in the order are the other eight optimizers?

Keras 3 differs from papers and book: Adadelta's default learning rate is 0.001, in its paper it is 1. In AdamW
`weight_decay` (가중치 감쇠) is a step of its own, apart from the gradient. A schedule replaces the book's `decay`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import comparison
import training
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import optimizers as material
from datasets import Dataset
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch16_optimizers", epochs=10, flags=("dataset", "epochs", "batch_size", "seeds", "jobs"),
    # compared: steps beside Keras; factors: from the middle learning rate to those that are tried; frames: of paths.gif
    sizes={"compared": 100, "factors": (1 / 4, 1, 4), "range_tests": ("sgd", "momentum", "adam"),
           "schedules": True, "frames": 50},
    when_quick={"compared": 10, "race": "two", "factors": (1,), "range_tests": (), "schedules": False, "frames": 0},
    own=(
        Flag("examples", 1_500, "training examples of the race, at most"),
        Flag("race", "six", "two: SGD and Adam; six: those of this file; all", ("two", "six", "all"), trains=False),
        Flag("steps", 60, "of the paths", trains=False),
    ),
)  # fmt: skip
# The middle one of the three learning rates of each optimizer:
RATES = {"sgd": 0.05, "momentum": 0.025, "adagrad": 0.025, "rmsprop": 0.001, "adam": 0.001, "lion": 0.0003}
HIGHEST = 0.1  # the highest learning rate of every schedule; also the highest of the three rates of momentum
EPSILON = 1e-7  # prevents a division by zero

Array = np.ndarray


# %% Six update rules: from w (parameters) and g (gradient) in step t = 1, 2, ... to the next w; `state` goes with them


def sgd(w: Array, g: Array, state: dict, t: int, *, learning_rate: float) -> Array:
    """Gradient descent; it is called stochastic (SGD) because g is the gradient of one batch."""
    return w - learning_rate * g


def momentum(w: Array, g: Array, state: dict, t: int, *, learning_rate: float, momentum: float = 0.9) -> Array:
    """A step is 0.9 of the step before plus that of SGD (Polyak 1964)."""
    state["m"] = momentum * state.get("m", 0.0) - learning_rate * g
    return w + state["m"]


def adagrad(w: Array, g: Array, state: dict, t: int, *, learning_rate: float) -> Array:
    """SGD divided by the root of the sum of all squared gradients (Duchi, Hazan and Singer 2011)."""
    state["a"] = state.get("a", 0.1) + g**2  # Keras starts the sum at 0.1
    return w - learning_rate * g / np.sqrt(state["a"] + EPSILON)


def rmsprop(w: Array, g: Array, state: dict, t: int, *, learning_rate: float, rho: float = 0.9) -> Array:
    """Adagrad with a moving average in place of the sum: old gradients lose weight (Tieleman and Hinton 2012)."""
    state["v"] = rho * state.get("v", 0.0) + (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(state["v"] + EPSILON)


def adam(
    w: Array, g: Array, state: dict, t: int, *, learning_rate: float, beta_1: float = 0.9, beta_2: float = 0.999
) -> Array:
    """Moving averages of the gradient (momentum) and of its square (RMSprop) together (Kingma and Ba 2014)."""
    state["m"] = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    state["v"] = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)  # corrects that both averages start at 0
    return w - rate * state["m"] / (np.sqrt(state["v"]) + EPSILON)


def lion(
    w: Array, g: Array, state: dict, t: int, *, learning_rate: float, beta_1: float = 0.9, beta_2: float = 0.99
) -> Array:
    """Only the sign of a moving average: every parameter moves by the learning rate (Chen et al. 2023)."""
    average = state.get("m", 0.0)
    state["m"] = beta_2 * average + (1 - beta_2) * g
    return w - learning_rate * np.sign(beta_1 * average + (1 - beta_1) * g)


RULES = {"sgd": sgd, "momentum": momentum, "adagrad": adagrad, "rmsprop": rmsprop, "adam": adam, "lion": lion}


def optimizers() -> dict[str, Callable[..., Any]]:
    """The same six as Keras has them; each takes the learning rate."""
    return {
        "sgd": keras.optimizers.SGD,
        "momentum": partial(keras.optimizers.SGD, momentum=0.9),
        "adagrad": keras.optimizers.Adagrad,
        "rmsprop": keras.optimizers.RMSprop,
        "adam": keras.optimizers.Adam,
        "lion": keras.optimizers.Lion,
    }


# %% The lesson


def two_hidden_layers(
    input_shape: tuple[int, ...], outputs: int, task: str, *, optimizer: Callable[..., Any], learning_rate: Any
) -> keras.Model:
    """The network of the race; `optimizer` is a Keras class, `learning_rate` a number or a Keras schedule."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for units in (100, 50):
        model.add(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"))
    model.compile(
        optimizer=optimizer(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def run(settings: Settings) -> Report:
    """Compare the rules with Keras, run the race, train with schedules, and draw paths, schedules and family."""
    data = settings.few(settings.load())  # at most --examples training examples
    training.check_data(data, settings.batch_size)  # bad data is refused before the rules are compared
    material.print_differences(RULES, optimizers(), settings["compared"])  # these six, and eight further ones
    print_summary(partial(two_hidden_layers, optimizer=keras.optimizers.SGD, learning_rate=0.05), data)
    tables = {"The race": comparison.compare(race(data, settings))}
    best = material.best_rates(tables["The race"].rows)
    material.print_race(best)
    if settings["schedules"]:
        tables["Schedules"] = comparison.compare(train_with_schedules(data, settings))
        material.print_schedules(tables["Schedules"].rows, tables["The race"].rows, HIGHEST)
    folder = settings.report_folder
    figures = [
        material.draw_family([*RULES, *material.FURTHER_RULES], folder / "family.png"),
        material.draw_paths(RULES, settings["steps"], folder / "paths.png"),
        material.draw_schedules(folder / "schedules.png"),
    ]
    if settings["range_tests"]:
        tests = {name: range_test(name, data, settings) for name in settings["range_tests"]}
        material.print_range_tests(tests, best)
        figures.append(material.draw_range_tests(tests, folder / "range_test.png"))
    if settings["frames"]:
        figures.append(material.animate_paths(RULES, settings["steps"], settings["frames"], folder / "paths.gif"))
    return Report(settings, tables, figures)


def race(data: Dataset, settings: Settings) -> list[Run]:
    """Every optimizer at each of its learning rates; the runs are called `adam 0.001`."""
    rates = {**RATES, **material.FURTHER_RATES}
    keras_optimizers = {**optimizers(), **material.further_optimizers()}
    recipes = {}
    for name in {"two": ("sgd", "adam"), "six": tuple(RATES), "all": tuple(rates)}[settings["race"]]:
        for rate in [rates[name] * factor for factor in settings["factors"]]:
            recipe = partial(two_hidden_layers, optimizer=keras_optimizers[name], learning_rate=rate)
            recipes[f"{name} {rate:g}"] = recipe
    return training.fit_all(recipes, data, leave_out_diverged=True, **settings.training)


# %% The range test, and learning rate schedules


def range_test(name: str, data: Dataset, settings: Settings) -> tuple[Array, Array]:
    """Learning rates and batch losses, (steps,) both, as the rate rises from step to step until the loss explodes."""
    keras.utils.set_random_seed(settings.seed)
    rates, losses = np.geomspace(1e-5, 10, 150), []
    keywords = {"optimizer": optimizers()[name], "learning_rate": rates[0]}
    model = two_hidden_layers(data.input_shape, data.outputs, data.task, **keywords)
    epochs = (
        data.batches("train", settings.batch_size, seed=settings.seed, epoch=epoch) for epoch in itertools.count()
    )
    for rate, (x, y) in zip(rates, itertools.chain.from_iterable(epochs), strict=False):
        model.optimizer.learning_rate = rate
        model.reset_metrics()  # else Keras gives the mean of all batches so far
        loss = float(model.train_on_batch(x, y)[0])
        if losses and not loss < 4 * losses[0]:  # also if it is no number
            break
        losses.append(loss)
    return rates[: len(losses)], np.array(losses)


def train_with_schedules(data: Dataset, settings: Settings) -> list[Run]:
    """SGD with momentum from the highest learning rate, under each schedule of the book."""
    steps = settings.epochs * math.ceil(len(data.train) / settings.batch_size)  # in the whole training
    momentum = partial(two_hidden_layers, optimizer=optimizers()["momentum"])
    planned = schedules(steps)
    recipes = {name: partial(momentum, learning_rate=rate) for name, (rate, _) in planned.items()}
    each = {name: {"callbacks": callbacks} for name, (_, callbacks) in planned.items()}
    return training.fit_all(recipes, data, each=each, leave_out_diverged=True, **settings.training)


def schedules(steps: int) -> dict[str, tuple[Any, list[Any]]]:
    """Name -> learning rate and callbacks: the rate is a Keras schedule, or a number that a callback changes."""
    kinds = keras.optimizers.schedules
    ends = [math.ceil(0.4 * steps) - 1, math.ceil(0.75 * steps) - 1]  # the last steps with the first and second rate
    return {
        "power": (kinds.InverseTimeDecay(HIGHEST, decay_steps=steps, decay_rate=4.0), []),  # ends at 1/5
        "exponential": (kinds.ExponentialDecay(HIGHEST, decay_steps=steps, decay_rate=0.1), []),  # ends at 1/10
        "piecewise": (kinds.PiecewiseConstantDecay(ends, [HIGHEST, 0.3 * HIGHEST, 0.1 * HIGHEST]), []),
        # half the rate after an epoch in which the validation loss did not fall
        "performance": (HIGHEST, [keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=1)]),
        "1cycle": (HIGHEST, [material.OneCycle(HIGHEST, steps)]),  # up, then down again; Keras does not have it
    }


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
