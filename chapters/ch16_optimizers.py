"""Optimizers: how the parameters are updated, and who grew out of whom.

Goal      Write every update rule out, see it equal Keras', watch the rules on three surfaces, and let them race fairly.
Before    Chapter 10 (gradient descent).
Minutes   1
Slides    "Deep Learning Optimizer", "산 내려오는 작은 오솔길 잘찿기(Optimizer)의 발달 계보"
Book      Géron 2019, chapter 11, "Faster Optimizers", "Learning Rate Scheduling"

An optimizer is the way of updating the parameters (Parameter를 업데이트 하는 방식) in mini-batch gradient
descent (경사하강법), on the search for the parameters with the lowest cost. Its family (계보) has two branches:
momentum remembers where it was going, Adagrad how large the gradients were. RMSprop forgets, Adam does both. The
slide's own picture of the family is not in the text; the tree drawn here is ours, with the newer rules that Keras has.

What we build   Fourteen rules in NumPy (chapters/update_rules.py), each step compared with Keras' optimizer. The paths
                of six in a narrow valley, at a saddle, and between two valleys. A race of six on images (--race all:
                of all fourteen) in which each may try three learning rates, a factor of four apart. And the book's
                five schedules, from a high learning rate.
What to look for  From one start, at these learning rates, four rules end in the shallow valley and two roll past it
                into the deeper one: "the lowest cost" is a hope, not a rule. Whose best learning rate is at the edge
                of what it tried? Is momentum, once tuned, far behind Adam? Is a learning rate that is too high to be
                kept a good one to begin with? One seed suggests answers; it ranks nothing.

Keras 3 today: Adadelta's default learning rate is 0.001 where its paper has 1; `weight_decay` of AdamW acts apart from
the gradient; the book's `decay` argument is gone, schedules are given in its place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

import comparison
import training
from chapters.claims import exact as exact_claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.optimizers.family_tree import draw_family
from chapters.material.optimizers.schedules import as_callbacks, by_keras, draw_schedules
from chapters.material.optimizers.surface_paths import animate_paths, draw_paths
from chapters.material.optimizers.update_rules import RULES, largest_difference
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch16_optimizers",
    epochs=3,
    own=(
        Flag("examples", 1_500, "training examples of the race, at most"),
        Flag("race", "six", "six: one rule of each branch; all: every rule", ("six", "all"), trains=False),
        Flag("steps", 60, "of the paths", trains=False),
    ),
    flags=("dataset", "epochs", "batch_size", "seeds", "jobs"),
)

SIX = ("sgd", "momentum", "adagrad", "rmsprop", "adam", "lion")

MIDDLE = {
    "sgd": 0.05, "momentum": 0.025, "nesterov": 0.025, "adagrad": 0.025, "adadelta": 1.0, "rmsprop": 0.001,
    "adam": 0.001, "adamax": 0.002, "nadam": 0.001, "adamw": 0.001, "adafactor": 0.02, "lamb": 0.005, "lion": 0.0003,
    "schedule_free": 0.0025,
}  # fmt: skip
"""The middle one of the three learning rates that each may try."""

FACTOR = 4.0  # between two of them, for every rule
HIGHEST = MIDDLE["momentum"] * FACTOR  # of the schedules: the race has trained it as a constant


@dataclass(frozen=True)
class Entry:
    """One try of the race."""

    rule: str
    learning_rate: float

    @property
    def name(self) -> str:
        """As the table shows it."""
        return f"{self.rule} {self.learning_rate:g}"


def two_hidden_layers(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """The network of the race: 100 and 50 hidden units."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(100, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dense(50, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def race(which: str, *, quick: bool = False) -> list[Entry]:
    """Who starts: every optimizer with as many learning rates as any other, the same factor apart."""
    if quick:
        return [Entry(name, MIDDLE[name]) for name in ("sgd", "adam")]
    rules = SIX if which == "six" else tuple(RULES)
    return [Entry(name, MIDDLE[name] * times) for name in rules for times in (1 / FACTOR, 1, FACTOR)]


