"""Figures of logistic regression: line and S-curve, the regions of classes on two features, weights as pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from chapters.material.lines.examples import FAR_X, FAR_Y, X, Y
from comparison.figures.pictures import picture_grid
from comparison.figures.style import COLOURS, save
from comparison.losses import sigmoid
from datasets.dataset import Dataset
from training.runs import Run


def s_curve(x: np.ndarray, y: np.ndarray, l2: float = 1e-3) -> tuple[float, float]:
    """Weight and bias of a logistic regression on one feature (examples,), with the L2 penalty of the chapter.

    Without a penalty there is no best curve: the classes do not overlap, so a steeper curve always costs less.
    """
    from sklearn.linear_model import LogisticRegression

    # scikit-learn minimises C x sum of the losses + w^2 / 2
    found = LogisticRegression(C=1 / (2 * len(x) * l2), tol=1e-8, max_iter=10_000).fit(x[:, None], y)
    return float(found.coef_[0, 0]), float(found.intercept_[0])


def draw_s_curve(path: Path) -> Path:
    """Line and S-curve on the same examples of one feature: on eight, and with a ninth far away."""
    figure = Figure(figsize=(13, 5.5), layout="constrained")
    shown = np.linspace(0, 13, 500)
    cases = (("eight examples", X, Y), ("with a ninth example at x = 100", FAR_X, FAR_Y))
    for axes, (name, x, y) in zip(figure.subplots(1, 2, sharey=True), cases, strict=True):
        slope, intercept = np.polyfit(x, y, 1)  # least squares
        weight, bias = s_curve(x, y)
        for values, at, colour, style, label in (
            (slope * shown + intercept, (0.5 - intercept) / slope, COLOURS[0], "--", "line"),
            (sigmoid(weight * shown + bias), -bias / weight, COLOURS[1], "-", "S-curve"),
        ):
            wrong = int(np.sum((x > at) != (y == 1)))
            text = f"{label}: boundary {at:.1f}, {wrong} wrong"
            axes.plot(shown, values, style, color=colour, linewidth=3, label=text)
            axes.plot(at, 0.5, "D", color=colour, markersize=11, markeredgecolor="black", zorder=4)
        axes.axhline(0.5, color="0.5", linewidth=1, linestyle=":")
        near = x <= shown[-1]
        for label, marker in ((0, "o"), (1, "s")):
            chosen = near & (y == label)
            axes.plot(x[chosen], y[chosen], marker, color="0.35", markersize=9, label=f"class {label}")
        if not near.all():
            axes.annotate(
                "to x = 100", (13, 1.12), xytext=(9.7, 1.12), fontsize=13, va="center",
                arrowprops={"arrowstyle": "-|>", "color": "0.35", "linewidth": 2},
            )  # fmt: skip
        axes.set(xlim=(0, 13), ylim=(-0.35, 2.2))  # room for the legend above the line
        axes.set_xlabel("feature x (no unit)", fontsize=14)
        axes.tick_params(labelsize=12)
        axes.set_title(name, fontsize=16)
        axes.legend(fontsize=12, loc="upper left", ncols=2)
    figure.axes[0].set_ylabel("class, and output of line and S-curve", fontsize=14)
    return save(figure, path)


def draw_boundary(
    trained: Run, data: Dataset, path: Path, features: tuple[str, str] = ("first feature", "second feature")
) -> Path:
    """The region of each predicted class, with up to 200 training and 200 test examples.

    Args:
        trained: a run on two features.
        data: its dataset.
        path: where the PNG goes.
        features: names of the two.
    """
    (left, low), (right, high) = data.train.x.min(axis=0) - 0.3, data.train.x.max(axis=0) + 0.3
    x, y = np.meshgrid(np.linspace(left, right, 300), np.linspace(low, high, 300))
    points = np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)
    outputs = trained.model.predict(points, batch_size=4096, verbose=0)
    predicted = outputs.argmax(axis=1) if data.outputs > 1 else outputs[:, 0] > 0.5
    figure = Figure(figsize=(9, 6), layout="constrained")
    axes = figure.add_subplot()
    classes = len(data.class_names)
    fill = ListedColormap(COLOURS[:classes])
    axes.contourf(x, y, predicted.reshape(x.shape), levels=np.arange(classes + 1) - 0.5, cmap=fill, alpha=0.25)
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
    title = f"{trained.name} on {data.name}: accuracy {accuracy:.3f} on {len(data.test):,} test examples"
    axes.set_title(title, fontsize=16)
    axes.legend(fontsize=13, loc="upper left", title="large: test examples", title_fontsize=12)
    return save(figure, path)


def draw_weights(runs: list[Run], data: Dataset, path: Path) -> Path:
    """A row of pictures a run, a picture a class: positive weights blue, negative ones red."""
    rows = [list(trained.model.layers[-1].get_weights()[0].T.reshape(-1, *data.input_shape)) for trained in runs]
    return picture_grid(
        rows,
        path,
        row_titles=[
            f"{trained.name}\n-{limit:.2f} to {limit:.2f}"
            for trained, limit in zip(runs, (np.abs(row).max() for row in rows), strict=True)
        ],
        titles=[data.class_names],
        signed=[True] * len(rows),
    )
