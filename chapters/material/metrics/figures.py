"""Figures of metrics: loss and accuracy over the epochs, metrics of a rare class, and accuracy as a step function."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.metrics.lesson_output import Metrics, share_of
from chapters.material.metrics.loss_and_accuracy import along_a_line
from comparison.figures.fonts import fonts, title
from comparison.figures.style import COLOURS, save
from comparison.undefined import Undefined, number
from datasets.dataset import Dataset
from training.runs import Run

LARGE, MEDIUM = 16, 13


def draw_loss_and_accuracy(runs: Sequence[Run], path: Path, metric: str = "accuracy") -> Path:
    """Validation loss and metric of the first run over the epochs, and metric against loss for every run.

    Args:
        runs: whose history has `val_loss` and the metric.
        path: where the PNG goes.
        metric: higher is better.
    """
    with fonts():
        figure = Figure(figsize=(14, 6), layout="constrained")
        left, right = figure.subfigures(1, 2, squeeze=False)[0]
        first = runs[0]
        lowest = int(np.argmin(first.history["val_loss"]))
        for axes, name in zip(left.subplots(2, 1, sharex=True), ("loss", metric), strict=True):
            values = first.history[f"val_{name}"]
            axes.plot(range(1, len(values) + 1), values, "o-", color=COLOURS[0], linewidth=2.5, markersize=4)
            axes.axvline(lowest + 1, color="0.4", linestyle=":", linewidth=2)
            axes.set_ylabel(f"validation {name}", fontsize=MEDIUM)
            axes.tick_params(labelsize=12)
        axes.set_xlabel("epoch (dotted: lowest loss)", fontsize=MEDIUM)
        axes.xaxis.get_major_locator().set_params(integer=True)
        left.suptitle(f"{first.name}: validation loss and {metric}", fontsize=LARGE)
        figure.supxlabel(f"{first.settings['data']['name']}, seed {first.seed}", fontsize=12, x=0.99, ha="right")
        axes = right.subplots()
        for colour, marker, trained in zip(COLOURS, "os^Dv", runs, strict=False):
            loss, value = trained.history["val_loss"], trained.history[f"val_{metric}"]
            axes.plot(loss, value, "-", color=colour, linewidth=1, alpha=0.6)
            axes.scatter(loss, value, s=25, color=colour, marker=marker, label=trained.name)
            axes.scatter(loss[-1:], value[-1:], s=170, color=colour, marker=marker, edgecolor="black", zorder=3)
        axes.set_xlabel("validation loss", fontsize=MEDIUM)
        axes.set_ylabel(f"validation {metric}", fontsize=MEDIUM)
        axes.tick_params(labelsize=12)
        axes.legend(fontsize=MEDIUM)
        right.suptitle(title("one point an epoch, the last one large", "손실과 지표"), fontsize=LARGE)
        return save(figure, path)


def draw_imbalance(judged: Sequence[tuple[np.ndarray, Metrics, Metrics]], name: str, path: Path) -> Path:
    """Metrics of detectors against the share of their class, beside the accuracy of never saying yes.

    Args:
        judged: targets of the test split, metrics by hand, and metrics by Keras of every detector.
        name: of the class and the dataset.
        path: where the PNG goes.
    """
    measured = {
        metric: [np.nan if isinstance(found[metric], Undefined) else number(found[metric]) for _, found, _ in judged]
        for metric in judged[0][1]
    }
    never = [1 - y.mean() for y, *_ in judged]
    with fonts():
        figure = Figure(figsize=(10, 6), layout="constrained")
        axes = figure.subplots()
        places = np.arange(len(judged))
        for (metric, values), colour, marker in zip(measured.items(), COLOURS, "os^D", strict=False):
            axes.plot(places, values, marker + "-", color=colour, linewidth=3, markersize=10, label=metric)
        axes.plot(places, never, "X:", color="0.35", linewidth=2, markersize=10, label='accuracy of "always no"')
        axes.set_xticks(places, [share_of(y) for y, *_ in judged])
        axes.set(ylim=(0, 1.02), xlim=(-0.3, len(judged) - 0.7))
        axes.set_xlabel(f"test examples that are {name}", fontsize=MEDIUM)
        axes.set_ylabel("metric", fontsize=MEDIUM)
        axes.tick_params(labelsize=MEDIUM)
        axes.set_title(
            title("accuracy is high for a rare class, even if all answers are no", "클래스 불균형"), fontsize=LARGE
        )
        axes.legend(fontsize=MEDIUM, loc="lower left")
        return save(figure, path)


def draw_staircase(trained: Run, data: Dataset, path: Path, examples: int = 60, reach: float = 10.0) -> Path:
    """Loss and accuracy of a few validation examples as the weights move along a line through the trained ones.

    Args:
        trained: a softmax regression.
        data: of its training.
        path: where the PNG goes.
        examples: of the validation split, at most.
        reach: how far the weights move in both directions.
    """
    weights, bias = trained.model.layers[-1].get_weights()
    x, y = data.validation.x[:examples], data.validation.y[:examples]
    distance = np.linspace(-reach, reach, 2_001)
    loss, accuracy = along_a_line(weights, bias, x.reshape(len(x), -1), y, distance)
    with fonts():
        figure = Figure(figsize=(14, 5), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.step(distance, accuracy, where="mid", color=COLOURS[1], linewidth=2.5)
        right.plot(distance, loss, color=COLOURS[0], linewidth=3)
        for axes, name, said in (
            (left, "accuracy", "is constant on every step: derivative 0"),
            (right, "log loss", "is smooth: gradient descent can follow it"),
        ):
            axes.axvline(0, color="0.4", linestyle=":", linewidth=2)
            axes.set_xlabel("distance from the trained weights (dotted) along a random line", fontsize=MEDIUM)
            axes.set_ylabel(f"{name} of {len(x)} examples", fontsize=MEDIUM)
            axes.tick_params(labelsize=12)
            axes.set_title(f"{name} {said}", fontsize=LARGE)
        return save(figure, path)
