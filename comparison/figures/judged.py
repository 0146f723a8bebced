"""Figures of judged runs for a slide: bars with intervals, confusion matrix, calibration, loss against metric.

Colours are safe for colour-blind readers (Okabe and Ito 2008). Titles are Korean where a Korean font is installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from comparison.counting import counts
from comparison.curves import calibration, precision_recall_curve, roc_curve
from comparison.figures.fonts import fonts, title
from comparison.figures.style import COLOURS, Drawn, Figure, save
from comparison.judging_input import Answers, answers_of, checked_run, checked_runs
from comparison.metrics import lower_is_better
from comparison.recorded import metrics_of
from comparison.rows import whiskers
from comparison.tables import Comparison
from comparison.written_names import in_figure
from runtime.arguments import choice, instance
from runtime.errors import UserError
from training.runs import Run

MINIMUM_SOLID = 10  # examples of a point in a calibration curve; from fewer it says little, and is hollow


def plot_bars(table: Comparison, path: Path | str | None = None, metric: str = "") -> Drawn:
    """Horizontal bars of a test metric, with 95% intervals over seeds and test examples, values and baselines.

    Args:
        table: from `compare`.
        path: where the PNG goes; without it the figure is given back.
        metric: one of the table's; the first that all rows have unless given. A row without it has no bar.

    Raises:
        UserError: it is no table, or has no such metric.
    """
    instance("table", table, Comparison, "what comparison.compare returns")
    shared = table.metric_of(table.rows) or table.metrics[0]
    metric = shared if metric == "" else choice("metric", metric, table.metrics)
    rows = [row for row in reversed(table.rows) if row.has(metric)]
    means, errors = whiskers(rows, "test", metric)  # none where one seed says nothing of others
    with fonts():
        figure = Figure(figsize=(9, 1.4 + 0.7 * len(rows)), layout="constrained")
        axes = figure.subplots()
        colours = [COLOURS[index % len(COLOURS)] for index in reversed(range(len(rows)))]
        axes.barh(range(len(rows)), means, height=0.6, color=colours, xerr=errors, ecolor="0.3", capsize=4)
        bars = {baseline["name"]: baseline.get("test", {}).get(metric) for baseline in table.baselines}
        for (name, value), style in zip(bars.items(), (":", "--", "-.") * len(bars), strict=False):
            if value is not None:
                axes.axvline(value, color="0.4", linestyle=style, label=f"baseline: {in_figure(name)}")
        if any(value is not None for value in bars.values()):
            figure.legend(loc="outside lower center", frameon=False, ncols=2, fontsize=11)
        # the values stand beside the names: on the bars, baselines would cross them
        values = [row.text("test", metric) for row in rows]
        axes.set_yticks(
            range(len(rows)), [f"{in_figure(row.label)}\n{value}" for row, value in zip(rows, values, strict=True)]
        )
        axes.set(xlabel=metric, xlim=(0, 1.05 * max(means if errors is None else means + errors[1])))
        data = ", ".join(dict.fromkeys(in_figure(run.settings["data"]["name"]) for run in table.runs))
        axes.set_title(title(f"test {metric}, {data}", "테스트 성능"), loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        return save(figure, path)


def plot_confusion(run: Run, path: Path | str | None = None, split: str = "test") -> Drawn:
    """The confusion matrix of a run: rows true classes, columns predicted; each cell its count, shade its share.

    Raises:
        UserError: the run is a regression, or there is no such split.
    """
    given = _classes(run, split)
    names = run.record["class_names"] or [str(index) for index in range(max(2, given.score.shape[1]))]
    matrix = counts(given.y, given.classes, len(names))
    with fonts():
        size = max(4.5, 0.8 * len(names) + 1.5)
        figure = Figure(figsize=(size + 0.5, size), layout="constrained")
        axes = figure.subplots()
        draw_matrix(axes, matrix, names, fontsize=14)
        axes.tick_params(labelsize=14)
        axes.set_xlabel("predicted", fontsize=16)
        axes.set_ylabel("true", fontsize=16)
        figure.suptitle(title(f"confusion matrix, {in_figure(run.name)}, {split}", "혼동 행렬"), fontsize=16, wrap=True)
        return save(figure, path)


def draw_matrix(axes: Axes, matrix: np.ndarray, names: Sequence[str], fontsize: int = 11) -> None:
    """Draw a confusion matrix of shape (classes, classes): each cell its count, shaded by its share of the row."""
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(matrix.shape):
        shade = "white" if share[row, column] > 0.5 else "black"
        axes.text(column, row, str(matrix[row, column]), ha="center", va="center", fontsize=fontsize, color=shade)
    names = [in_figure(name) for name in names]
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true")


def plot_calibration(runs: Sequence[Run], path: Path | str | None = None, split: str = "test") -> Drawn:
    """How often predictions of a given confidence are right; the diagonal is perfect. Below, how many there are.

    Of a binary run: how often examples of a given probability are positive.

    Raises:
        UserError: a run is a regression, or its outputs are scores; or there is no such split.
    """
    runs = checked_runs(runs, split)
    with fonts():
        figure = Figure(figsize=(6.5, 7), layout="constrained")
        above, below = figure.subplots(2, 1, height_ratios=(3, 1), sharex=True)
        above.plot([0, 1], [0, 1], color="0.6", linestyle=":", label="perfect")
        for index, run in enumerate(runs):
            given = _classes(run, split)
            if given.probability is None:
                raise UserError(f"run {run.name} gives scores, not probabilities; calibration needs probabilities")
            curve, colour = calibration(given.y, given.probability), COLOURS[index % len(COLOURS)]
            label = f"{in_figure(run.name)} (error {curve.error:.3f})"
            above.plot(curve.confidence, curve.frequency, "o-", color=colour, linewidth=2, label=label)
            few = curve.examples < MINIMUM_SOLID
            hollow = {"color": colour, "markerfacecolor": "white", "zorder": 3}
            above.plot(curve.confidence[few], curve.frequency[few], "o", **hollow)
            below.plot(curve.confidence, curve.examples, "o-", color=colour)
        binary = all(run.task == "binary" for run in runs)
        share = "share that is positive" if binary else "share that is right"
        above.set(ylabel=f"{share} (hollow: under {MINIMUM_SOLID} examples)", xlim=(0, 1), ylim=(0, 1))
        above.set_title(title(f"calibration, {split}", "보정 곡선"))
        figure.legend(loc="outside lower center", frameon=False, ncols=2, fontsize=11)  # a curve can be anywhere
        below.set(
            xlabel="probability of the positive class" if binary else "confidence", ylabel="examples", yscale="log"
        )
        for axes in (above, below):
            axes.spines[["top", "right"]].set_visible(False)
        return save(figure, path)


def plot_ranking(runs: Sequence[Run], path: Path | str | None = None, split: str = "test") -> Drawn:
    """ROC and precision-recall curves of binary runs.

    Raises:
        UserError: a run is not binary, or the split lacks one of the classes.
    """
    runs = checked_runs(runs, split)
    with fonts():
        figure = Figure(figsize=(11, 5), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.plot([0, 1], [0, 1], color="0.6", linestyle=":")
        for index, run in enumerate(runs):
            if run.task != "binary":
                raise UserError(f"run {run.name} is {run.task}; ROC and precision-recall curves need a binary one")
            given = _classes(run, split)
            positive, score = given.y == 1, given.score[:, 0]
            colour = COLOURS[index % len(COLOURS)]
            left.plot(*roc_curve(positive, score), color=colour, linewidth=2, label=in_figure(run.name))
            recall, precision = precision_recall_curve(positive, score)
            right.plot(recall, precision, color=colour, linewidth=2, drawstyle="steps-pre", label=in_figure(run.name))
        left.set(xlabel="false positive rate", ylabel="true positive rate", aspect="equal")
        left.set_title(title("ROC", "ROC 곡선"))
        right.set(xlabel="recall", ylabel="precision", ylim=(0, 1.02))
        right.set_title(title("precision against recall", "정밀도-재현율 곡선"))
        left.legend(frameon=False, loc="lower right")
        return save(figure, path)


def plot_loss_and_metric(run: Run, path: Path | str | None = None, metric: str = "") -> Drawn:
    """Loss above, metric below, over epochs, train and validation: where do they part?

    Args:
        run: any.
        path: where the PNG goes; without it the figure is given back.
        metric: of the history; the run's first unless given.

    Raises:
        UserError: the history does not have the metric.
    """
    shared = [name for name in checked_run(run).metrics["validation"] if f"val_{name}" in run.history]
    metric = metrics_of([run])[0] if metric == "" else choice("metric", metric, shared)
    with fonts():
        figure = Figure(figsize=(7.5, 6.5), layout="constrained")
        epochs = range(1, run.epochs + 1)
        for axes, name in zip(figure.subplots(2, 1, sharex=True), ("loss", metric), strict=True):
            axes.plot(epochs, run.history[name], ".--", color=COLOURS[0], label="train (while training)")
            axes.plot(epochs, run.history[f"val_{name}"], "o-", color=COLOURS[1], linewidth=2, label="validation")
            values = run.history[f"val_{name}"]
            best = values.index(min(values) if lower_is_better(name) else max(values))
            axes.axvline(best + 1, color="0.6", linestyle=":")
            axes.set(ylabel=name)
            axes.spines[["top", "right"]].set_visible(False)
        what = title(f"{in_figure(run.name)}: loss and {metric}; dotted: best epoch", "손실과 평가 지표")
        figure.suptitle(what, wrap=True)
        figure.axes[0].legend(frameon=False)
        figure.axes[1].set_xlabel("epoch")
        figure.axes[1].set_xlim(0.5, run.epochs + 0.5)  # one epoch is a point, too
        figure.axes[1].locator_params(axis="x", integer=True)
        return save(figure, path)


def _classes(run: Run, split: str) -> Answers:
    if checked_run(run, split).task == "regression":
        raise UserError(f"run {run.name} is a regression and has no classes; draw its forecasts instead")
    return answers_of(run, split)
