"""Gradient descent (경사하강법): what training does, one step written by hand.

Goal      Write the update rule of the slides in NumPy, watch it walk, and find it again inside Keras.
Before    ch01_linear_regression, ch02_logistic_regression.
Minutes   1
Slides    "How it works"
Book      Géron 2019, chapter 4, "Gradient Descent", "Logistic Regression"

Training (훈련) looks for the parameters with the lowest cost. The gradient (미분) says where the cost rises; a step of
size alpha, the learning rate (학습률), goes the other way, "수렴할 때까지" (until convergence):

    theta_j := theta_j - alpha 1/m sum_i (h(x_i) - y_i) x_ij

The slides write the cost of a line twice, with 1/m and with 1/2m. Both have the same minimum; the rule above is the
gradient of the one with 1/2m. Keras' mean squared error is the one with 1/m: its SGD with learning_rate = alpha / 2
makes the same steps. (The book's gradient has the factor 2/m for the same reason.)

For the logistic regression the slide goes from the squared error to the log loss "많은 과정을 거친뒤!" (after many
steps). These are the steps; the squared error is left behind, not transformed:

    p(y_i | x_i) = h_i^y_i (1 - h_i)^(1 - y_i)         h_i where y_i = 1, and 1 - h_i where y_i = 0
    L(theta)     = prod_i p(y_i | x_i)                 the likelihood (우도) of the targets: to be high
    log L        = sum_i [y_i log h_i + (1 - y_i) log(1 - h_i)]        a sum is largest where the product is
    J(theta)     = -1/m log L                          a cost is to be low, and not to grow with m
    dJ/dtheta_j  = 1/m sum_i (h_i - y_i) x_ij          for dh/dz = h (1 - h) cancels: the rule of the line, another h

What we build   Batch, mini-batch and stochastic gradient descent (배치, 미니배치, 확률적 경사하강법) in one NumPy loop;
                the same by one Dense unit in Keras; the curvature of both costs of a logistic regression.
What to look for  All data at once goes smoothly downhill, one step an epoch; one example at a time makes many
                steps and never settles. Above 2 / (largest eigenvalue) alpha diverges. Only the log loss is convex.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat

import numpy as np

import comparison
import datasets
import training
from chapters.claims import exact as exact_claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.gradient_descent import book_line
from chapters.material.gradient_descent.logistic_costs import (
    curvature,
    log_loss,
    print_likelihood,
    sigmoid,
    squared_error_gradient,
)
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch10_gradient_descent",
    dataset="diabetes",
    epochs=20,
    optimizer="sgd",
    learning_rate=0.01,
    tasks=("regression",),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(Flag("alpha", 0.2, "learning rate of the drawn paths, in parts of the largest that converges", trains=False),),
)

Hypothesis = Callable[[np.ndarray], np.ndarray]


def one_unit(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """H(x) = w x + b, or the sigmoid of it for two classes: one Dense unit an output that starts at zero."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else None, kernel_initializer="zeros"),
        ]
    )


# ------------------------------------------------------------------ the lesson: the slides' formulas, line by line


def line(z: np.ndarray) -> np.ndarray:
    """The linear regression's h: z = theta^T x itself."""
    return z


def gradient(theta: np.ndarray, x: np.ndarray, y: np.ndarray, h: Hypothesis = line) -> np.ndarray:
    """1/m sum_i (h(x_i) - y_i) x_i: of the squared error with 1/2m if h is a line, of the log loss if h is a sigmoid.

    Args:
        theta: (n, outputs); theta_0 belongs to the column x_0 = 1.
        x: (m, n); y: (m, outputs).
    """
    return x.T @ (h(x @ theta) - y) / len(x)


def descend(
    x: np.ndarray,
    y: np.ndarray,
    alphas: float | Iterable[float],
    batches: Iterable[np.ndarray],
    h: Hypothesis = line,
    theta: np.ndarray | None = None,
    slope: Callable[..., np.ndarray] | None = None,
) -> np.ndarray:
    """Gradient descent: theta before the first step and after each, shape (steps + 1, n, outputs).

    Args:
        alphas: one learning rate, or one a step.
        batches: the numbers of the examples of each step: all (batch), a few (mini-batch) or one (stochastic).
        slope: (theta, x, y) -> the gradient of the cost to descend; None for the slides' rule.
    """
    slope = partial(gradient, h=h) if slope is None else slope
    path = [np.zeros((x.shape[1], y.shape[1])) if theta is None else theta]
    rates = repeat(alphas) if isinstance(alphas, float) else alphas
    with np.errstate(over="ignore", invalid="ignore"):  # too large an alpha ends in infinity and NaN
        for rows, alpha in zip(batches, rates, strict=False):
            path.append(path[-1] - alpha * slope(path[-1], x[rows], y[rows]))
    return np.array(path)


