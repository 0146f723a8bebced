"""Linear regression (선형회귀): a line through examples, and why it is no classifier.

Goal      Fit a line by one Dense unit, meet the exact answer, and see what goes wrong when the line must classify.
Before    Nothing: this is the first chapter.
Minutes   1
Slides    "Linear Regression", "Linear Regression for classification?"
Book      Géron 2019, chapter 4, "Linear Regression", "The Normal Equation"

Linear regression models a dependent variable (종속변수) y by one or more independent variables (독립변수) X:
y = w x + b. One Dense unit without an activation is exactly that. Training lowers the mean squared
error step by step; for a line the lowest value is also known in closed form (least squares), so that we can see how
far training has come.

What we build   One unit on the one feature that correlates most with the target, and one unit on all features. Then a
                line fitted to the classes 0 and 1, cut at 1/2, with and without one far example.
What to look for  Both trainings end near least squares, and more features fit better. The line has no
                range (값의 범위가 없다), and one far example, itself on the right side, moves the boundary over others.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters import exact_claims, exact_lines
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.settings import Settings
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch01_linear_regression",
    dataset="diabetes",
    epochs=50,
    optimizer="sgd",
    learning_rate=0.01,
    tasks=("regression",),
)


def line(input_shape: tuple[int, ...], outputs: int, task: str, *, only: int | None = None) -> keras.Model:
    """H(x) = w x + b as a network: one linear unit an output, on all features or on the one numbered `only`."""
    inputs = keras.Input(input_shape)
    features = keras.layers.Flatten()(inputs)
    seen = features if only is None else features[:, only : only + 1]
    return keras.Model(inputs, keras.layers.Dense(outputs)(seen))  # no activation: any number can come out


def least_squares(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights (features, outputs) and biases (outputs,) with the lowest squared error on x and y.

    Géron 2019, chapter 4, "The Normal Equation"; `lstsq` solves it by the pseudoinverse.
    """
    with_ones = np.column_stack([x, np.ones(len(x))])  # the bias is the weight of a feature that is always 1
    solution = np.linalg.lstsq(with_ones, y, rcond=None)[0]
    return solution[:-1], solution[-1]


def most_correlated(x: np.ndarray, y: np.ndarray) -> int:
    """The number of the column of x (examples, features) whose correlation with y (examples,) is strongest."""
    varying = x.std(axis=0) > 0
    together = ((x - x.mean(axis=0)) * (y - y.mean())[:, None]).mean(axis=0)
    return int(np.abs(np.divide(together, x.std(axis=0), out=np.zeros(x.shape[1]), where=varying)).argmax())


def run(settings: Settings) -> Report:
    """Train on one feature and on all, compare with least squares, and try the line as a classifier."""
    data = settings.load()
    flat = {name: getattr(data, name).x.reshape(len(getattr(data, name)), -1) for name in ("train", "test")}
    best = most_correlated(flat["train"], data.train.y.reshape(len(data.train), -1)[:, 0])
    print_summary(line, data)
    runs = training.fit_all({"one feature": partial(line, only=best), "all features": line}, data, **settings.training)
    print_exact(runs[:1], data, flat, [best])
    print_exact([each for each in runs if each.name == "all features"][:1], data, flat, None)
    folder = report_path(settings)
    return Report(
        settings,
        comparison.compare(runs),
        figures=[
            draw_fit(runs[0], data, flat["train"], best, folder / "line.png"),
            draw_classifier(folder / "line_as_classifier.png"),
        ],
        claims=exact_claims.checks(settings.chapter),
        look_for=(
            "Scalars: epoch_loss falls fast at first and then creeps: the bias is found first, the weights of features "
            "that go together last. Compare the train and validation curves: with so few parameters they stay close."
        ),
        now_change=(
            "python -m chapters.ch01_linear_regression --epochs 1000        how much nearer to least squares?",
            "python -m chapters.ch01_linear_regression --learning-rate 0.2   does a larger step end nearer?",
            "python -m chapters.ch01_linear_regression --batch-size 1          a step for each example: what changes?",
        ),
    )


