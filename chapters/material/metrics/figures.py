"""Figures of metrics: loss beside accuracy, a rare class, thresholds, classes against the rest, accuracy in steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from chapters.material.metrics.lesson_output import JudgedByBoth, Metrics
from chapters.material.metrics.loss_and_accuracy import along_a_line
from comparison.curves import precision_recall_curve, roc_curve
from comparison.figures.fonts import fonts, title
from comparison.figures.style import COLOURS, save
from comparison.undefined import Undefined, number
from comparison.written_names import in_figure
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
        right.suptitle(title("one point an epoch, the last one large", "손실과 평가 지표"), fontsize=LARGE)
        return save(figure, path)


def draw_imbalance(judged: Mapping[tuple[int, int], JudgedByBoth], name: str, path: Path) -> Path:
    """Metrics against the share of the class: in the test split for one detector, and in training for one test split.

    Args:
        judged: (training share, test share), 10 for 1 in 10 -> targets, metrics by hand, and metrics by Keras.
        name: of the class and the dataset.
        path: where the PNG goes.
    """
    trained, tested = (list(dict.fromkeys(pair[place] for pair in judged)) for place in (0, 1))
    middle = tested[len(tested) // 2]
    panels = (
        (f"one detector, trained on 1 in {trained[0]}", "share in the test", [(trained[0], t) for t in tested], tested),
        (f"one test, 1 in {middle} positive", "share in training", [(t, middle) for t in trained], trained),
    )
    with fonts():
        figure = Figure(figsize=(14, 6), layout="constrained")
        for axes, (said, across, pairs, shares) in zip(figure.subplots(1, 2, sharey=True), panels, strict=True):
            for metric, colour, marker in zip(("accuracy", "precision", "recall", "f1"), COLOURS, "os^D", strict=False):
                found = [judged[pair][1][metric] for pair in pairs]
                values = [np.nan if isinstance(value, Undefined) else number(value) for value in found]
                axes.plot(values, marker + "-", color=colour, linewidth=3, markersize=10, label=metric)
            never = [1 - judged[pair][0].mean() for pair in pairs]
            axes.plot(never, "X:", color="0.35", linewidth=2, markersize=10, label='accuracy of "always no"')
            axes.set_xticks(range(len(shares)), [f"1 in {share}" for share in shares])
            axes.set(ylim=(-0.02, 1.02), xlim=(-0.3, len(shares) - 0.7))
            axes.set_xlabel(f"{across} of examples that are positive", fontsize=MEDIUM)
            axes.tick_params(labelsize=MEDIUM)
            axes.set_title(said, fontsize=LARGE)
        figure.axes[0].set_ylabel(f"metric, test examples: {name}", fontsize=MEDIUM)
        figure.legend(*figure.axes[0].get_legend_handles_labels(), fontsize=MEDIUM, loc="outside lower center", ncols=5)
        return save(figure, path)


def draw_thresholds(
    trained: Run, metrics: Callable[[np.ndarray, np.ndarray], Metrics], threshold: float, path: Path
) -> Path:
    """Precision, recall and F1 of a detector at every threshold, and precision against recall with three thresholds.

    Args:
        trained: a detector.
        metrics: of targets and predicted classes, (examples,) both.
        threshold: of its decision, marked.
        path: where the PNG goes.
    """
    y, output = trained.predictions["test_y"].reshape(-1), trained.predictions["test_prediction"][:, 0]
    thresholds = np.linspace(0.01, 0.99, 99)
    found = [metrics(y, (output > at).astype(int)) for at in thresholds]
    with fonts():
        figure = Figure(figsize=(14, 6), layout="constrained")
        left, right = figure.subplots(1, 2)
        for metric, colour, style in zip(("precision", "recall", "f1"), COLOURS[1:], ("-", "--", "-."), strict=False):
            values = [np.nan if isinstance(at[metric], Undefined) else number(at[metric]) for at in found]
            left.plot(thresholds, values, style, color=colour, linewidth=3, label=metric)
        left.axvline(threshold, color="0.4", linestyle=":", linewidth=2, label=f"threshold {threshold:g}")
        left.set_xlabel("decision threshold", fontsize=MEDIUM)
        left.set_ylabel("metric on the test split", fontsize=MEDIUM)
        left.set_title(title("a lower threshold: more recall, mostly less precision", "결정 임곗값"), fontsize=LARGE)
        right.plot(*precision_recall_curve(y == 1, output), color=COLOURS[0], linewidth=3)
        right.axhline(y.mean(), color="0.5", linestyle=":", label=f"at random: {y.mean():.2f}")
        for at, marker in zip(dict.fromkeys((0.2, threshold, 0.8)), "os^", strict=False):
            point = metrics(y, (output > at).astype(int))
            if not isinstance(point["precision"], Undefined):
                spot = number(point["recall"]), number(point["precision"])
                right.plot(*spot, marker, color=COLOURS[1], markersize=12, label=f"threshold {at:g}")
        right.set_xlabel("recall", fontsize=MEDIUM)
        right.set_ylabel("precision", fontsize=MEDIUM)
        right.set_title(title("precision against recall", "정밀도-재현율 곡선"), fontsize=LARGE)
        for axes in (left, right):
            axes.set_ylim(-0.02, 1.3)  # room for the names above the curves
            axes.set_yticks(np.linspace(0, 1, 6))
            axes.tick_params(labelsize=12)
            axes.legend(fontsize=MEDIUM, loc="upper center", ncols=2)
        figure.supxlabel(f"detector of {trained.record['class_names'][1]}, trained on {trained.name}", fontsize=12)
        return save(figure, path)


def draw_one_against_rest(trained: Run, path: Path) -> Path:
    """ROC curves of a network with several classes: each class against the rest, the worst and the best coloured.

    Args:
        trained: of several classes; the score of a class is its probability.
        path: where the PNG goes.
    """
    y, output = trained.predictions["test_y"].reshape(-1), trained.predictions["test_prediction"]
    curves = {index: roc_curve(y == index, output[:, index]) for index in np.unique(y)}
    areas = {index: float(np.trapezoid(true, false)) for index, (false, true) in curves.items()}
    order = sorted(areas, key=areas.__getitem__)
    coloured = dict(zip((order[0], order[len(order) // 2], order[-1]), COLOURS[1:], strict=False))
    with fonts():
        figure = Figure(figsize=(8, 7), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], ":", color="0.5", linewidth=2, label="random answers: area 0.5")
        for place, (false, true) in enumerate(curves.values()):
            axes.plot(false, true, color="0.75", linewidth=1, zorder=1, label="every class" if place == 0 else None)
        for index, colour in coloured.items():
            label = f"{in_figure(trained.record['class_names'][index])}: area {areas[index]:.3f}"
            axes.plot(*curves[index], color=colour, linewidth=3, label=label)
        axes.set_aspect("equal")
        axes.set_xlabel("false positive rate", fontsize=MEDIUM)
        axes.set_ylabel("true positive rate (recall)", fontsize=MEDIUM)
        axes.tick_params(labelsize=12)
        axes.legend(fontsize=MEDIUM, loc="lower right")
        axes.set_title(title(f"{trained.name}: each class against the rest", "ROC 곡선"), fontsize=LARGE)
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
