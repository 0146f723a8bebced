"""Gradient descent (경사하강법): write the update rule by hand, and find the same steps in Keras.

Goal      Write the update rule of the slides in NumPy, get the weights of a Keras training with your own loop, and see
          what batch size and learning rate change.
Before    ch01_linear_regression, ch02_logistic_regression.
Minutes   1
Slides    "How it works"
Book      Géron 2019, chapter 4, "Gradient Descent", "Logistic Regression"
Homework  hw01_linear_models, hw04_backpropagation, hw07_optimizers

Training (훈련) looks for the parameters with the lowest cost. The derivative (미분) of the cost with respect to a
parameter says how fast the cost rises when this parameter grows. The gradient (기울기, 그레이디언트) is the list of all
derivatives: the direction in which the cost rises fastest. A step goes in the opposite direction; the learning rate
(학습률) alpha decides how far. The steps are repeated "수렴할 때까지" (until convergence):

    theta_j := theta_j - alpha 1/m sum_i (h(x_i) - y_i) x_ij

There are m examples. Example i has the target y_i and the features x_ij, and the model's output for it is h(x_i).
theta_j is the weight of feature j; theta_0 is the bias, the weight of a feature x_0 that is always 1.

The slides write the cost of a line with the factor 1/m and with 1/2m; both have the same minimum. The rule above
belongs to 1/2m. Keras' mean squared error has 1/m: Keras' SGD with learning_rate = alpha / 2 makes the same steps.

For the logistic regression, h(x) = sigmoid(theta^T x), the slides go from the squared error to the log loss "많은
과정을 거친뒤!" (after many steps). No steps lead from one to the other: the log loss is another cost. It comes from the
likelihood (우도), the probability of all targets under the model:

    p(y_i | x_i) = h_i^y_i (1 - h_i)^(1 - y_i)                         h_i where y_i = 1, and 1 - h_i where y_i = 0
    L(theta)     = prod_i p(y_i | x_i)                                 the likelihood: it should be high
    log L        = sum_i [y_i log h_i + (1 - y_i) log(1 - h_i)]        it is highest where L is highest
    J(theta)     = -1/m log L                                          the log loss: it should be low
    dJ/dtheta_j  = 1/m sum_i (h_i - y_i) x_ij                          the rule of the line, with another h

A cost that curves downwards nowhere is convex (볼록): all its local minima are as low as its lowest value. The log loss
of a logistic regression is convex, its squared error is not.

What we build   One loop in NumPy for three kinds of gradient descent: batch (배치: a step uses all examples),
                mini-batch (미니배치: a few) and stochastic (확률적: one). One Dense unit in Keras, trained in these
                three ways on the data of chapter 1, and its weights by our loop. The same loop on the 100 points of the
                book, y = 4 + 3 x + noise. Then the two costs of a logistic regression, on the tumours of chapter 2.
What to look for  Batch gradient descent makes one step an epoch, and the cost falls with each. Stochastic gradient
                descent makes many steps, and with a constant learning rate it never comes to rest. For a line, batch
                gradient descent diverges (발산) if alpha is above 2 / (largest eigenvalue of X^T X / m), where X is the
                table of all x_ij. This eigenvalue (고윳값) is the largest curvature of the cost with 1/2m.
In TensorBoard  Scalars, epoch_loss: the stochastic run is low after its first epoch, when the batch run has made one
                step. Then set the horizontal axis from step to relative: an epoch of single examples takes longer.
Now change      python -m chapters.ch10_gradient_descent --learning-rate 0.0001
                    Which of the three runs is still far from the lowest cost?
                python -m chapters.ch10_gradient_descent --epochs 100
                    How much closer to the lowest cost does the batch run come?
                python -m chapters.ch10_gradient_descent --alpha 0.9
                    Larger steps, near the limit: which drawn path still ends at the minimum?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat
from pathlib import Path

import numpy as np

import comparison
import training
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import gradient_descent as material
from comparison.losses import sigmoid
from datasets import Dataset
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch10_gradient_descent", dataset="diabetes", epochs=20, learning_rate=0.01, tasks=("regression",),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(Flag("alpha", 0.2, "of the drawn paths, as a part of the largest that converges", trains=False),),
    sizes={"steps": 100, "grid": 61}, when_quick={"steps": 10, "grid": 15},
)  # fmt: skip

Gradient = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # theta, x, y -> the gradient of a cost


# %% The model in Keras


def one_unit(input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.01) -> keras.Model:
    """A line, or for two classes a logistic regression: one Dense unit an output, with all parameters zero at first."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    activation = "sigmoid" if task == "binary" else "linear"
    model.add(keras.layers.Dense(outputs, activation=activation, kernel_initializer="zeros"))
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "mean_squared_error",
        metrics=["accuracy" if task == "binary" else "mean_absolute_error"],
    )
    return model


