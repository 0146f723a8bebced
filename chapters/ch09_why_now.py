"""Why now (이번엔 꺼지지 않는다!): data and machines, measured as far as a laptop can.

Goal      Measure what more data and more threads give, and how the work of the known networks grew over the years.
Before    Chapters 4 (dense networks) and 5 (convolutional networks).
Minutes   1
Slides    "Brief History of Neural Network", "Deep Learning 이번엔 꺼지지 않는다!"
Book      Géron 2019, chapter 10, "From Biological to Artificial Neurons"; chapter 1, "Insufficient Quantity of
          Training Data"

Neural networks were given up twice. The perceptron (Rosenblatt 1958) could not learn XOR (Minsky and Papert 1969);
backpropagation (Rumelhart, Hinton and Williams 1986) could, but by 1995 support vector machines (Cortes and Vapnik)
did better on the data of their time. AlexNet (Krizhevsky, Sutskever and Hinton 2012) won with 1.2 million images and
two graphics cards. The slide's reasons why it does not go out this time:

    more data (데이터의 증가)               measured here: accuracy against training examples
    better hardware (하드웨어의 발전)        measured here: examples a second against threads
    Moore's law (무어의 법칙)               Moore 1965: components a chip double every year; since 1975, every two
    games (게임 산업)                       cards built for games multiply matrices: 5 to 6 days for AlexNet on two
    cloud (클라우드 컴퓨팅)                 rented by the hour since 2006 (Amazon EC2)
    investment (기업의 투자)                a loop that feeds itself (선순환): not for code to check

The last four are cited, not tested.

What we build   A softmax regression, a dense network and a small CNN, each on 2 %, 10 %, 30 % and all of the training
                images with equal epochs.
What to look for  All rise with the data, and the CNN, which has most to learn, overtakes the dense network on the way.
                Equal epochs on fewer examples are fewer steps: on 2 % the softmax regression has hardly begun. They
                also leave a wider gap between training and test.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import models
import training
from chapters import claims
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.settings import Flag, Settings
from chapters.thread_speed import examples_a_second
from comparison.generalisation import gap_of_row
from comparison.tables import Comparison
from runtime.backend import keras

SETTINGS = Settings(
    chapter="ch09_why_now",
    epochs=8,
    images=True,
    tasks=("multiclass",),
    own=(
        Flag("examples", 3_000, "training images that count as all, at most"),
        Flag("show", "all", "all: every network and share; claims: what the claims compare", ("all", "claims")),
    ),
)
STUDY = replace(SETTINGS, seeds=5, values={"show": "claims", "examples": 9_000})

SHARES = (0.02, 0.1, 0.3, 1.0)

CLASSICS = {
    "LeNet-5": (1998, models.lenet5, (32, 32, 1), 10),
    "AlexNet": (2012, models.alexnet, (227, 227, 3), 1_000),
    "VGG-16": (2014, models.vgg, (224, 224, 3), 1_000),
    "GoogLeNet": (2014, models.googlenet, (224, 224, 3), 1_000),
    "ResNet-34": (2015, models.resnet, (224, 224, 3), 1_000),
    "Xception": (2016, models.xception, (299, 299, 3), 1_000),
}
"""Name -> year, recipe, input and outputs of the paper."""


def dense(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """Two hidden layers that see no shape."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dense(outputs, activation="softmax"),
        ]
    )


