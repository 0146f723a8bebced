"""Non-linearity (비선형성): three strategies for classes that no straight line separates.

Goal      Solve four problems in the plane by a fixed map, by a kernel and by a network, and see what each one draws.
Before    Chapter 2 (logistic regression and the number of polynomial terms).
Minutes   1
Slides    "Dealing with Non-linearity", "비선형성에 대응하기 위한 3가지 전략"
Book      Géron 2019, chapter 5, "Nonlinear SVM Classification"; chapter 10, "The Perceptron"

A logistic regression draws a straight line. The slide names three strategies to draw another boundary:

    explicit fixed mapping (Explicitly fixed mapping)     write the products of the inputs out, then a line in them
    implicit fixed mapping (Implicitly fixed mapping)     a kernel (Kernel Method: SVM, Kernel Logistic regression)
                                                          compares with examples, the map is never written out
    parameterized mapping (Parameterized mapping)         a multilayer network learns the map (Neural Networks)

The slide says of kernels "데이터 분포를 추정" (estimate the distribution of the data). An SVM (서포트 벡터 머신) does
not: take away every example that is no support vector, fit again, and the boundary is the same. Kernel logistic
regression estimates a probability, but that of the class given the point, p(y|x); it says nothing of p(x), of where
points are many and where they are few.

What we build   The same output unit four times: on the two inputs, on their products, on similarities to 60 training
                examples (kernel logistic regression), and on what 16 + 16 hidden units made. Beside them
                scikit-learn's SVM. The 60 similarities are 60 columns of the kernel matrix (landmarks): Nystroem's
                features without their whitening, so an approximation of the regression on all columns.
What to look for  The line fails on circles, xor and spirals. The boundary of degree 2 is a conic section: an ellipse
                solves circles, a hyperbola xor, neither moons. Degree 3 bends further, but not as far as a spiral. The
                maps that are fixed need a good guess of degree or width; the network finds its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

import comparison
import datasets
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from datasets.dataset import Dataset
from runtime.backend import keras

PROBLEMS = ("circles", "moons", "xor", "spirals")

SETTINGS = Settings(
    chapter="ch03_nonlinearity",
    dataset="circles",
    epochs=30,
    learning_rate=0.02,
    tasks=("binary",),
    flags=("epochs", "batch_size", "learning_rate", "patience", "seeds", "jobs"),
    own=(
        Flag(
            "problems", "all", "all four, or circles alone, on which the claims stand", ("all", "circles"), trains=False
        ),
        Flag("degree", 3, "highest degree of the explicit products"),
        Flag("gamma", 4.0, "the kernel exp(-gamma |x - z|^2) looks at a circle of radius about 1 / sqrt(gamma)"),
    ),
)
STUDY = replace(SETTINGS, seeds=5, values={"problems": "circles"})
LANDMARKS = 60
HISTOGRAMS = 5  # epochs between two histograms of the weights


def line(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """Logistic regression on the inputs themselves."""
    return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs, activation="sigmoid")])


def products(input_shape: tuple[int, ...], outputs: int, task: str, *, degree: int = 3) -> keras.Model:
    """Explicit fixed mapping: x1^i x2^j for 1 <= i + j <= degree, then a logistic regression on them."""
    inputs = keras.Input(input_shape)
    first, second = inputs[:, :1], inputs[:, 1:2]
    terms = [first**i * second ** (total - i) for total in range(1, degree + 1) for i in range(total, -1, -1)]
    mapped = keras.layers.Concatenate(name="products")(terms)
    return keras.Model(inputs, keras.layers.Dense(outputs, activation="sigmoid")(mapped))


def kernel(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    landmarks: tuple[tuple[float, float], ...],
    gamma: float = 4.0,
) -> keras.Model:
    """Implicit fixed mapping: kernel logistic regression on exp(-gamma |x - z|^2) for some training examples z.

    -gamma |x - z|^2 = 2 gamma x z - gamma |z|^2 - gamma |x|^2: the first two are a dense layer that is not trained.
    """
    inputs = keras.Input(input_shape)
    fixed = keras.layers.Dense(len(landmarks), trainable=False, name="landmarks")
    similarity = keras.ops.exp(fixed(inputs) - gamma * keras.ops.sum(inputs**2, axis=1, keepdims=True))
    z = np.array(landmarks, np.float32)
    fixed.set_weights([2 * gamma * z.T, -gamma * (z**2).sum(axis=1)])
    return keras.Model(inputs, keras.layers.Dense(outputs, activation="sigmoid")(similarity))


def network(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """Parameterized mapping: 16 + 16 hidden units, whose weights are trained with the rest."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Dense(16, activation="tanh", name="hidden"),
            keras.layers.Dense(16, activation="tanh"),
            keras.layers.Dense(outputs, activation="sigmoid"),
        ]
    )