# %% The formulas of the slides. Shapes: x is (m, n) with x_0 = 1 in its first column, theta (n, 1), y (m, 1)


def squared_error(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """The cost of a line: 1/m sum_i (h_i - y_i)^2 with h = theta^T x."""
    return float(((x @ theta - y) ** 2).sum() / len(x))


def linear_gradient(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """1/m sum_i (h_i - y_i) x_i: the gradient of half the squared error."""
    h = x @ theta
    return x.T @ (h - y) / len(x)


def logistic_gradient(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The same rule with another h: the gradient of the log loss."""
    h = sigmoid(x @ theta)
    return x.T @ (h - y) / len(x)


def likelihood(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """L = prod_i h_i^y_i (1 - h_i)^(1 - y_i) with h = sigmoid(theta^T x)."""
    h = sigmoid(x @ theta)
    return float(np.prod(h**y * (1 - h) ** (1 - y)))


def log_loss(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """J = -1/m sum_i [y_i log h_i + (1 - y_i) log(1 - h_i)]."""
    z = x @ theta
    log_h, log_1_minus_h = -np.logaddexp(0, -z), -np.logaddexp(0, z)  # log sigmoid(z) = -log(1 + e^-z): never log 0
    return float(-(y * log_h + (1 - y) * log_1_minus_h).sum() / len(x))


def descend(
    gradient: Gradient, x: np.ndarray, y: np.ndarray,
    alphas: float | Iterable[float], batches: Iterable[np.ndarray], theta: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """Gradient descent from theta (None: zeros): theta before the first step and after every step, (steps + 1, n, 1).

    `alphas` is one learning rate for all steps or one for each; `batches` has the numbers of the examples of each step.
    """
    theta = np.zeros((x.shape[1], *y.shape[1:])) if theta is None else theta
    path = [theta]
    rates = alphas if isinstance(alphas, Iterable) else repeat(alphas)
    with np.errstate(over="ignore", invalid="ignore"):  # too large an alpha ends in infinity and NaN
        for alpha, batch in zip(rates, batches, strict=False):
            theta = theta - alpha * gradient(theta, x[batch], y[batch])
            path.append(theta)
    return np.array(path)


def batches_of(size: int, orders: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Cut the order of the examples in every epoch into batches of `size`; the last of an epoch may be smaller."""
    for order in orders:
        yield from (order[start : start + size] for start in range(0, len(order), size))


def normal_equation(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(X^T X)^-1 X^T y: the parameters at which the gradient of the squared error is zero."""
    return np.linalg.pinv(x) @ y


def largest_alpha(x: np.ndarray) -> float:
    """2 / (largest eigenvalue of X^T X / m): gradient descent on a line converges only below it."""
    return float(2 / np.linalg.eigvalsh(x.T @ x / len(x)).max())


# %% The lesson


def run(settings: Settings) -> Report:
    """Train one unit with three batch sizes, repeat all steps by hand, then look at learning rates and costs."""
    data = settings.load()
    runs = train_three_batch_sizes(data, settings)
    repeat_by_hand(runs, data)
    points, tumours, folder = material.book_line(), material.cancer_classes(), settings.report_folder  # (x, y) each
    material.print_book(partial(descend, linear_gradient, *points), normal_equation(*points))
    descend_log_loss(*tumours, settings["steps"])
    return Report(
        settings,
        {"Batch sizes": comparison.compare(runs)},
        figures=[
            draw_paths(*points, settings, folder / "paths_on_the_cost.png"),
            draw_learning_rates(*points, settings["steps"], folder / "learning_rates.png"),
            draw_convexity(*tumours, settings["grid"], folder / "convex_or_not.png"),
        ],
    )


def train_three_batch_sizes(data: Dataset, settings: Settings) -> list[Run]:
    """One unit, trained by stochastic, mini-batch and batch gradient descent."""
    recipe = partial(one_unit, learning_rate=settings.learning_rate)
    print_summary(recipe, data)
    sizes = {"stochastic": 1, "mini-batch": settings.batch_size, "batch": len(data.train)}
    each = {name: {"batch_size": size} for name, size in sizes.items()}
    return training.fit_all(dict.fromkeys(sizes, recipe), data, each=each, **settings.training)


def repeat_by_hand(runs: list[Run], data: Dataset) -> list[np.ndarray]:
    """Repeat every training in NumPy, with the same batches in the same order: theta after the last step of each."""
    x, y = material.with_ones(data.train.x), data.train.y.astype(np.float64)
    thetas = []
    for run in runs:
        orders = (data.order(run.seed, epoch) for epoch in range(run.epochs))
        rate = float(run.settings["optimizer"]["learning_rate"])
        alpha = 2 * rate / y.shape[1]  # Keras' squared error has the factor 1/m; it is also the mean over the outputs
        thetas.append(descend(linear_gradient, x, y, alpha, batches_of(run.settings["batch_size"], orders))[-1])
    costs = [squared_error(theta, x, y) for theta in thetas]
    material.print_by_hand(runs, thetas, costs, lowest=squared_error(normal_equation(x, y), x, y))
    return thetas


def descend_log_loss(x: np.ndarray, y: np.ndarray, steps: int) -> None:
    """Train a logistic regression by Keras and by our loop, and print the likelihood of the targets."""
    model = one_unit((1,), 1, "binary", learning_rate=1.0)
    model.fit(x[:, 1:], y, batch_size=len(x), epochs=steps, verbose=0)  # Keras adds the bias, so it needs no x_0
    weights, bias = model.get_weights()
    path = descend(logistic_gradient, x, y, 1.0, [np.arange(len(x))] * steps)
    thetas = {"before the first step": path[0], "our loop": path[-1], "SGD in Keras": np.vstack([bias, weights])}
    rows = {name: (theta, likelihood(theta, x, y), log_loss(theta, x, y)) for name, theta in thetas.items()}
    material.print_likelihood(rows, steps, len(x))


def draw_paths(x: np.ndarray, y: np.ndarray, settings: Settings, path: Path) -> Path:
    """Forty epochs of batch, mini-batch and stochastic gradient descent, as paths of theta."""
    alpha = settings["alpha"] * largest_alpha(x)
    orders = [np.random.default_rng([settings.seed, epoch]).permutation(len(x)) for epoch in range(40)]
    sizes = {"batch: all 100 a step": 100, "mini-batch: 20 a step": 20, "stochastic: 1 a step": 1}
    paths = {name: descend(linear_gradient, x, y, alpha, batches_of(size, orders)) for name, size in sizes.items()}
    return material.draw_paths(partial(squared_error, x=x, y=y), paths, normal_equation(x, y), path)


def draw_learning_rates(x: np.ndarray, y: np.ndarray, steps: int, path: Path) -> Path:
    """Batch gradient descent with five learning rates, two near the largest: how far the cost is above the lowest."""
    excess = {}
    for part in (0.005, 0.1, 0.5, 0.97, 1.03):
        thetas = descend(linear_gradient, x, y, part * largest_alpha(x), [np.arange(len(x))] * steps)
        excess[part] = [squared_error(theta, x, y) - squared_error(normal_equation(x, y), x, y) for theta in thetas]
    return material.draw_learning_rates(excess, path)


def draw_convexity(x: np.ndarray, y: np.ndarray, grid: int, path: Path) -> Path:
    """Both costs of a logistic regression, where they curve downwards, and 200 steps on each from the same start."""
    walk = partial(descend, x=x, y=y, alphas=1.0, batches=[np.arange(len(x))] * 200, theta=np.array([[0.0], [6.0]]))
    costs = {"log loss": log_loss, "squared error": material.squared_error_of_sigmoid}
    paths = {"log loss": walk(logistic_gradient), "squared error": walk(material.gradient_of_squared_error)}
    return material.draw_convexity(costs, paths, x, y, grid, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
