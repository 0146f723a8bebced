"""Looking at predictions: the worst mistakes with their images or sentences, and forecasts against the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from comparison.figures.fonts import fonts, title
from comparison.figures.pictures import picture_grid
from comparison.figures.style import COLOURS, Drawn, Figure, save
from comparison.judging_input import answers_of, checked, checked_run, checked_runs
from comparison.written_names import in_figure
from datasets.dataset import Dataset
from runtime.arguments import instance, whole_number
from runtime.errors import UserError
from training.runs import Run

MOST_SERIES = 20  # side by side in one figure


@dataclass(frozen=True)
class Mistake:
    """One example that a run got most wrong.

    Attributes:
        index: of the example in its split.
        truth, predicted: class names, or values as text.
        badness: probability (else score) of what was predicted minus that of the truth; for a regression the squared
            error.
    """

    index: int
    truth: str
    predicted: str
    badness: float

    def __str__(self) -> str:
        return f"{self.truth}, taken for {self.predicted} ({self.badness:.2f})"


def worst_mistakes(run: Run, count: int = 10, split: str = "test") -> list[Mistake]:
    """The examples a run got most wrong, the worst first; fewer than `count` if there are not so many mistakes.

    Args:
        run: with its predictions.
        count: at most so many.
        split: `"train"`, `"validation"` or `"test"`.

    Raises:
        UserError: it is no run, or there is no such split.
    """
    run, count = checked_run(run, split), whole_number("count", count, 1)
    if run.task == "regression":
        y, prediction = checked(run.predictions[f"{split}_y"], run.predictions[f"{split}_prediction"], run.task)
        badness = ((prediction - y) ** 2).mean(axis=1)
        order = np.argsort(-badness, kind="stable")[:count]
        return [Mistake(int(i), _numbers(y[i]), _numbers(prediction[i]), float(badness[i])) for i in order]
    given = answers_of(run, split)
    y, predicted = given.y, given.classes
    prediction = given.score if given.probability is None else given.probability
    if prediction.shape[1] == 1:  # how far beyond the threshold on the wrong side, twice
        middle = 0.5 if given.probability is not None else given.threshold or 0.0
        prediction = np.column_stack([2 * middle - prediction[:, 0], prediction[:, 0]])
    badness = prediction[np.arange(len(y)), predicted] - prediction[np.arange(len(y)), y]
    names = run.record["class_names"] or [str(index) for index in range(prediction.shape[1])]
    order = [int(i) for i in np.argsort(-badness, kind="stable") if predicted[i] != y[i]][:count]
    return [Mistake(i, names[y[i]], names[predicted[i]], float(badness[i])) for i in order]


def _numbers(values: np.ndarray) -> str:
    shown = ", ".join(f"{value:.3g}" for value in values[:3])
    return f"{shown}, ..." if len(values) > 3 else shown


def plot_mistakes(
    run: Run, data: Dataset, path: Path | str | None = None, count: int = 10, split: str = "test"
) -> Drawn:
    """The worst mistakes as pictures, five a row, each with its truth above what it was taken for.

    Raises:
        UserError: the examples are no pictures, there is no mistake, or the dataset is not the run's.
    """
    x = _features(run, data, split)
    if x.ndim != 4:
        raise UserError(f"{data.name} has no pictures; print comparison.worst_mistakes(run) or mistaken_texts instead")
    found = worst_mistakes(run, count, split)
    if not found:
        raise UserError(f"run {run.name} made no mistake on {split}; there is nothing to draw")
    lines = [found[start : start + 5] for start in range(0, len(found), 5)]
    return picture_grid(
        [[x[mistake.index] for mistake in line] for line in lines],
        path,
        titles=[
            [f"{in_figure(mistake.truth)}\nas {in_figure(mistake.predicted)}" for mistake in line] for line in lines
        ],
    )


def mistaken_texts(run: Run, data: Dataset, count: int = 10, split: str = "test") -> list[str]:
    """The worst mistakes as sentences: what each was, what it was taken for, and its words.

    Raises:
        UserError: the examples are no texts, or the dataset is not the run's.
    """
    x = _features(run, data, split)
    if data.vocabulary is None:
        raise UserError(f"{data.name} has no vocabulary, so no sentences; print comparison.worst_mistakes(run) instead")
    words = data.vocabulary
    found = worst_mistakes(run, count, split)
    return [f"{mistake}: {' '.join(words[token] for token in x[mistake.index] if token)}" for mistake in found]


def _features(run: Run, data: Dataset, split: str) -> np.ndarray:
    checked_run(run, split)
    part = instance("data", data, Dataset, "the dataset of the run, from datasets.load").split(split)
    if not np.array_equal(part.y, run.predictions[f"{split}_y"]):
        raise UserError(f"run {run.name} was judged on other {split} examples than {data.name} has; load its dataset")
    return part.x


def plot_forecasts(
    runs: Sequence[Run], data: Dataset, path: Path | str | None = None, count: int = 3, split: str = "test"
) -> Drawn:
    """The first series of a split, what came next, and what each run forecast.

    Args:
        runs: regressions on windows (steps, features); of outputs in the future of the first feature.
        data: theirs.
        path: where the PNG goes; without it the figure is given back.
        count: how many series.
        split: of which the series are.

    Raises:
        UserError: the dataset is no forecast, or not the runs'.
    """
    runs = checked_runs(runs, split)
    instance("data", data, Dataset, "the dataset of the runs, from datasets.load")
    if data.task != "regression" or data.train.x.ndim != 3:
        raise UserError(f"{data.name} is no forecast of windows; draw forecasts of one that is")
    count = whole_number("count", count, 1, min(MOST_SERIES, len(data.split(split))))
    with fonts():
        figure = Figure(figsize=(4.2 * count, 3.8), layout="constrained")
        for index, axes in enumerate(figure.subplots(1, count, squeeze=False)[0]):
            x, y = _features(runs[0], data, split)[index, :, 0], data.split(split).y[index].reshape(-1)
            ahead = np.arange(len(x), len(x) + len(y))
            axes.plot(np.arange(len(x)), x, color="0.5", linewidth=1)
            axes.plot(ahead, y, "o", color="black", fillstyle="none", label="truth")
            for place, run in enumerate(runs):
                _features(run, data, split)
                forecast = run.predictions[f"{split}_prediction"][index].reshape(-1)
                marker = ("x", "+", "^", "s", "d")[place % 5]
                axes.plot(ahead, forecast, marker, color=COLOURS[place % len(COLOURS)], label=in_figure(run.name))
            axes.set(xlabel="step")
            axes.spines[["top", "right"]].set_visible(False)
        figure.axes[0].set_ylabel("value")
        figure.suptitle(title(f"forecasts and true values, steps ahead: {data.outputs}", "예측과 실제"))
        figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside right upper", frameon=False)
        return save(figure, path)
