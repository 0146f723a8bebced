"""Figures of logistic regression: the regions of the classes on two features, and weights as pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from comparison.figures.pictures import picture_grid
from comparison.figures.style import COLOURS, save
from datasets.dataset import Dataset
from training.runs import Run


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