def print_exact(runs: list[Run], data: Dataset, flat: dict[str, np.ndarray], columns: list[int] | None) -> None:
    """Print the test error of a training beside that of least squares on the same training split."""
    for trained in runs:
        seen = {name: x if columns is None else x[:, columns] for name, x in flat.items()}
        targets = {name: getattr(data, name).y.reshape(len(getattr(data, name)), -1) for name in flat}
        weights, bias = least_squares(seen["train"], targets["train"])
        learned_weights, learned_bias = trained.model.layers[-1].get_weights()
        exact = float(np.mean((seen["test"] @ weights + bias - targets["test"]) ** 2))
        here = float(np.mean((seen["test"] @ learned_weights + learned_bias - targets["test"]) ** 2))
        print(
            f"{trained.name}: test squared error on {data.name} {here:,.4g} after {trained.settings['epochs']} epochs "
            f"(seed {trained.seed}); least squares {exact:,.4g}; difference {here - exact:+,.3g}"
        )


def draw_fit(trained: Run, data: Dataset, x: np.ndarray, column: int, path: Path) -> Path:
    """The training examples, the line that was learned, and the line of least squares."""
    from matplotlib.figure import Figure

    from comparison.figures import save

    targets = data.train.y.reshape(len(x), -1)[:, :1]
    feature = x[:, [column]]
    ends = np.array([[feature.min()], [feature.max()]])
    weights, bias = least_squares(feature, targets)
    learned_weights, learned_bias = (each[..., :1] for each in trained.model.layers[-1].get_weights())
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    axes = figure.add_subplot()
    axes.scatter(feature[:, 0], targets[:, 0], s=18, color="0.6", label="training examples")
    axes.plot(ends, ends @ weights + bias, color="#0072B2", linewidth=3, label="least squares (exact)")
    axes.plot(ends, ends @ learned_weights + learned_bias, "--", color="#D55E00", linewidth=3, label="one Dense unit")
    axes.set_xlabel(f"feature {column} of {data.name} (scaled)", fontsize=14)
    axes.set_ylabel("target", fontsize=14)
    axes.set_title(f"A Dense unit after {trained.settings['epochs']} epochs beside the exact line", fontsize=16)
    axes.legend(fontsize=13)
    return save(figure, path)


def draw_classifier(path: Path) -> Path:
    """Lines fitted to the classes 0 and 1, cut at 1/2: eight examples, and the same with a far one."""
    from matplotlib.figure import Figure

    from comparison.figures import save

    figure = Figure(figsize=(12, 5), layout="constrained")
    pairs = [(exact_lines.X, exact_lines.Y), (exact_lines.FAR_X, exact_lines.FAR_Y)]
    for axes, (x, y), name in zip(
        figure.subplots(1, 2, sharey=True), pairs, ("eight examples", "one far example more"), strict=True
    ):
        weights, bias = least_squares(x[:, None], y[:, None])
        boundary = (0.5 - bias[0]) / weights[0, 0]
        wrong = (weights[0, 0] * x + bias[0] > 0.5) != (y == 1)
        ends = np.array([x.min(), x.max()])
        axes.plot(ends, weights[0, 0] * ends + bias[0], color="#0072B2", linewidth=3, label="least squares")
        axes.axvline(boundary, color="#009E73", linestyle=":", linewidth=3, label=f"boundary x = {boundary:.1f}")
        axes.scatter(x[~wrong], y[~wrong], s=70, color="0.4", label="judged rightly", zorder=3)
        axes.scatter(x[wrong], y[wrong], s=110, color="#D55E00", marker="X", label="misjudged", zorder=3)
        axes.set_xlabel("x", fontsize=14)
        axes.set_title(f"{name}: {wrong.sum()} misjudged", fontsize=16)
        axes.legend(fontsize=12)
        axes.set_ylim(-0.5, 2.0)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