def batches_of(size: int, orders: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Cut the order of the examples of each epoch into batches of `size`; the last of an epoch may be short."""
    for order in orders:
        yield from (order[start : start + size] for start in range(0, len(order), size))


def normal_equation(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(X^T X)^-1 X^T y, by the pseudoinverse: where the gradient of the squared error is zero."""
    return np.linalg.pinv(x) @ y


def largest_alpha(x: np.ndarray) -> float:
    """2 / (largest eigenvalue of X^T X / m): each step shrinks the error along every eigenvector only below it."""
    return float(2 / np.linalg.eigvalsh(x.T @ x / len(x)).max())


def squared_error(theta: np.ndarray, x: np.ndarray, y: np.ndarray, h: Hypothesis = line) -> float:
    """cost = 1/m sum_i (h(x_i) - y_i)^2; the slides' J is half of it."""
    return float(((h(x @ theta) - y) ** 2).sum(axis=1).mean())


# ------------------------------------------------------------------------------------------ what is done with them


def with_ones(x: np.ndarray) -> np.ndarray:
    """Features (m, n - 1) in float64 behind a column x_0 = 1, so that theta_0 is the bias."""
    return np.column_stack([np.ones(len(x)), x.reshape(len(x), -1).astype(np.float64)])


def run(settings: Settings) -> Report:
    """Train with three batch sizes, repeat each training by hand, and draw what the steps do."""
    from chapters.material.gradient_descent import figures

    data = settings.load()
    print_summary(one_unit, data)
    sizes = {"stochastic": 1, "mini-batch": settings.batch_size, "batch": len(data.train)}
    runs: list[Run] = []
    for name, size in sizes.items():
        runs += training.fit_all({name: one_unit}, data, **{**settings.training, "batch_size": size})
    print_by_hand(runs, data)
    x, y = book_line.points()
    x = with_ones(x)
    print_book(x, y)
    cancer_x, cancer_y = cancer()
    print_keras_steps(x, y, cancer_x, cancer_y)
    walked = descend(cancer_x, cancer_y, 1.0, [np.arange(len(cancer_x))] * 200, sigmoid)
    print(f"\nLikelihood of the {len(cancer_x)} classes of breast_cancer, by the mean radius alone:")
    print_likelihood({"theta = 0": walked[0], "after 200 steps": walked[-1]}, cancer_x, cancer_y)
    folder, bound = report_path(settings), largest_alpha(x)
    orders = [np.random.default_rng([settings.seed, epoch]).permutation(len(x)) for epoch in range(40)]
    paths = {
        f"{name}: {size} an update": descend(x, y, settings["alpha"] * bound, batches_of(size, orders))
        for name, size in {"batch": len(x), "mini-batch": 20, "stochastic": 1}.items()
    }
    everything = [np.arange(len(x))] * (10 if settings.quick else 100)
    lowest = squared_error(normal_equation(x, y), x, y)
    excess = {
        part: [squared_error(theta, x, y) - lowest for theta in descend(x, y, part * bound, everything)]
        for part in (0.005, 0.1, 0.5, 0.97, 1.03)
    }
    start = np.array([[0.0], [6.0]])
    steps = [np.arange(len(cancer_x))] * 200
    logistic = {
        "log loss": descend(cancer_x, cancer_y, 1.0, steps, sigmoid, start),
        "squared error": descend(cancer_x, cancer_y, 1.0, steps, theta=start, slope=squared_error_gradient),
    }
    cancer_data = {"x": cancer_x, "y": cancer_y}
    costs = {
        "log loss": partial(log_loss, **cancer_data),
        "squared error": partial(squared_error, **cancer_data, h=sigmoid),
    }
    bends = {
        "log loss": partial(curvature, **cancer_data, squared=False),
        "squared error": partial(curvature, **cancer_data, squared=True),
    }
    return Report(
        settings,
        comparison.compare(runs),
        figures=[
            figures.plot_paths(
                partial(squared_error, x=x, y=y), paths, normal_equation(x, y), folder / "paths_on_the_cost.png"
            ),
            figures.plot_learning_rates(excess, folder / "learning_rates.png"),
            figures.plot_curvature(
                costs,
                bends,
                logistic,
                folder / "convex_or_not.png",
                grid=15 if settings.quick else 61,
            ),
        ],
        claims=exact_claims.checks(settings.chapter),
        look_for=(
            "Scalars: epoch_loss against epochs: stochastic is down after the first epoch, batch has made one step by "
            "then. Change the axis from step to relative time: an epoch of single examples takes much longer."
        ),
        now_change=(
            "python -m chapters.ch10_gradient_descent --learning-rate 0.0001   too small: what is left to descend?",
            "python -m chapters.ch10_gradient_descent --epochs 100              how much nearer does batch come?",
            "python -m chapters.ch10_gradient_descent --alpha 0.9               which of the paths still arrives?",
        ),
    )


def print_by_hand(runs: list[Run], data: Dataset) -> None:
    """Repeat every training in NumPy, on the same examples in the same order, beside the lowest cost there is."""
    x, y = with_ones(data.train.x), data.train.y.astype(np.float64)
    best = squared_error(normal_equation(x, y), x, y)
    print(
        f"\nThe same trainings by hand on {data.name} ({len(x)} examples); the normal equation's cost is {best:,.1f}:"
    )
    for each in runs:
        theta = by_hand(each, data)
        weights, bias = (values.astype(np.float64) for values in each.model.layers[-1].get_weights())
        apart = np.abs(theta - np.vstack([bias, weights])).max() / np.abs(theta).max()
        print(
            f"  {each.name} (seed {each.seed}): cost {squared_error(theta, x, y):,.1f} after "
            f"{each.epochs * -(-len(x) // each.settings['batch_size']):,} steps; "
            f"Keras' weights differ by {apart:.1e} of the largest (float32)"
        )


def by_hand(trained: Run, data: Dataset) -> np.ndarray:
    """theta (n, outputs) after the training that Keras made: same order, same batches, alpha twice the learning rate.

    Keras' mean squared error is also the mean over the outputs, so that its gradient has the factor 2 / outputs.
    """
    x, y = with_ones(data.train.x), data.train.y.astype(np.float64)
    orders = (data.order(trained.seed, epoch) for epoch in range(trained.epochs))
    rate = float(trained.settings["optimizer"]["learning_rate"])
    return descend(x, y, 2 * rate / y.shape[1], batches_of(trained.settings["batch_size"], orders))[-1]


def print_book(x: np.ndarray, y: np.ndarray) -> None:
    """A table of the book's theta, this loop's on the same points and examples, and the difference."""
    print(f"\n{'theta on the 100 points of the book':<36} {'book':>15} {'here':>19} {'difference':>12}")
    rows = [("normal equation", book_line.EXACT, normal_equation(x, y))]
    rows += [(name, book, descend(x, y, **how)[-1]) for name, (how, book) in book_line.descents().items()]
    for name, book, here in rows:
        apart = np.abs(here[:, 0] - book).max()
        print(f"{name:<32} {book[0]:9.5f} {book[1]:9.5f} {here[0, 0]:9.5f} {here[1, 0]:9.5f} {apart:12.0e}")


def cancer() -> tuple[np.ndarray, np.ndarray]:
    """Training examples of breast_cancer, feature 0 (mean radius) only: (m, 2) with x_0 = 1, and classes (m, 1)."""
    train = datasets.load("breast_cancer").train
    return with_ones(train.x[:, :1]), train.y[:, None].astype(np.float64)


def keras_path(x: np.ndarray, y: np.ndarray, rate: float, batches: Iterable[np.ndarray], task: str) -> np.ndarray:
    """`descend` by Keras: theta before and after each step of `one_unit` with SGD, shape (steps + 1, n, outputs)."""
    model = one_unit((x.shape[1] - 1,), y.shape[1], task)
    loss = "binary_crossentropy" if task == "binary" else "mse"
    model.compile(keras.optimizers.SGD(rate), loss)
    path = [np.vstack(model.get_weights()[::-1])]
    for rows in batches:
        model.train_on_batch(x[rows, 1:], y[rows])
        path.append(np.vstack(model.get_weights()[::-1]))
    return np.array(path)


def print_keras_steps(x: np.ndarray, y: np.ndarray, cancer_x: np.ndarray, cancer_y: np.ndarray) -> None:
    """Sixty steps by hand and by Keras' SGD on batches of 20, for the line and for the logistic regression."""
    print("\nSixty steps of SGD on batches of 20, after each of them the largest difference of theta to Keras':")
    cases = (("linear, alpha = 2 x learning rate", x, y, line, 2.0), ("logistic", cancer_x, cancer_y, sigmoid, 1.0))
    for name, features, targets, h, factor in cases:
        batches = list(batches_of(20, [np.arange(100)] * 12))
        hand = descend(features, targets, factor * 0.1, batches, h)
        theirs = keras_path(features, targets, 0.1, batches, "binary" if h is sigmoid else "regression")
        print(f"  {name}: {np.abs(hand - theirs).max():.1e} (theta up to {np.abs(hand).max():.2f})")


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