def strategies(data: Dataset, settings: Settings) -> dict[str, Callable[..., keras.Model]]:
    """The line and the three strategies; the kernel's landmarks are the first training examples."""
    landmarks = tuple((float(x), float(y)) for x, y in data.train.x[:LANDMARKS])
    return {
        "line": line,
        "products": partial(products, degree=settings["degree"]),
        "kernel": partial(kernel, landmarks=landmarks, gamma=settings["gamma"]),
        "network": network,
    }


def run(settings: Settings) -> Report:
    """Train the four on each problem, and draw their boundaries and the network's hidden units."""
    names = ("circles",) if settings.quick or settings["problems"] == "circles" else PROBLEMS
    sets = {name: datasets.load(name, full=settings.full, validation=settings.validation) for name in names}
    if settings.quick:
        sets = {name: data.take(500) for name, data in sets.items()}
    print_summary(network, sets["circles"])
    runs = {
        name: training.fit_all(
            strategies(data, settings), data, **settings.training_of(name), histogram_freq=HISTOGRAMS
        )
        for name, data in sets.items()
    }
    machines = {name: support_vector_machine(data, settings["gamma"]) for name, data in sets.items()}
    for name, data in sets.items():
        print_machine(machines[name], data)
    tables = {name: comparison.compare(trained) for name, trained in runs.items()}
    table = tables.pop("circles")
    first = {
        name: {each.name: each.model for each in trained if each.seed == settings.seed}
        for name, trained in runs.items()
    }
    folder = report_path(settings)
    return Report(
        settings,
        table,
        further={f"The same strategies on {name}": each for name, each in tables.items()},
        figures=[
            draw_boundaries(first, machines, sets, folder / "boundaries.png"),
            draw_hidden(first["circles"]["network"], sets["circles"], folder / "hidden_units.png"),
        ],
        claims=[
            claims.check("network-deals-with-non-linearity", table.difference("accuracy", "network", "line")),
            claims.check("kernel-deals-with-non-linearity", table.difference("accuracy", "kernel", "line")),
            *exact_claims.checks(settings.chapter),
        ],
        look_for=(
            "Scalars: epoch_loss of the line stays near ln 2 = 0.69, a coin's, on circles and xor; on spirals it falls "
            "a little, on moons much further. Histograms: the hidden kernel of the network moves from epoch to epoch, "
            "the kernel's landmarks stay where they are."
        ),
        now_change=(
            "python -m chapters.ch03_nonlinearity --degree 2    which problems does a conic section solve?",
            "python -m chapters.ch03_nonlinearity --gamma 100   every example for itself: look at the boundary",
            "python -m chapters.ch03_nonlinearity --gamma 0.1   too wide a kernel: which problem suffers first?",
        ),
    )


class Machine(NamedTuple):
    """A fitted SVM: the class of points (n, 2), the part of the training examples that are support vectors, and the
    part of the test points whose class changes when it is fitted again on those alone."""

    predict: Callable[[np.ndarray], np.ndarray]
    kept: float
    changed: float


def support_vector_machine(data: Dataset, gamma: float) -> Machine:
    """scikit-learn's SVM with the same kernel, on all training examples and on its support vectors alone."""
    from sklearn.svm import SVC

    machine = SVC(gamma=gamma).fit(data.train.x, data.train.y.reshape(-1))
    again = SVC(gamma=gamma).fit(data.train.x[machine.support_], data.train.y.reshape(-1)[machine.support_])
    changed = float(np.mean(machine.predict(data.test.x) != again.predict(data.test.x)))
    return Machine(machine.predict, len(machine.support_) / len(data.train), changed)


