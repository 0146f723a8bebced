"""Logistic regression (로지스틱 회귀): a line, squeezed between 0 and 1.

Goal      See what a network without hidden layer can do, draw its boundary, and count what it would take to bend it.
Before    Linear regression (선형회귀): H(x) = wx + b.
Minutes   1
Slides    "Linear Regression for classification?", "Logistic Regression (Classification)", "Logistic Regression의 한계"
Book      Géron 2019, chapter 4, "Logistic Regression" and "Softmax Regression"

A linear regression gives any number; a class wants a probability. The slide asks for a function that brings every x
between 0 and 1 and answers with the sigmoid y = 1 / (1 + e^-x). With several classes the sigmoid becomes the softmax:
a linear function for each class, exponentials of them, divided by their sum.

Its limit (한계): the boundary is a straight line. To bend it, products of the variables (변수 조합) must be given to
it, and their number is C(n + d, d) - 1 for n variables and degree d. Non-linearity (비선형성) becomes expensive.

What we build   One Dense unit on the 30 measurements of a tumour: 31 parameters; the same with an L2 penalty (가중치
                규제): the squares of the weights are added to the cost, so that all of them shrink towards zero. (An
                L1 penalty would make some exactly zero; the `weight_decay` of AdamW shrinks them beside the gradient
                step, not through the cost.) A softmax over the three kinds of iris, on two measurements, so that it
                can be drawn. With --dataset fashion_mnist: ten pictures of weights.
What to look for  The boundaries between the flowers are straight. In float32 the sigmoid of 17 is exactly 1: bounded
                it is, strictly between 0 and 1 it is not. And the count for a picture of one megapixel.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import datasets
import training
from chapters.claims import exact as exact_claims
from chapters.claims.exact_lines import float32_sigmoid, polynomial_terms
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Settings
from datasets.dataset import Dataset, Split
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(chapter="ch02_logistic_regression", dataset="breast_cancer", epochs=50, learning_rate=0.01)

PICTURE = 283 * 354
INPUTS = {
    "x1, x2": 2,
    "x1, x2, x3": 3,
    "a tumour": 30,
    "28 x 28 pixels": 28 * 28,
    "283 x 354 pixels": PICTURE,
    "283 x 354 in RGB": 3 * PICTURE,
    "1024 x 1024 pixels": 1024 * 1024,
}


def softmax_regression(input_shape: tuple[int, ...], outputs: int, task: str, *, l2: float = 0.0) -> keras.Model:
    """One linear function of the inputs for each class, then the task's squeeze: sigmoid for one, softmax for more."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(
                outputs,
                activation="sigmoid" if task == "binary" else "softmax",
                kernel_regularizer=keras.regularizers.L2(l2) if l2 else None,
            ),
        ]
    )


def petals(data: Dataset) -> Dataset:
    """Iris with its last two measurements only: length and width of the petals."""
    parts = {name: Split(data.split(name).x[:, 2:4], data.split(name).y) for name in ("train", "validation", "test")}
    return replace(data, **parts, input_shape=(2,), options={**data.options, "features": "petals"})


def run(settings: Settings) -> Report:
    """Train with and without an L2 penalty, draw the boundaries between flowers, and count terms."""
    print_sigmoid()
    print_terms()
    data = settings.load()
    print_summary(softmax_regression, data)
    recipes = {"logistic": softmax_regression, "L2 penalty": partial(softmax_regression, l2=1e-3)}
    runs = training.fit_all(recipes, data, **settings.training)
    first = [each for each in runs if each.seed == settings.seed]
    print_lengths(first, data)
    flowers = petals(datasets.load("iris", validation=settings.validation))
    few = {  # no claim stands on the flowers: one seed, and a learning rate that suits so few examples
        "seeds": [settings.seed],
        "batch_size": min(settings.batch_size, len(flowers.train)),
        "learning_rate": settings.learning_rate if "learning_rate" in settings.changed else 0.1,
    }
    print(f"\nSoftmax on iris: learning rate {few['learning_rate']:g}, batches of {few['batch_size']}, one seed")
    softmax = training.fit_all({"softmax": softmax_regression}, flowers, **{**settings.training_of("iris"), **few})[0]
    folder = report_path(settings)
    figures = [draw_boundary(softmax, flowers, folder / "iris_boundary.png", ("petal length", "petal width"))]
    if data.input_shape == (2,):
        figures.append(draw_boundary(first[0], data, folder / "boundary.png"))
    if len(data.input_shape) == 3 and data.outputs > 1:
        figures.append(draw_weights(first, data, folder / "weights.png"))
    return Report(
        settings,
        comparison.compare(runs),
        further={"Softmax on two measurements of iris": comparison.compare([softmax])},
        figures=figures,
        claims=exact_claims.checks(settings.chapter),
        look_for=(
            "Scalars: epoch_loss of the run with the L2 penalty lies higher, because the penalty is part of the cost; "
            "compare epoch_accuracy instead. In HParams, the l2 column stands beside the final accuracies."
        ),
        now_change=(
            "python -m chapters.ch02_logistic_regression --dataset fashion_mnist --epochs 10   ten pictures of weights",
            "python -m chapters.ch02_logistic_regression --learning-rate 1                     watch the loss jump",
            "python -m chapters.ch02_logistic_regression --dataset xor                         what a line cannot do",
        ),
    )


