"""Optimizers: how the parameters are updated, and who grew out of whom.

Goal      Write every update rule out, see it equal Keras', watch the rules on three surfaces, and let them race fairly.
Before    Chapter 10 (gradient descent).
Minutes   1
Slides    "Deep Learning Optimizer", "산 내려오는 작은 오솔길 잘찿기(Optimizer)의 발달 계보"
Book      Géron 2019, chapter 11, "Faster Optimizers", "Learning Rate Scheduling"

An optimizer is the way of updating the parameters (Parameter를 업데이트 하는 방식) in mini-batch gradient
descent (경사하강법), on the search for the parameters with the lowest cost. The slide's family (계보) has two branches:
momentum remembers where it was going, Adagrad how large the gradients were. RMSprop forgets, Adam does both.

What we build   Eleven rules in NumPy (chapters/update_rules.py), each step compared with Keras' optimizer. Their paths
                in a narrow valley, at a saddle, and between two valleys. A race on images in which every optimizer may
                try the same number of learning rates.
What to look for  From one start four rules end in the shallow valley and two roll past it into the deeper one: "the
                lowest cost" is a hope, not a rule. In the race, tuned SGD with momentum is not far behind Adam. And a
                learning rate too high to be kept is a good one to begin with, if a schedule lowers it.

Keras 3 today: Adadelta's default learning rate is 0.001 where its paper has 1; `weight_decay` of AdamW acts apart from
the gradient; the book's `decay` argument is gone, schedules are given in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.schedules import by_keras, draw_schedules
from chapters.settings import Flag, Settings
from chapters.surfaces import SURFACES
from chapters.update_rules import RULES, largest_difference, path
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch16_optimizers",
    epochs=3,
    own=(Flag("examples", 1_500, "training examples of the race, at most"), Flag("steps", 60, "of the paths")),
    flags=("dataset", "epochs", "batch_size", "seeds", "jobs"),
)

SHOWN = {"sgd": 0.045, "momentum": 0.02, "adagrad": 0.5, "rmsprop": 0.08, "adam": 0.15, "lion": 0.08}
"""Learning rates of the paths."""

RATES = {
    "sgd": (0.01, 0.05, 0.2),
    "momentum": (0.005, 0.02, 0.1),
    "adagrad": (0.005, 0.02, 0.1),
    "rmsprop": (0.0003, 0.001, 0.005),
    "adam": (0.0003, 0.001, 0.005),
    "lion": (0.0001, 0.0003, 0.001),
}
"""Learning rates that each may try in the race: the same number for all, a factor of four or five apart."""

HIGHEST = 0.1  # of the schedules: too high to be kept


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


def race(*, quick: bool) -> list[Entry]:
    """Who starts: every optimizer with as many learning rates as any other."""
    tries = [Entry(name, rate) for name, rates in RATES.items() for rate in rates]
    return [each for each in tries if each.rule in ("sgd", "adam")][1::3] if quick else tries


def run(settings: Settings) -> Report:
    """Compare the rules with Keras', draw family, paths and schedules, and run the race."""
    from chapters import exact_costs

    differences = {name: largest_difference(name) for name in RULES}
    print("update rule by hand against Keras over 100 steps, largest difference of a parameter:")
    for name, value in differences.items():
        print(f"  {name:<9} {value:.1e}")
    data = settings.few(settings.load())
    print_summary(two_hidden_layers, data)
    runs: list[Run] = []
    for entry in race(quick=settings.quick):
        rule = RULES[entry.rule]
        made = partial(getattr(keras.optimizers, rule.keras_name), learning_rate=entry.learning_rate, **rule.keywords)
        runs += training.fit_all({entry.name: two_hidden_layers}, data, **{**settings.training, "optimizer": made})
    best = winners(runs)
    print_race(best, data.name, len(data.train))
    if not settings.quick:
        runs += train_with_schedules(data, settings)
    folder = report_path(settings)
    figures = [
        draw_family(folder / "family.png"),
        draw_paths(settings["steps"], folder / "paths.png"),
        draw_schedules(folder / "schedules.png"),
    ]
    if not settings.quick:
        figures.append(animate_paths(settings["steps"], folder / "paths.gif"))
    return Report(
        settings,
        comparison.compare(runs),
        figures=figures,
        claims=[
            claims.check("optimizers-update-as-written", max(differences.values()) < 1e-4),
            claims.check("optimizers-find-the-lowest-cost", exact_costs.optimizers_find_the_lowest_cost()),
        ],
        look_for=(
            "Scalars: compare epoch_loss of one optimizer at its three learning rates before you compare optimizers. "
            "The smallest rate is smooth and late, the largest jumps; the best is seldom the smoothest."
        ),
        now_change=(
            "python -m chapters.ch16_optimizers --epochs 15      does the order of the race change?",
            "python -m chapters.ch16_optimizers --steps 400      who arrives where in the end?",
            "python -m chapters.ch16_optimizers --batch-size 8   noisier gradients: who minds?",
        ),
    )


