"""Linear regression (선형회귀): a line through examples, and why it is no classifier.

Goal      Fit a line by one Dense unit, meet the exact answer, and see what goes wrong when the line must classify.
Before    Nothing: this is the first chapter.
Minutes   1
Slides    "Linear Regression", "Linear Regression for classification?"
Book      Géron 2019, chapter 4, "Linear Regression", "The Normal Equation"

Linear regression models a dependent variable (종속변수) y by one or more independent variables (독립변수) X:
y = w x + b. One Dense unit without an activation is exactly that. Training lowers the mean squared
error step by step; for a line the lowest value is also known in closed form (least squares), so that we can see how
far training has come. It is the lowest on the examples of training; on others, another line may happen to do better.

What we build   One unit on the one feature that correlates most with the target, and one unit on all features. Then the
                slide's line y = 0.5 x at x = 10 and x = 100, and a line fitted to the classes 0 and 1, cut at 1/2,
                with and without one far example.
What to look for  Both trainings end near least squares, and more features fit better. The line has no
                range (값의 범위가 없다): it leaves the band from 0 to 1, in which a probability lies. And one far
                example, itself on the right side, moves the boundary over others.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters.claims import exact as exact_claims
from chapters.claims import exact_lines
from chapters.claims.exact_lines import fitted_line, least_squares
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Settings
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
    first = {each.name: each for each in runs if each.seed == settings.seed}
    print_exact(first["one feature"], data, {name: x[:, [best]] for name, x in flat.items()})
    print_exact(first["all features"], data, flat)
    print_range()
    folder = report_path(settings)
    return Report(
        settings,
        comparison.compare(runs),
        figures=[
            draw_fit(first["one feature"], data, flat["train"], best, folder / "line.png"),
            draw_range(folder / "range_of_a_line.png"),
            draw_classifier(folder / "line_as_classifier.png"),
        ],
        claims=exact_claims.checks(settings.chapter),
        look_for=(
            "Scalars: epoch_loss falls fast at first and then creeps: the bias is found first, the weights of features "
            "that go together last. On diabetes validation lies below train: its 35 patients happen to differ less "
            "from each other. So few examples say little about a model."
        ),
        now_change=(
            "python -m chapters.ch01_linear_regression --epochs 300          how much nearer on train, and on test?",
            "python -m chapters.ch01_linear_regression --learning-rate 0.1   does a larger step end nearer on train?",
            "python -m chapters.ch01_linear_regression --batch-size 1        a step for each example: nearer, or not?",
        ),
    )


def print_exact(trained: Run, data: Dataset, seen: dict[str, np.ndarray]) -> None:
    """Print the squared errors of a training beside those of least squares on the same training split.

    On train no line lies below least squares; on test one may.

    Args:
        trained: a run of `line`.
        data: its dataset.
        seen: "train" and "test" -> the features that it saw, of shape (examples, features).
    """
    targets = {name: getattr(data, name).y.reshape(len(x), -1) for name, x in seen.items()}
    weights, bias = least_squares(seen["train"], targets["train"])
    learned_weights, learned_bias = trained.model.layers[-1].get_weights()
    print(f"\n{trained.name} of {data.name}: squared error after {trained.epochs} epochs (seed {trained.seed})")
    for name, x in seen.items():
        exact = float(np.mean((x @ weights + bias - targets[name]) ** 2))
        here = float(np.mean((x @ learned_weights + learned_bias - targets[name]) ** 2))
        print(f"  {name:5} {here:10,.4g}   least squares {exact:10,.4g}   difference {here - exact:+,.3g}")


def print_range() -> None:
    """Print the slide's two values of y = 0.5 x + 0 beside the range of a probability."""
    values = f"{exact_lines.line_at_10():g} at x = 10, {exact_lines.line_at_100():g} at x = 100"
    print(f"\nThe slide's line y = 0.5 x gives {values}; a probability lies from 0 to 1.")


def draw_fit(trained: Run, data: Dataset, x: np.ndarray, column: int, path: Path) -> Path:
    """The training examples, the line that was learned, and the line of least squares."""
    from matplotlib.figure import Figure

    from comparison.figures.style import save

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
    axes.set_title(f"A Dense unit after {trained.epochs} epochs beside the exact line", fontsize=16)
    axes.legend(fontsize=13)
    return save(figure, path)


def draw_range(path: Path) -> Path:
    """The slide's line y = 0.5 x at x = 10 and x = 100, over the band in which a probability lies."""
    from matplotlib.figure import Figure

    from comparison.figures.style import save

    figure = Figure(figsize=(9, 5.5), layout="constrained")
    axes = figure.add_subplot()
    ends = np.array([0.0, 110.0])
    axes.axhspan(0, 1, color="#009E73", label="from 0 to 1: where a probability lies")
    axes.plot(ends, 0.5 * ends, color="#0072B2", linewidth=3, label="y = 0.5 x")
    for x, y in ((10, exact_lines.line_at_10()), (100, exact_lines.line_at_100())):
        axes.plot(x, y, "o", color="#D55E00", markersize=12)
        axes.annotate(f"x = {x}: y = {y:g}", (x, y), xytext=(16, -6), textcoords="offset points", fontsize=14)
    axes.set_xlim(0, 130)
    axes.set_xlabel("x", fontsize=14)
    axes.set_ylabel("y", fontsize=14)
    axes.tick_params(labelsize=12)
    axes.set_title("A line has no range: it leaves the band from 0 to 1", fontsize=16)
    axes.legend(fontsize=13, loc="upper left")
    return save(figure, path)


def draw_classifier(path: Path) -> Path:
    """Lines fitted to the classes 0 and 1, cut at 1/2: eight examples, and the same with a far one."""
    from matplotlib.figure import Figure

    from comparison.figures.style import save

    figure = Figure(figsize=(12, 5), layout="constrained")
    pairs = [(exact_lines.X, exact_lines.Y), (exact_lines.FAR_X, exact_lines.FAR_Y)]
    for axes, (x, y), name in zip(
        figure.subplots(1, 2, sharey=True), pairs, ("eight examples", "one far example more"), strict=True
    ):
        slope, intercept = fitted_line(x, y)
        boundary = (0.5 - intercept) / slope
        wrong = (slope * x + intercept > 0.5) != (y == 1)
        ends = np.array([x.min(), x.max()])
        axes.plot(ends, slope * ends + intercept, color="#0072B2", linewidth=3, label="least squares")
        axes.axvline(boundary, color="#009E73", linestyle=":", linewidth=3, label=f"boundary x = {boundary:.1f}")
        axes.scatter(x[~wrong], y[~wrong], s=70, color="0.4", label="judged rightly", zorder=3)
        axes.scatter(x[wrong], y[wrong], s=110, color="#D55E00", marker="X", label="misjudged", zorder=3)
        axes.set_xlabel("x", fontsize=14)
        axes.tick_params(labelsize=12)
        axes.set_title(f"{name}: {wrong.sum()} misjudged", fontsize=16)
        axes.legend(fontsize=12)
        axes.set_ylim(-0.5, 2.0)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