def print_sigmoid() -> None:
    """Print the sigmoid of a few numbers in float64 and in float32, where it reaches 0 and 1."""
    x = np.array([-110.0, -17.0, -1.0, 0.0, 1.0, 16.0, 17.0, 110.0])
    print("sigmoid: x, 1 / (1 + e^-x) in float64, and in float32")
    for number, wide, narrow in zip(x, 1 / (1 + np.exp(-x)), float32_sigmoid(x), strict=True):
        reached = "   exactly 0" if narrow == 0 else "   exactly 1" if narrow == 1 else ""
        print(f"  {number:6g}  {wide:.17g}  {narrow:.9g}{reached}")


def print_terms() -> None:
    """Print how many products of up to 1, 2 and 3 variables there are."""
    print(f"\n{'terms up to degree':20} {1:>12} {2:>20} {3:>28}")
    for name, inputs in INPUTS.items():
        print(f"{name:20} " + " ".join(f"{polynomial_terms(inputs, d):{4 + 8 * d},}" for d in (1, 2, 3)))


def print_lengths(runs: list[Run], data: Dataset) -> None:
    """Print the length of each run's weight vector, the root of the sum of their squares: what the penalty pulls at."""
    print()
    for trained in runs:
        length = float(np.linalg.norm(trained.model.layers[-1].get_weights()[0]))
        accuracy = trained.metrics["test"]["accuracy"]
        print(f"{trained.name:14} on {data.name}: length of the weights {length:6.2f}, test accuracy {accuracy:.3f}")


def draw_boundary(
    trained: Run, data: Dataset, path: Path, features: tuple[str, str] = ("first feature", "second feature")
) -> Path:
    """Where each class is the likeliest, with up to 200 examples of train and test: the boundaries are straight.

    Args:
        trained: a run on two features.
        data: its dataset.
        path: where the PNG goes.
        features: what the two are called.
    """
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    (left, low), (right, high) = data.train.x.min(axis=0) - 0.3, data.train.x.max(axis=0) + 0.3
    x, y = np.meshgrid(np.linspace(left, right, 300), np.linspace(low, high, 300))
    points = np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)
    outputs = trained.model.predict(points, batch_size=4096, verbose=0)
    likeliest = outputs.argmax(axis=1) if data.outputs > 1 else outputs[:, 0] > 0.5
    figure = Figure(figsize=(9, 6), layout="constrained")
    axes = figure.add_subplot()
    classes = len(data.class_names)
    fill = ListedColormap(COLOURS[:classes])
    axes.contourf(x, y, likeliest.reshape(x.shape), levels=np.arange(classes + 1) - 0.5, cmap=fill, alpha=0.25)
    for label, (name, marker) in enumerate(zip(data.class_names, "o^sDvP", strict=False)):
        for split, size in (("train", 25), ("test", 110)):
            part = data.split(split)
            chosen = part.x[:200][part.y.reshape(-1)[:200] == label]
            axes.scatter(
                *chosen.T, s=size, marker=marker, color=COLOURS[label], label=name if split == "test" else None,
                edgecolors="black" if split == "test" else "none",
            )  # fmt: skip
    accuracy = trained.metrics["test"]["accuracy"]
    axes.set_xlabel(f"{features[0]} (scaled)", fontsize=14)
    axes.set_ylabel(f"{features[1]} (scaled)", fontsize=14)
    axes.tick_params(labelsize=12)
    axes.set_title(f"{trained.name} on {data.name}: {accuracy:.0%} of {len(data.test):,} test examples", fontsize=16)
    axes.legend(fontsize=13, loc="upper left", title="large: test", title_fontsize=12)
    return save(figure, path)


def draw_weights(runs: list[Run], data: Dataset, path: Path) -> Path:
    """One row of pictures a run: what each class looks for (blue) and what speaks against it (red)."""
    rows = [list(trained.model.layers[-1].get_weights()[0].T.reshape(-1, *data.input_shape)) for trained in runs]
    return comparison.picture_grid(
        rows,
        path,
        row_titles=[
            f"{trained.name}\nto {abs(np.array(row)).max():.2f}" for trained, row in zip(runs, rows, strict=True)
        ],
        titles=[data.class_names],
        signed=[True] * len(rows),
    )


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