def train_with_schedules(data: Dataset, settings: Settings) -> list[Run]:
    """SGD with momentum from a high learning rate: kept, and under each schedule that Keras has."""
    steps = settings.epochs * -(-len(data.train) // settings.batch_size)
    momentum = {**settings.training, "optimizer": partial(keras.optimizers.SGD, momentum=0.9)}
    rates = {"constant": HIGHEST, **by_keras(HIGHEST, steps)}
    runs: list[Run] = []
    for name, rate in rates.items():
        runs += training.fit_all({name: two_hidden_layers}, data, **{**momentum, "learning_rate": rate})
    print(f"\nmomentum from learning rate {HIGHEST:g}, kept or lowered over {steps} steps:")
    for name in rates:
        losses = [each.metrics["test"]["loss"] for each in runs if each.name == name]
        print(f"  {name:<12} test loss {np.mean(losses):.4f} ({len(losses)} seed{'s' * (len(losses) > 1)})")
    return runs


def winners(runs: list[Run]) -> dict[str, list[Run]]:
    """The runs of each optimizer's best learning rate, by mean validation loss; the test split decides nothing."""
    by_name: dict[str, list[Run]] = {}
    for each in runs:
        by_name.setdefault(each.name, []).append(each)
    best: dict[str, list[Run]] = {}
    for name, tries in by_name.items():
        rule = name.split()[0]

        def loss(these: list[Run]) -> float:
            return float(np.mean([each.metrics["validation"]["loss"] for each in these]))

        if rule not in best or loss(tries) < loss(best[rule]):
            best[rule] = tries
    return best


def print_race(best: dict[str, list[Run]], dataset: str, examples: int) -> None:
    """Test loss of every optimizer at the learning rate that its validation loss chose."""
    print(f"\nthe race on {dataset} ({examples:,} training examples), each at the best of its learning rates:")
    for runs in sorted(best.values(), key=lambda these: np.mean([each.metrics["test"]["loss"] for each in these])):
        loss = np.mean([each.metrics["test"]["loss"] for each in runs])
        print(f"  {runs[0].name:<16} test loss {loss:.4f} ({len(runs)} seed{'s' * (len(runs) > 1)})")


def draw_family(file: Path) -> Path:
    """The family tree (발달 계보): each rule by its year, lines from what it grew out of."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    heights = {
        "sgd": 0, "momentum": 1.6, "nesterov": 2.6, "adagrad": -1.6, "adadelta": -2.7, "rmsprop": -0.9, "adam": 0.5,
        "adamax": -1.2, "nadam": 1.9, "adamw": 0.8, "lion": 2.9,
    }  # fmt: skip
    years = sorted({rule.year for rule in RULES.values()})
    places = {name: (years.index(rule.year) * 1.7, heights[name]) for name, rule in RULES.items()}
    figure = Figure(figsize=(15, 7), layout="constrained")
    axes = figure.add_subplot()
    boxes = {
        name: axes.text(
            *places[name], f"{name}\n{rule.year}", ha="center", va="center", fontsize=15, color="white",
            bbox={"boxstyle": "round,pad=0.5", "facecolor": COLOURS[0] if rule.parents else "0.2", "linewidth": 0},
        )
        for name, rule in RULES.items()
    }  # fmt: skip
    for name, rule in RULES.items():
        for parent in rule.parents:
            axes.annotate(
                "", places[name], places[parent], arrowprops={"arrowstyle": "-|>", "color": "0.4", "linewidth": 2,
                "shrinkA": 0, "shrinkB": 3, "patchA": boxes[parent].get_bbox_patch(),
                "patchB": boxes[name].get_bbox_patch()},
            )  # fmt: skip
    axes.set(xlim=(-1, max(x for x, _ in places.values()) + 1), ylim=(-3.5, 3.7))
    axes.set_title("The family of the optimizers: an arrow means that the rule grew out of the other", fontsize=18)
    axes.set_axis_off()
    figure.draw_without_rendering()  # the boxes get their places, at which the arrows end
    return save(figure, file)


def draw_surface(axes, surface, title: str) -> None:  # noqa: ANN001
    """Contours of a surface, its start and its minima."""
    (left, right), (low, high) = surface.limits
    x, y = np.meshgrid(np.linspace(left, right, 161), np.linspace(low, high, 161))
    cost = surface.cost(np.stack([x, y], axis=-1))
    axes.contour(x, y, np.log1p(cost - cost.min()), levels=18, colors="0.8", linewidths=1)
    axes.plot(*surface.start, "ko", markersize=10)
    axes.plot(*np.array(surface.minima).T, "*", color="black", markersize=16)
    axes.set(xlim=(left, right), ylim=(low, high))
    axes.set_xlabel("parameter 1", fontsize=13)
    axes.set_title(title, fontsize=16)


def draw_paths(steps: int, file: Path) -> Path:
    """Paths of six rules on the three surfaces; dot: start, stars: minima."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    figure = Figure(figsize=(17, 6), layout="constrained")
    for axes, (title, surface) in zip(figure.subplots(1, 3), SURFACES.items(), strict=True):
        draw_surface(axes, surface, title)
        for colour, (name, rate) in zip(COLOURS, SHOWN.items(), strict=False):
            points = path(name, surface.gradient, np.array(surface.start), steps, learning_rate=rate)
            axes.plot(*points.T, "-o", color=colour, linewidth=2.5, markersize=3, label=f"{name} {rate:g}")
    figure.axes[0].set_ylabel("parameter 2", fontsize=13)
    figure.axes[0].legend(fontsize=12, loc="lower right")
    figure.suptitle(f"{steps} steps from the dot; stars are minima", fontsize=18)
    return save(figure, file)


def animate_paths(steps: int, file: Path) -> Path:
    """The same paths as an animated GIF, two steps a frame."""
    from matplotlib.animation import FuncAnimation, PillowWriter
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS
    from runtime.files import make_folder

    figure = Figure(figsize=(10, 3.8), layout="constrained")
    lines = []
    for axes, (title, surface) in zip(figure.subplots(1, 3), SURFACES.items(), strict=True):
        draw_surface(axes, surface, title)
        for colour, (name, rate) in zip(COLOURS, SHOWN.items(), strict=False):
            points = path(name, surface.gradient, np.array(surface.start), steps, learning_rate=rate)
            (line,) = axes.plot([], [], color=colour, linewidth=2.5, label=name)
            lines.append((line, points))
    figure.axes[0].legend(fontsize=8, loc="lower right")

    def show(frame: int) -> list:
        for line, points in lines:
            line.set_data(*points[: 2 * frame + 1].T)
        return [line for line, _ in lines]

    make_folder(file.parent)
    FuncAnimation(figure, show, frames=steps // 2 + 1).save(file, writer=PillowWriter(fps=8), dpi=70)
    return file


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
