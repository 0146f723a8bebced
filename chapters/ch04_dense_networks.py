"""Dense networks (인공신경망, FNN): layers of logits instead of combinations of variables.

Goal      Build Géron's 300-100 network, see what hidden layers (은닉층) add to a logistic regression, and their cost.
Before    ch02_logistic_regression.
Minutes   1
Slides    "Artificial Neural Networks 인공신경망", "Deep Neural Networks 깊은 신경망"
Book      Géron 2019, chapter 10, "Building an Image Classifier Using the Sequential API"

Non-linearity (비선형성) could come from products of variables, but their number explodes. A network makes its own: each
hidden unit is a weighted sum and a bend, each layer works on the outputs of the layer before (feed-forward), and
training adjusts the weights (가중치). The slide says that a single hidden node is one logit: a hidden sigmoid unit is a
logistic regression, as its copied weights show. A deep network (깊은 신경망) has more hidden layers; at an equal number
of parameters (파라미터) they must be narrower.

What we build   784 pixels -> 300 ReLU -> 100 ReLU -> 10 softmax: 235,500 + 30,100 + 1,010 = 266,610 parameters. Beside
                it the logistic regression, and the same network with dropout (드랍아웃). Then, on fewer images, a
                narrow and a wide network, and four depths with equally many parameters.
What to look for  The dense network reaches a higher accuracy on what it has seen than on what it has not: the gap is
                overfitting (과적합). Is it narrower with dropout? (Chapter 13 judges the remedies over several seeds.)
                And is any depth better than the others at equal parameters, by more than another seed might change?

With --full it trains as the book did: SGD with learning rate 0.01, batches of 32, 30 epochs, the first 5,000 images for
validation, and prints its test accuracy beside the book's three; width and depth then have all images too.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import models
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from comparison.generalisation import gap_of_row
from comparison.rows import Row
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.backend import keras

BOOK = {"2019": 0.8837, "2021": 0.8857, "third edition": 0.8864}
AS_THE_BOOK = {"epochs": 30, "optimizer": "sgd", "learning_rate": 0.01, "validation": 5_000}

SETTINGS = Settings(
    chapter="ch04_dense_networks",
    epochs=10,
    when_full=AS_THE_BOOK,
    own=(
        Flag("examples", 2_000, "training examples for width and depth, at most"),
        Flag("parameters", 30_000, "of each depth, at most"),
    ),
)
STUDY = replace(SETTINGS, seeds=5)

WIDTHS = {"narrow": (10, 10), "wide": (1_000, 1_000)}
DEPTHS = (1, 2, 4, 8)


def two_hidden_layers(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: tuple[int, int] = (300, 100), dropout: float = 0.0
) -> keras.Model:
    """Géron's network, layer by layer."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),  # 28 x 28 x 1 -> 784: the shape of the image is lost here
            keras.layers.Dense(units[0], activation="relu"),
            keras.layers.Dropout(dropout),  # rate 0 lets everything pass
            keras.layers.Dense(units[1], activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def equally_wide(input_shape: tuple[int, ...], outputs: int, task: str, *, units: int, depth: int) -> keras.Model:
    """`depth` hidden layers of `units` ReLU each."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for _ in range(depth):
        model.add(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"))
    return model


def units_for(depth: int, parameters: int, inputs: int, outputs: int) -> int:
    """Units of each of `depth` hidden layers with which the network has at most so many parameters; at least one.

    With u units it has (depth - 1) u^2 + (inputs + depth + outputs) u + outputs.
    """
    a, b, c = depth - 1, inputs + depth + outputs, outputs - parameters  # a u^2 + b u + c = 0
    if c >= 0:  # the biases of the outputs alone are too many
        return 1
    root = (-b + math.sqrt(b * b - 4 * a * c)) / (2 * a) if a else -c / b
    return max(1, int(root + 1e-9))


def unit_as_logistic_regression(network: keras.Model, unit: int) -> keras.Model:
    """A logistic regression with the weights of one unit of the network's first hidden layer."""
    kernel, bias = next(layer for layer in network.layers if layer.get_weights()).get_weights()
    logistic = keras.Sequential(
        [
            keras.Input(network.input_shape[1:]),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    logistic.layers[-1].set_weights([kernel[:, [unit]], bias[[unit]]])
    return logistic


def run(settings: Settings) -> Report:
    """Train the network with and without dropout beside a logistic regression, then widths and depths."""
    from training.checks import check_data  # here, because it starts TensorFlow, and --help must not

    data = settings.load()
    few = settings.few(data)
    check_data(few, settings.batch_size)  # before the first training, not after three
    print_summary(two_hidden_layers, data)
    networks = {
        "dense": two_hidden_layers,
        "dropout": partial(two_hidden_layers, dropout=0.3),
        "logistic": models.logistic_regression,
    }
    runs = training.fit_all(networks, data, **settings.training)
    table = comparison.compare(runs)
    widths = {name: partial(two_hidden_layers, units=units) for name, units in WIDTHS.items()}
    depths = {} if settings.quick else equal_depths(few, settings["parameters"])
    shapes = comparison.compare(training.fit_all(widths | depths, few, **settings.training_of("shapes")))
    print_unit(data, settings.seed)
    print_gaps(shapes)
    if settings.full and as_the_book(settings):
        print_book(table, settings)
    groups = {"Width: two hidden layers": list(widths), "Depth: layers x units": list(depths)}
    return Report(
        settings,
        table,
        further={f"Width and depth on {len(few.train):,} training images": shapes},
        figures=[draw_shapes(shapes, groups, report_path(settings) / "width_and_depth.png")],
        claims=[
            claims.check("nodes-beat-single-variables", table.difference("accuracy", "dense", "logistic")),
            claims.check("overfitting-by-parameters", shapes.difference("accuracy gap", "wide", "narrow")),
            *exact_claims.checks(settings.chapter),
        ],
        look_for=(
            "Scalars: in the dense run epoch_accuracy goes on rising for train while validation lags behind. The train "
            "curve of the dropout run is measured with dropout on: compare final_train_accuracy and "
            "final_test_accuracy, or the table. Switch the horizontal axis to wall time to see what each epoch costs."
        ),
        now_change=(
            "python -m chapters.ch04_dense_networks --learning-rate 0.01   then: python -m comparison "
            f"{settings.folder}",
            "python -m chapters.ch04_dense_networks --epochs 30            how wide does the gap get?",
            "python -m chapters.ch04_dense_networks --examples 500         wide against narrow on fewer images",
        ),
    )


def equal_depths(data: Dataset, parameters: int) -> dict[str, partial]:
    """Every depth, as wide as so many parameters allow: `layers x units` -> recipe."""
    found = {}
    for depth in DEPTHS:
        units = units_for(depth, parameters, math.prod(data.input_shape), data.outputs)
        found[f"{depth} x {units}"] = partial(equally_wide, units=units, depth=depth)
    return found


def as_the_book(settings: Settings) -> bool:
    """Whether the settings are the book's: its dataset, and no flag that changed its training."""
    book = {**AS_THE_BOOK, "dataset": "fashion_mnist", "batch_size": 32, "patience": None}
    return all(getattr(settings, key) == value for key, value in book.items())


def print_unit(data: Dataset, seed: int) -> None:
    """Print how far every hidden sigmoid unit of a network is from a logistic regression with its weights."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(data.input_shape)
    hidden = keras.layers.Dense(4, activation="sigmoid")(keras.layers.Flatten()(inputs))
    network = keras.Model(inputs, hidden)
    x = data.test.x[:200]
    outputs = network.predict(x, verbose=0)
    apart = [
        np.abs(unit_as_logistic_regression(network, unit).predict(x, verbose=0)[:, 0] - outputs[:, unit]).max()
        for unit in range(outputs.shape[1])
    ]
    print(
        f"\nFour hidden sigmoid units beside logistic regressions with their weights, on {len(x)} examples of "
        f"{data.name}: the outputs differ by {max(apart):.0e} at most"
    )


def print_gaps(shapes: Comparison) -> None:
    """Print by how much each width and depth does better on what it was trained on."""
    print("\nAccuracy on train minus accuracy on test, of each width and depth")
    for row in shapes.rows:
        print(f"  {row.label:12} {gap_of_row(row, 'accuracy')[0]:+.3f}")


def print_book(table: Comparison, settings: Settings) -> None:
    """Print the test accuracy of the book's network beside the book's."""
    here = next(row for row in table.rows if row.label == "dense").interval("test", "accuracy")[0]
    print(
        f"\nTest accuracy of the dense network on {settings.dataset} after {settings.epochs} epochs of "
        f"{settings.optimizer} with learning rate {settings.learning_rate:g}"
    )
    for edition, book in BOOK.items():
        print(f"  book ({edition}) {book:.4f}   here {here:.4f}   difference {here - book:+.4f}")


def draw_shapes(table: Comparison, groups: dict[str, list[str]], path: Path) -> Path:
    """Training and test accuracy of the widths, and of the depths with equally many parameters.

    Args:
        table: of the runs.
        groups: title of a panel -> labels of its rows; a group without rows has no panel.
        path: where the PNG goes.
    """
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    rows_by_label: dict[str, Row] = {row.label: row for row in table.rows}
    panels = {title: [rows_by_label[label] for label in labels] for title, labels in groups.items() if labels}
    figure = Figure(figsize=(6.5 * len(panels), 5.2), layout="constrained")
    places = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, (title, rows) in zip(places, panels.items(), strict=True):
        for shift, split, colour in ((-0.2, "train", COLOURS[1]), (0.2, "test", COLOURS[0])):
            means, halves = zip(*(row.interval(split, "accuracy") for row in rows), strict=True)
            bars = axes.bar(
                np.arange(len(rows)) + shift, means, width=0.38, color=colour, label=split,
                yerr=[half or 0 for half in halves] if any(halves) else None, capsize=4,
            )  # fmt: skip
            axes.bar_label(bars, fmt="%.3f", fontsize=12)
        names = [f"{row.label}\n{row.runs[0].parameters:,}" for row in rows]
        axes.set_xticks(range(len(rows)), names, fontsize=13)
        axes.set_xlabel("network, and its parameters", fontsize=14)
        axes.set_title(title, fontsize=16)
        axes.spines[["top", "right"]].set_visible(False)
    places[0].set_ylabel("accuracy", fontsize=14)
    places[0].set_ylim(0, 1.18)
    places[0].legend(fontsize=13, loc="upper left", ncols=2, frameon=False)
    about = table.runs[0].settings["data"]
    seeds = len(table.rows[0].runs)
    figure.suptitle(f"{about['examples']['train']:,} training images of {about['name']}, seeds: {seeds}", fontsize=16)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