def cnn(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """Two convolutions with pooling, one hidden layer."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dense(outputs, activation="softmax"),
        ]
    )


NETWORKS = {"logistic": models.logistic_regression, "dense": dense, "cnn": cnn}


def sizes(examples: int, outputs: int, shares: tuple[float, ...]) -> list[int]:
    """Training examples of each share, ascending; a share with fewer than two a class is left out."""
    return sorted({round(share * examples) for share in shares if round(share * examples) >= 2 * outputs})


def run(settings: Settings) -> Report:
    """Train on growing parts of the data, time threads, and count the work of the known networks."""
    whole = settings.load()
    everything = len(whole.train) if settings.full else min(settings["examples"], len(whole.train))
    few = settings["show"] == "claims" or settings.quick
    networks = {"dense": dense} if few else NETWORKS
    counts = sizes(everything, whole.outputs, (0.1, 1.0) if few else SHARES)
    print_summary(cnn, whole)
    runs = [
        trained
        for count in counts
        for trained in training.fit_all(
            {label(name, count): recipe for name, recipe in networks.items()}, whole.take(count), **settings.training
        )
    ]
    table = comparison.compare(runs)
    print_accuracies(table, counts, list(networks))
    shown = {name: CLASSICS[name] for name in list(CLASSICS)[: 2 if few else None]}
    work = {name: (year, work_of(recipe, shape, outputs)) for name, (year, recipe, shape, outputs) in shown.items()}
    print_work(work)
    speeds: dict[int, float] = {}
    if not few:  # each count of threads has a process of its own, and TensorFlow takes seconds to start
        speeds = examples_a_second(thread_counts(), cnn, whole.input_shape, whole.outputs)
        print_speeds(speeds)
    return Report(
        settings,
        table,
        figures=[draw(table, counts, list(networks), speeds, work, report_path(settings) / "why_now.png")],
        claims=claims_of(table, everything),
        look_for=(
            f"Scalars: choose epoch_accuracy and compare {label('dense', counts[0])} with "
            f"{label('dense', counts[-1])}: train reaches nearly the same height in both, validation does not. "
            "Where do the curves of one run part?"
        ),
        now_change=(
            "python -m chapters.ch09_why_now --examples 9000               does the CNN still gain?",
            "python -m chapters.ch09_why_now --epochs 40 --examples 1000   how wide do the gaps get?",
            "python -m chapters.ch09_why_now --dataset digits              is 8 x 8 enough for a CNN?",
        ),
    )


def label(name: str, count: int) -> str:
    """The name of a run: network and training examples."""
    return f"{name} {count}"


def claims_of(table: Comparison, everything: int) -> list[dict]:
    """Verdicts on the dense network with all of the examples against a tenth; none where a tenth is too few."""
    whole, tenth = label("dense", everything), label("dense", round(everything / 10))
    if not {whole, tenth} <= {each.label for each in table.rows}:
        return []
    return [
        claims.check("more-data-helps", table.gap("accuracy", whole, tenth)),
        claims.check("overfitting-by-epochs-for-the-data", table.gap("accuracy gap", tenth, whole)),
    ]


def print_accuracies(table: Comparison, counts: list[int], names: list[str]) -> None:
    """Print the test accuracy of every network on every number of examples, with its interval, and its gap."""
    rows = {row.label: row for row in table.rows}
    seeds = len(table.rows[0].runs)
    print(f"\nTest accuracy on {table.runs[0].settings['data']['name']}, {seeds} seed(s); (gap: train - test)")
    print(f"{'examples':>9} " + " ".join(f"{name:>24}" for name in names))
    for count in counts:
        cells = []
        for name in names:
            row = rows[label(name, count)]
            mean, half = row.interval("test", "accuracy")
            interval = f" +- {half:.3f}" if half else ""  # one seed says nothing about others
            cells.append(f"{mean:.3f}{interval} ({gap_of_row(row, 'accuracy')[0]:+.3f})")
        print(f"{count:9,} " + " ".join(f"{cell:>24}" for cell in cells))


def work_of(recipe: partial, input_shape: tuple[int, ...], outputs: int) -> int:
    """Multiply-adds of one forward pass of a network at the size of its paper."""
    made = models.multiply_adds(recipe(input_shape, outputs, "multiclass"))
    keras.utils.clear_session()
    return made


def print_work(work: dict[str, tuple[int, int]]) -> None:
    """Print the multiply-adds of the known networks, as built here."""
    print("\nMultiply-adds for one image at the size of the paper, counted from the layers built here")
    for name, (year, count) in work.items():
        print(f"  {year}  {name:10} {count:15,}")


def thread_counts() -> list[int]:
    """1, 2, 4, ... as far as this machine has cores, eight at most."""
    return [count for count in (1, 2, 4, 8) if count <= (os.cpu_count() or 1)]


def print_speeds(speeds: dict[int, float]) -> None:
    """Print examples a second, and how many times those of one thread."""
    print("\nTraining the CNN on random images in batches of 128, each in a fresh process on this machine")
    for count, speed in speeds.items():
        print(f"  {count} thread{'s' * (count > 1)}: {speed:8,.0f} examples a second, {speed / speeds[1]:.2f} times")


def draw(
    table: Comparison,
    counts: list[int],
    names: list[str],
    speeds: dict[int, float],
    work: dict[str, tuple[int, int]],
    path: Path,
) -> Path:
    """Accuracy against examples, examples a second against threads if measured, multiply-adds over the years."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    rows = {row.label: row for row in table.rows}
    figure = Figure(figsize=(18 if speeds else 13, 5.6), layout="constrained")
    places = list(figure.subplots(1, 3 if speeds else 2))
    data = places[0]
    for name, colour, marker in zip(names, COLOURS, "oDs", strict=False):
        means, halves = zip(*(rows[label(name, count)].interval("test", "accuracy") for count in counts), strict=True)
        data.errorbar(
            counts, means, [half or 0 for half in halves], fmt=f"{marker}-", color=colour, linewidth=3, markersize=9,
            capsize=5 if halves[0] else 0, label=name,
        )  # fmt: skip
    data.set_xscale("log")
    data.set_xticks(counts, [f"{count:,}" for count in counts])
    data.minorticks_off()
    data.set_xlabel("training examples (log scale)", fontsize=14)
    seeds = len(table.rows[0].runs)
    data.set_ylabel(
        "test accuracy" + (f", 95% interval over {seeds} seeds" if seeds > 1 else ", one seed"), fontsize=14
    )
    data.set_title(f"More data ({table.runs[0].settings['data']['name']})", fontsize=17)
    data.legend(fontsize=13)
    if speeds:
        threads = places[1]
        ticks = np.arange(len(speeds))
        threads.bar(ticks, list(speeds.values()), color=COLOURS[0], width=0.6)
        threads.plot(ticks, [speeds[1] * count for count in speeds], "k:", linewidth=2, label="threads x one thread")
        threads.set_xticks(ticks, [str(count) for count in speeds])
        threads.set_xlabel("threads", fontsize=14)
        threads.set_ylabel("examples a second", fontsize=14)
        threads.set_title("More hardware (training the CNN)", fontsize=17)
        threads.legend(fontsize=12)
    years = places[-1]
    for (name, (year, count)), right in zip(work.items(), (1, 0, 0, 0, 1, 1), strict=False):
        years.plot(year, count, "o", color=COLOURS[1], markersize=12)
        years.annotate(
            name, (year, count), xytext=(10 if right else -10, 0), textcoords="offset points", fontsize=13, va="center",
            ha="left" if right else "right",
        )  # fmt: skip
    years.set_yscale("log")
    years.set_ylim(1e5, 1e11)
    years.set_xlim(1995, 2022)
    years.set_xlabel("year", fontsize=14)
    years.set_ylabel("multiply-adds for one image (log scale)", fontsize=14)
    years.set_title("More work", fontsize=17)
    for axes in places:
        axes.tick_params(labelsize=12)
        axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
