"""Why now (이번엔 꺼지지 않는다!): measures what more training data and more processor threads give.

Goal      Measure how test accuracy changes with the number of training examples, and training speed with the number
          of threads. Count how much work the known networks need for one image.
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
                CNN. Each is trained on 2 %, 10 %, 30 % and all of 3,000 training images, for equally many epochs. Then
                the CNN's training speed with 1, 2, 4 and 8 threads, as far as the computer has cores. Last, the
                multiply-adds of six known networks, from LeNet-5 (1998) to Xception (2016).
What to look for  Which network gains most from more data? Does one network overtake another? With equal epochs, fewer
                examples mean fewer steps: 8 epochs in batches of 32 are 16 steps on 60 images and 752 on 3,000. The
                generalisation gap is the training accuracy minus the test accuracy. On how many images is it largest?
                A 95% interval (신뢰 구간) around each accuracy says how much other test images could change it.
In TensorBoard  Scalars: choose epoch_accuracy. Compare the training and the validation curve of dense-300-s0, then of
                dense-3000-s0. In which run does the validation curve stay further behind?
Now change      python -m chapters.ch09_why_now --examples 9000
                    Does the CNN still gain from more data?
                python -m chapters.ch09_why_now --epochs 40 --examples 1000
                    How large do the generalisation gaps get?
                python -m chapters.ch09_why_now --dataset digits
                    Are images of 8 x 8 pixels large enough for a CNN?
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import scaling as material
from comparison import Comparison
from datasets import Dataset
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
        "threads": (1, 2, 4, 8),
        "known": ("LeNet-5", "AlexNet", "VGG-16", "GoogLeNet", "ResNet-34", "Xception"),
    },
    when_quick={"networks": ("dense",), "shares": (0.1, 1.0), "threads": (), "known": ("LeNet-5", "AlexNet")},
)
# what `python -m chapters claims --check ch09` trains for the verdicts
STUDY = replace(SETTINGS, seeds=5, values={"examples": 9_000, "networks": ("dense",), "shares": (0.1, 1.0)})


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
    """Train on growing parts of the images, time threads, and count the work of the known networks."""
    data = settings.few(settings.load())
    print_summary(cnn, data)
    runs = train_on_parts(data, settings)
    table = comparison.compare(list_of(runs))
    material.print_accuracies(table)
    speeds = material.examples_a_second(settings["threads"], cnn, data.input_shape, data.outputs)
    material.print_speeds(speeds)
    work = {name: material.work_of(name) for name in settings["known"]}
    material.print_work(work)
    accuracy = material.accuracies(table)
    path = settings.report_folder / "why_now.png"
    return Report(
        settings,
        tables_of(runs),
        figures=[material.draw_why_now(accuracy, speeds, work, path, data=data.name, seeds=settings.seeds)],
        claims=check_claims(table, max(runs)),
    )


def train_on_parts(data: Dataset, settings: Settings) -> dict[int, list[Run]]:
    """Train every network on every part of the training images: number of images -> runs. The largest comes last."""
    training.check_data(data, settings.batch_size)  # refuse unsuitable data now: the largest part is trained last
    counts = material.part_sizes(len(data.train), data.outputs, settings["shares"], settings.batch_size)
    runs = {}
    for count in counts:
        recipes = {
            f"{name} {count}": partial(NETWORKS[name], learning_rate=settings.learning_rate)
            for name in settings["networks"]
        }
        # a smaller part is contained in every larger one, and has about equally many images of each class
        runs[count] = training.fit_all(recipes, data.take(count), **settings.training)
    return runs


def list_of(runs: dict[int, list[Run]]) -> list[Run]:
    """The runs of all parts in one list."""
    return [trained for part in runs.values() for trained in part]


def tables_of(runs: dict[int, list[Run]]) -> dict[str, Comparison]:
    """One table for each number of training images, the largest first."""
    return {f"{count:,} training images": comparison.compare(runs[count]) for count in sorted(runs, reverse=True)}


def check_claims(table: Comparison, largest: int) -> list[dict[str, Any]]:
    """What the slides claim of data: the dense network on all images (`largest`) against a tenth of them."""
    whole, tenth = f"dense {largest}", f"dense {round(largest / 10)}"
    if not {whole, tenth} <= {row.label for row in table.rows}:
        return []  # a tenth was too few to train on
    return [
        claims.check("more-data-helps", table.difference("accuracy", whole, tenth)),
        claims.check("overfitting-by-epochs-for-the-data", table.difference("accuracy gap", tenth, whole)),
    ]


def study(settings: Settings) -> Report:
    """What the stored verdicts stand on: the dense network on a tenth of the images and on all, over several seeds."""
    runs = train_on_parts(settings.few(settings.load()), settings)
    return Report(settings, tables_of(runs), claims=check_claims(comparison.compare(list_of(runs)), max(runs)))


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