def run(settings: Settings) -> Report:
    """Compare the rules with Keras', draw family, paths and schedules, and run the race."""
    from training.checks import check_data  # it imports Keras, and --help must not

    data = settings.few(settings.load())
    check_data(data, settings.batch_size)  # what is wrong is said before the rules are compared
    print("update rule by hand against Keras over 100 steps, largest difference as a part of the way gone:")
    for name in RULES:
        print(f"  {name:<13} {largest_difference(name):.1e}")
    print_summary(two_hidden_layers, data)
    runs: list[Run] = []
    for entry in race(settings["race"], quick=settings.quick):
        rule = RULES[entry.rule]
        made = partial(getattr(keras.optimizers, rule.keras_name), learning_rate=entry.learning_rate, **rule.keywords)
        runs += trained(entry.name, data, {**settings.training, "optimizer": made})
    best = winners(runs)
    print_race(best, data.name, len(data.train))
    folder = report_path(settings)
    figures = [
        draw_family(folder / "family.png"),
        draw_paths(settings["steps"], folder / "paths.png"),
        draw_schedules(folder / "schedules.png"),
    ]
    if not settings.quick:
        scheduled = train_with_schedules(data, settings)
        print_schedules(scheduled, runs, best)
        runs += scheduled
        figures.append(animate_paths(settings["steps"], folder / "paths.gif"))
    return Report(
        settings,
        comparison.compare(runs),
        figures=figures,
        claims=exact_claims.checks(settings.chapter),
        look_for=(
            "Scalars: compare epoch_loss of one optimizer at its three learning rates before you compare optimizers. "
            "Which of the three is smooth and late, which jumps, and is the best one the smoothest?"
        ),
        now_change=(
            "python -m chapters.ch16_optimizers --epochs 15            does the order of the race change?",
            "python -m chapters.ch16_optimizers --steps 400 --resume   who arrives where in the end?",
            "python -m chapters.ch16_optimizers --race all --resume    what do the other eight rules add?",
        ),
    )


def trained(name: str, data: Dataset, settings: dict) -> list[Run]:
    """One entry from every seed; none, and a printed line, if its loss stops being a number."""
    from training.checks import Diverged

    try:
        return training.fit_all({name: two_hidden_layers}, data, **settings)
    except Diverged as error:
        print(f"{name} diverged: {error}")
        return []


def train_with_schedules(data: Dataset, settings: Settings) -> list[Run]:
    """SGD with momentum from a learning rate too high to be kept, under each schedule of the book."""
    steps = settings.epochs * -(-len(data.train) // settings.batch_size)
    momentum = {**settings.training, "optimizer": partial(keras.optimizers.SGD, momentum=0.9)}
    runs: list[Run] = []
    for name, rate in by_keras(HIGHEST, steps).items():
        runs += trained(name, data, {**momentum, "learning_rate": rate})
    for name, callback in as_callbacks(HIGHEST, steps).items():
        runs += trained(name, data, {**momentum, "learning_rate": HIGHEST, "callbacks": (callback,)})
    return runs


def mean_loss(runs: list[Run], split: str) -> float:
    """Over the seeds; infinite where it is no number."""
    loss = float(np.mean([each.metrics[split]["loss"] for each in runs]))
    return loss if math.isfinite(loss) else math.inf


def grouped(runs: list[Run]) -> dict[str, list[Run]]:
    """The seeds of each run, by its name."""
    return {name: [each for each in runs if each.name == name] for name in dict.fromkeys(each.name for each in runs)}


def winners(runs: list[Run]) -> dict[str, tuple[list[Run], bool]]:
    """The runs of each optimizer's best learning rate, and whether it is the lowest or highest of those tried.

    The mean validation loss decides; the test split decides nothing.
    """
    tries: dict[str, list[list[Run]]] = {}
    for name, seeds in grouped(runs).items():
        tries.setdefault(name.split()[0], []).append(seeds)
    best = {}
    for rule, seeds in tries.items():
        places = range(len(seeds))
        place = min(places, key=[mean_loss(each, "validation") for each in seeds].__getitem__)
        best[rule] = (seeds[place], len(seeds) > 1 and place in (0, len(seeds) - 1))
    return best


def print_race(best: dict[str, tuple[list[Run], bool]], dataset: str, examples: int) -> None:
    """Test loss of every optimizer at the learning rate that its validation loss chose."""
    print(f"\nthe race on {dataset} ({examples:,} training examples), each at the best of its learning rates:")
    for runs, edge in sorted(best.values(), key=lambda each: mean_loss(each[0], "test")):
        print(f"  {runs[0].name:<20} test loss {mean_loss(runs, 'test'):.4f}{' (edge of the grid)' * edge}")
    seeds = max(len(runs) for runs, _ in best.values())
    print(f"seeds: {seeds}" + ("; one seed ranks nothing: another one may change the order" if seeds == 1 else ""))


def print_schedules(scheduled: list[Run], raced: list[Run], best: dict[str, tuple[list[Run], bool]]) -> None:
    """Test loss under each schedule beside the constant learning rates that the race trained."""
    constant = {f"kept at {HIGHEST:g}": [each for each in raced if each.name == Entry("momentum", HIGHEST).name]}
    constant |= {"best constant": best["momentum"][0]} if "momentum" in best else {}
    print(f"\nmomentum from learning rate {HIGHEST:g}, kept or lowered, and the rate that it ends with:")
    for name, runs in {**constant, **grouped(scheduled)}.items():
        if runs:
            rate = runs[0].history["learning_rate"][-1]
            print(f"  {name:<14} test loss {mean_loss(runs, 'test'):.4f}, ends at {rate:.3g}")
    print(
        "performance can lower it only after an epoch whose validation loss is no better; after the last it is too late"
    )


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
