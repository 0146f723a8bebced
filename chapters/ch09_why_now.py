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
    investment (기업의 투자)                a loop that feeds itself (선순환): named, neither cited nor tested

Moore's law, games and cloud are cited, not tested.

What we build   A softmax regression, a dense network and a small CNN, each on 2 %, 10 %, 30 % and all of the training
                images with equal epochs.
What to look for  All rise with the data. Which network gains most, and does one overtake another on the way? Equal
                epochs on fewer examples are fewer steps: on 2 % the softmax regression has hardly begun. And the gap
                between training and test: on how many examples is it widest?
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import comparison
import models
import training
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.scaling.thread_speed import examples_a_second
from comparison.generalisation import gap_of_row
from comparison.rows import Row
from comparison.tables import Comparison
from runtime.backend import keras

if TYPE_CHECKING:
    from chapters.material.scaling.figures import Work

SETTINGS = Settings(
    chapter="ch09_why_now",
    epochs=8,
    images=True,
    tasks=("multiclass",),
    own=(
        Flag("examples", 3_000, "training images that count as all, at most"),
        Flag("show", "all", "all, or accuracy: without threads", ("all", "accuracy"), trains=False),
    ),
)
STUDY = replace(SETTINGS, values={"show": "accuracy", "examples": 9_000})

SHARES = (0.02, 0.1, 0.3, 1.0)


@dataclass(frozen=True)
class Classic:
    """A known network at the size of its paper: when, how it is built, and on which side of its point its name is."""

    year: int
    recipe: Callable[..., keras.Model]
    input_shape: tuple[int, int, int]
    outputs: int
    side: str


CLASSICS = {
    "LeNet-5": Classic(1998, models.lenet5, (32, 32, 1), 10, "right"),
    "AlexNet": Classic(2012, models.alexnet, (227, 227, 3), 1_000, "left"),
    "VGG-16": Classic(2014, models.vgg, (224, 224, 3), 1_000, "left"),
    "GoogLeNet": Classic(2014, models.googlenet, (224, 224, 3), 1_000, "left"),
    "ResNet-34": Classic(2015, models.resnet, (224, 224, 3), 1_000, "right"),
    "Xception": Classic(2016, models.xception, (299, 299, 3), 1_000, "right"),
}


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


def sizes(examples: int, outputs: int, shares: tuple[float, ...], batch_size: int) -> list[int]:
    """Training examples of each share, ascending; all, and of the others those with two a class and a whole batch."""
    enough = max(2 * outputs, batch_size)
    return sorted({examples, *(count for share in shares if (count := round(share * examples)) >= enough)})


def run(settings: Settings) -> Report:
    """Train on growing parts of the data, time threads, and count the work of the known networks."""
    from chapters.material.scaling.figures import (  # here: they draw and load Keras, --help shall be fast
        Work,
        plot_why_now,
    )
    from training.checks import check_data

    whole = settings.few(settings.load())
    networks = {"dense": dense} if settings.quick else NETWORKS
    shares = (0.1, 1.0) if settings.quick else SHARES
    counts = sizes(len(whole.train), whole.outputs, shares, settings.batch_size)
    check_data(whole, settings.batch_size)  # before the first training: the shares are trained from the smallest up
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
    shown = list(CLASSICS.items())[: 2 if settings.quick else None]
    work = {name: Work(each.year, work_of(each), each.side) for name, each in shown}
    print_work(work)
    speeds: dict[int, float] = {}
    if settings["show"] == "all" and not settings.quick:  # a process for each count, and TensorFlow takes seconds
        speeds = examples_a_second(thread_counts(), cnn, whole.input_shape, whole.outputs)
        print_speeds(speeds)
    rows = {row.label: row for row in table.rows}
    accuracy = {name: {count: accuracy_of(rows[label(name, count)]) for count in counts} for name in networks}
    by_count = {count: [each for each in runs if each.name.endswith(f" {count}")] for count in counts}
    return Report(
        settings,
        comparison.compare(by_count.pop(counts[-1])),
        further={f"{count:,} training examples": comparison.compare(few) for count, few in by_count.items()},
        figures=[
            plot_why_now(
                accuracy, speeds, work, report_path(settings) / "why_now.png", data=whole.name, seeds=settings.seeds
            )
        ],
        claims=claims_of(table, counts[-1]),
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
        claims.check("more-data-helps", table.difference("accuracy", whole, tenth)),
        claims.check("overfitting-by-epochs-for-the-data", table.difference("accuracy gap", tenth, whole)),
    ]


def accuracy_of(row: Row) -> tuple[float, float]:
    """Test accuracy and half-width of its 95% interval: over other test examples, and over seeds if there are some."""
    mean, over_seeds = row.interval("test", "accuracy")
    return mean, gap_of_row(row, "accuracy")[1] if over_seeds is None else over_seeds


def print_accuracies(table: Comparison, counts: list[int], names: list[str]) -> None:
    """Print the test accuracy of every network on every number of examples, with its interval, and its gap."""
    rows = {row.label: row for row in table.rows}
    seeds = len(table.rows[0].runs)
    over = f"{seeds} seeds and other test examples" if seeds > 1 else "other test examples (one seed)"
    print(
        f"\nTest accuracy on {table.runs[0].settings['data']['name']} +- 95% interval over {over} (gap: train - test)"
    )
    print(f"{'examples':>9} " + " ".join(f"{name:>24}" for name in names))
    for count in counts:
        cells = []
        for name in names:
            row = rows[label(name, count)]
            mean, half = accuracy_of(row)
            cells.append(f"{mean:.3f} +- {half:.3f} ({gap_of_row(row, 'accuracy')[0]:+.3f})")
        print(f"{count:9,} " + " ".join(f"{cell:>24}" for cell in cells))


def work_of(classic: Classic) -> int:
    """Multiply-adds of one forward pass of a network at the size of its paper."""
    made = models.multiply_adds(classic.recipe(classic.input_shape, classic.outputs, "multiclass"))
    keras.utils.clear_session()
    return made


def print_work(work: dict[str, Work]) -> None:
    """Print the multiply-adds of the known networks, as built here."""
    print("\nMultiply-adds for one image at the size of the paper, counted from the layers built here")
    for name, each in work.items():
        print(f"  {each.year}  {name:10} {each.multiply_adds:15,}")


def thread_counts() -> list[int]:
    """1, 2, 4, ... as far as this machine has cores, eight at most."""
    return [count for count in (1, 2, 4, 8) if count <= (os.cpu_count() or 1)]


def print_speeds(speeds: dict[int, float]) -> None:
    """Print examples a second, and how many times those of one thread."""
    print("\nTraining the CNN on random images in batches of 128, each in a fresh process on this machine")
    for count, speed in speeds.items():
        print(f"  {count} thread{'s' * (count > 1)}: {speed:8,.0f} examples a second, {speed / speeds[1]:.2f} times")


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
