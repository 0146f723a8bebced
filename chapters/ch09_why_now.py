"""Why now (이번엔 꺼지지 않는다!): measures what more training data and more processor threads give.

Goal      Measure how test accuracy changes with the number of training examples, and training speed with the number
          of threads. See how large the known networks are, and what their trainings took.
Before    ch04_dense_networks, ch05_convolutional_networks.
Minutes   1
Slides    "Brief History of Neural Network", "Deep Learning 이번엔 꺼지지 않는다!"
Book      Géron 2019, chapter 10, "From Biological to Artificial Neurons"; chapter 1, "Insufficient Quantity of
          Training Data"

Twice most researchers lost interest in neural networks. The perceptron (Rosenblatt 1958), a unit with a threshold,
cannot learn XOR, which is 1 where exactly one of two inputs is 1 (Minsky and Papert 1969). Backpropagation (Rumelhart,
Hinton and Williams 1986; our chapter 11) trains networks with hidden layers, and these can learn XOR. But then support
vector machines (Cortes and Vapnik 1995) did better on the data of their time. In 2012 AlexNet (Krizhevsky, Sutskever
and Hinton), a deep CNN, won the ImageNet competition, the classification of photographs into 1,000 classes. It was
trained on 1.2 million images with two graphics cards (GPUs). The slide lists why the interest stays this time:

    more data (데이터의 증가)             measured here: test accuracy against the number of training examples
    better hardware (하드웨어의 발전)     measured here: training examples a second against the number of threads
    Moore's law (무어의 법칙)             Moore 1965: components on a chip double every year; since 1975: every two
    games (게임 산업)                     GPUs built for games multiply matrices: AlexNet took two of them 5 to 6 days
    cloud (클라우드 컴퓨팅)               computers are rented by the hour since 2006 (Amazon EC2)
    investment (기업의 투자)              returns from AI lead to more investment in AI: a virtuous circle (선순환)

This lesson measures the first two, cites facts for the next three, and tests nothing of the last.

A thread (스레드) runs on one processor core. With more threads, more cores share the work of a training step. One
multiply-add multiplies an input by a weight and adds the product to a sum. It is the unit of work here: a Dense layer
with 784 inputs and 128 units needs 784 x 128 = 100,352 multiply-adds for one image.

What we build   A logistic regression (with several classes also called softmax regression), a dense network and a small
                CNN. Each is trained on 2 %, 10 %, 30 % and all of 3,000 training images, for equally many steps: a part
                is repeated until it is as long as the whole. All keep the weights of the epoch with the lowest
                validation loss, so that no part is trained too little or too long. Then the dense network on a tenth
                and on all images, for equally many epochs, and more than they need. Then the CNN's training speed with
                1, 2, 4 and 8 threads, as far as the computer has cores. Last, known networks from LeNet-5 (1998) on.
What to look for  Which network gains most from more data? Does one network overtake another? A 95% interval (신뢰 구간)
                around each accuracy says how much other test images could change it. With too many epochs, is the
                generalisation gap (training minus test accuracy) wider on few images? And the test loss: where does it
                rise more after its best epoch? In known_networks.png, by which factor do networks grow in ten years?
In TensorBoard  Scalars, filter the runs by `epochs`: choose epoch_loss. Compare the training and the validation curve
                of dense-300-s0 and of dense-3000-s0. From which epoch on does the validation loss rise?
Now change      python -m chapters.ch09_why_now --examples 9000
                    Does the CNN still gain from more data?
                python -m chapters.ch09_why_now --epochs 2
                    With a quarter of the steps, which network loses most?
                python -m chapters.ch09_why_now --dataset digits
                    Are images of 8 x 8 pixels large enough for a CNN?
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import scaling as material
from comparison import Comparison
from datasets import Dataset, Split
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch09_why_now",
    epochs=8,
    learning_rate=0.001,
    images=True,
    tasks=("multiclass",),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(Flag("examples", 3_000, "training images that count as all, at most"),),
    sizes={
        "networks": ("logistic", "dense", "cnn"),
        "shares": (0.02, 0.1, 0.3, 1.0),  # of the training images
        "many_epochs": 40,  # more than the dense network needs
        "best": True,  # whether many epochs are also trained with the weights of the best epoch, for its test loss
        "threads": (1, 2, 4, 8),
        "known": (*material.KNOWN, *material.PUBLISHED),
    },
    when_quick={
        "networks": ("dense",), "shares": (0.1, 1.0), "many_epochs": 3, "threads": (), "known": ("LeNet-5", "GPT-3")
    },
)  # fmt: skip
# what `python -m chapters claims --check ch09` trains for the verdicts
STUDY = replace(
    SETTINGS, seeds=10, values={"examples": 9_000, "networks": ("dense",), "shares": (0.1, 1.0), "best": False}
)


# %% The networks


def dense(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    units: tuple[int, ...] = (128, 64),
    learning_rate: float = 0.001,
) -> keras.Model:
    """Hidden layers of ReLU units, max(0, x), on the flattened image; with `units=()` it is a logistic regression."""
    model = keras.Sequential([keras.Input(input_shape)])
    model.add(keras.layers.Flatten())
    for width in units:
        model.add(keras.layers.Dense(width, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def cnn(input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.001) -> keras.Model:
    """Two convolutions, each followed by max pooling, then one hidden layer (chapter 5)."""
    model = keras.Sequential(
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
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


NETWORKS = {"logistic": partial(dense, units=()), "dense": dense, "cnn": cnn}


# %% The lesson


def run(settings: Settings) -> Report:
    """Train on growing parts of the images, then for many epochs; time threads, and show how networks have grown."""
    data = settings.few(settings.load())
    print_summary(cnn, data)
    table, tables, claimed = train(data, settings)
    material.print_accuracies(table)
    if "Equal epochs" in tables:
        material.print_equal_epochs(tables["Equal epochs"], (tenth_of(data), len(data.train)))
    speeds = material.examples_a_second(settings["threads"], cnn, data.input_shape, data.outputs)
    material.print_speeds(speeds)
    work = {name: material.work_of(name) for name in settings["known"]}
    material.print_work(work)
    accuracy, folder = material.accuracies(table), settings.report_folder
    figures = [
        material.draw_why_now(accuracy, speeds, folder / "why_now.png", data=data.name, seeds=settings.seeds),
        material.draw_known_networks(work, folder / "known_networks.png"),
    ]
    return Report(settings, tables, figures, claimed)


def train(data: Dataset, settings: Settings) -> tuple[Comparison, dict[str, Comparison], list[dict[str, Any]]]:
    """Both experiments: all runs of the first, the tables to show, and what the slides claim of data."""
    parts = train_equal_steps(data, settings)
    table = comparison.compare([trained for runs in parts.values() for trained in runs])
    tables = {f"{count:,} training images": comparison.compare(runs) for count, runs in parts.items()}
    tenth, all_images = f"dense {tenth_of(data)}", f"dense {len(data.train)}"
    if not {tenth, all_images} <= {row.label for row in table.rows}:
        return table, tables, []  # a tenth is too little to train on
    tables["Equal epochs"] = comparison.compare(train_equal_epochs(data, settings))
    better = table.difference("accuracy", all_images, tenth)
    wider = tables["Equal epochs"].difference("accuracy gap", tenth, all_images)
    return (
        table,
        tables,
        [
            claims.check("more-data-helps", better),
            claims.check("overfitting-by-epochs-for-the-data", wider),
        ],
    )


def tenth_of(data: Dataset) -> int:
    """A tenth of the training images."""
    return round(len(data.train) / 10)


# %% More data at equal steps


def train_equal_steps(data: Dataset, settings: Settings) -> dict[int, list[Run]]:
    """Every network on every part of the training images: number of images -> runs, the largest part first."""
    training.check_data(data, settings.batch_size)  # refuse unsuitable data before the first training
    counts = material.part_sizes(len(data.train), data.outputs, settings["shares"], settings.batch_size)
    # a smaller part is contained in every larger one, and has about equally many images of each class
    parts = {count: repeated(data.take(count), len(data.train)) for count in reversed(counts)}
    recipes, each = {}, {}
    for count, part in parts.items():
        for name in settings["networks"]:
            recipes[f"{name} {count}"] = partial(NETWORKS[name], learning_rate=settings.learning_rate)
            each[f"{name} {count}"] = {"data": part}
    # stops only after all epochs; then the weights of the epoch with the lowest validation loss are taken
    runs = training.fit_all(recipes, data, each=each, patience=settings.epochs, **settings.training)
    return {count: [trained for trained in runs if trained.name.endswith(f" {count}")] for count in parts}


def repeated(part: Dataset, examples: int) -> Dataset:
    """The training images of a part again and again, up to so many: an epoch has as many steps on every part."""
    places = np.resize(np.arange(len(part.train)), examples)
    options = {**part.options, "different_examples": len(part.train)}
    return replace(part, train=Split(part.train.x[places], part.train.y[places]), options=options)


# %% Too many epochs for the data


def train_equal_epochs(data: Dataset, settings: Settings) -> list[Run]:
    """The dense network on a tenth of the images and on all: `dense 300` to the end, `dense 300 best` as above."""
    recipe = partial(dense, learning_rate=settings.learning_rate)
    budget = {**settings.training_of("epochs"), "epochs": settings["many_epochs"]}
    each = {}
    for count in (tenth_of(data), len(data.train)):
        each[f"dense {count}"] = {"data": data.take(count)}
        if settings["best"]:
            each[f"dense {count} best"] = {**each[f"dense {count}"], "patience": settings["many_epochs"]}
    return training.fit_all(dict.fromkeys(each, recipe), data, each=each, **budget)


def study(settings: Settings) -> Report:
    """What the stored verdicts stand on: the dense network in both experiments, over several seeds."""
    _, tables, claimed = train(settings.few(settings.load()), settings)
    return Report(settings, tables, claims=claimed)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