def print_machine(machine: Machine, data: Dataset) -> None:
    """Print the SVM's test accuracy on one problem, and what it keeps of the data."""
    accuracy = np.mean(machine.predict(data.test.x) == data.test.y.reshape(-1))
    print(
        f"SVM on {data.name}: test accuracy {accuracy:.3f}; it keeps {machine.kept:.0%} of the training examples, and "
        f"fitted on those alone it judges {machine.changed:.1%} of the test points otherwise"
    )


def draw_boundaries(
    models: dict[str, dict[str, keras.Model]], machines: dict[str, Machine], sets: dict[str, Dataset], path: Path
) -> Path:
    """A row a problem, a column a strategy: the probability of class 1, and the boundary where it is 1/2.

    Args:
        models: problem -> strategy -> trained model.
        machines: problem -> its SVM, for the last column: its class, 0 or 1.
        sets: problem -> dataset.
        path: where the PNG goes.
    """
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    columns = len(models["circles"]) + 1
    figure = Figure(figsize=(3.1 * columns, 3.2 * len(models) + 0.4), layout="constrained")
    for row, (name, data) in zip(figure.subplots(len(models), columns, squeeze=False), sets.items(), strict=True):
        x, y, points = plane(data)
        judges = {strategy: partial(probability, model) for strategy, model in models[name].items()}
        judges["SVM"] = machines[name].predict
        train, labels = data.train.x[:300], data.train.y.reshape(-1)[:300]
        for axes, (strategy, judge) in zip(row, judges.items(), strict=True):
            values = judge(points).reshape(x.shape)
            accuracy = np.mean((judge(data.test.x) > 0.5) == data.test.y.reshape(-1))
            axes.contourf(x, y, values, levels=np.linspace(0, 1, 11), cmap="RdBu_r", alpha=0.6)
            axes.contour(x, y, values, levels=[0.5], colors="black", linewidths=2)
            for label, marker in ((0, "o"), (1, "^")):
                chosen = train[labels == label].T
                axes.scatter(*chosen, s=16, marker=marker, color=COLOURS[label], edgecolors="white", linewidths=0.4)
            axes.set_title(f"{strategy}: {accuracy:.3f}", fontsize=15)
            axes.set_xticks([])
            axes.set_yticks([])
        row[0].set_ylabel(name, fontsize=16)
    figure.suptitle("Test accuracy of a line and of three strategies (black: the boundary)", fontsize=18)
    return save(figure, path)


def probability(model: keras.Model, points: np.ndarray) -> np.ndarray:
    """The model's probability of class 1 for points (n, 2): shape (n,)."""
    return model.predict(points, batch_size=4096, verbose=0)[:, 0]


def draw_hidden(model: keras.Model, data: Dataset, path: Path) -> Path:
    """What the eight hidden units with the largest spread drew: their outputs over the plane, each a step at a line."""
    from matplotlib.figure import Figure

    from comparison.figures.style import save

    x, y, points = plane(data)
    weights, biases = model.get_layer("hidden").get_weights()
    outputs = np.tanh(points @ weights + biases)
    widest = np.argsort(-outputs.std(axis=0))[:8]
    figure = Figure(figsize=(14, 7), layout="constrained")
    for axes, unit in zip(figure.subplots(2, 4).flat, widest, strict=True):
        axes.contourf(x, y, outputs[:, unit].reshape(x.shape), levels=np.linspace(-1, 1, 11), cmap="RdBu_r")
        ones = data.train.y.reshape(-1)[:300] == 1
        axes.scatter(*data.train.x[:300][ones].T, s=8, marker="^", color="black", linewidths=0)
        axes.scatter(*data.train.x[:300][~ones].T, s=8, color="0.35", linewidths=0)
        axes.set_title(f"hidden unit {unit + 1}", fontsize=14)
        axes.set_xticks([])
        axes.set_yticks([])
    figure.suptitle("Each hidden unit draws one straight edge; the layers above put the edges together", fontsize=18)
    return save(figure, path)


def plane(data: Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A grid over the training examples: x and y (120, 120), and its points (14400, 2)."""
    low, high = data.train.x.min(axis=0) - 0.3, data.train.x.max(axis=0) + 0.3
    x, y = np.meshgrid(np.linspace(low[0], high[0], 120), np.linspace(low[1], high[1], 120))
    return x, y, np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
