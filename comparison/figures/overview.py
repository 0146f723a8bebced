"""The overview of a comparison: learning curves, and bars of the test metric."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from comparison.figures.fonts import fonts
from comparison.figures.style import COLOURS, Drawn, Figure, save
from comparison.metrics import lower_is_better
from comparison.rows import whiskers
from comparison.written_names import in_figure

if TYPE_CHECKING:
    from comparison.rows import Row
    from comparison.tables import Comparison

BOUNDED = ("accuracy", "precision", "recall", "auc", "f1_score")  # metrics that end at 1
BEFORE_A_LINE = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85}
"""Behind text where a baseline may pass."""
MOST_COLOURS = 7  # in one panel; the eighth of the palette is yellow, which is hard to see as a line on white


def overview(table: Comparison, path: Path | str | None = None) -> Drawn:
    """Learning curves of loss and metric, train against validation, and bars of the test metric.

    One colour a row of the table, and the bars are its key. More rows than colours that all readers can tell apart are
    drawn in several strips below each other, with the same axes. The curves of the loss are those of training, with the
    penalties of layers; the label says so where there are any, and where the rows have different losses. A row without
    the metric has no bar. A dotted line is the best of the baselines, which the label names. Over seeds the curves are
    means, the bars carry 95% intervals. Parameters and seconds stand beside the bars, the data's provenance in the
    corner.
    """
    with fonts():
        strips = split_evenly(table.rows, MOST_COLOURS)
        heights = [max(5.2 if len(strips) == 1 else 4.0, 1.4 + 0.42 * len(rows)) for rows in strips]
        figure = Figure(figsize=(15, sum(heights)), layout="constrained")
        panels = figure.subplots(
            len(strips), 3, squeeze=False, sharex="col", width_ratios=(1, 1, 1.15), height_ratios=heights
        )
        metric = table.metric_of(table.rows) or table.metrics[0]
        strongest = strongest_baseline(table, metric)
        for (left, middle, right), rows in zip(panels, strips, strict=True):
            colours = {row.label: colour for row, colour in zip(rows, COLOURS, strict=False)}
            for axes, name in ((left, "loss"), (middle, metric)):
                for row in rows:
                    learning_curve(axes, row, name, colours[row.label])
                axes.set_ylabel(_meaning(table) if name == "loss" else name)
                axes.xaxis.get_major_locator().set_params(integer=True)
            left.plot([], [], "k-", label="validation")
            left.plot([], [], "k--", label="train (while training)", linewidth=1)
            bars(right, table, rows, metric, colours)
            if strongest:
                right.axvline(strongest[1], color="0.35", linestyle=":")
        for column, title in enumerate(("loss over epochs", f"{metric} over epochs", f"test {metric}")):
            panels[0, column].set_title(title)
            panels[-1, column].set_xlabel("epoch" if column < 2 else metric)
        if strongest:
            panels[-1, 2].set_xlabel(_wrapped(f"{metric}; dotted: baseline {in_figure(strongest[0])}", 48))
        for column in (0, 1):
            same_height(panels[:, column])
        panels[0, 0].legend(frameon=False)
        name, provenance = table.runs[0].settings["data"]["name"], table.runs[0].provenance
        figure.supxlabel(
            f"data: {in_figure(name)} ({provenance['form']}), SHA-256 {provenance['sha256'][:12]}",
            fontsize=10,
            x=0.99,
            ha="right",
            color="0.35",
        )
        return save(figure, path)


def split_evenly(rows: Sequence[Row], most: int) -> list[Sequence[Row]]:
    """The rows in as few parts as there have to be, with at most so many in each; their sizes differ by one at most."""
    parts = math.ceil(len(rows) / most)
    ends = [round(part * len(rows) / parts) for part in range(parts + 1)]
    return [rows[first:last] for first, last in pairwise(ends)]


def same_height(panels: Iterable[Axes]) -> None:
    """Give panels one scale: from the lowest to the highest of what they show."""
    panels = list(panels)
    ends = [end for axes in panels for end in axes.get_ylim()]
    for axes in panels:
        axes.set_ylim(min(ends), max(ends))


def learning_curve(axes: Axes, row: Row, metric: str, colour: Any) -> None:
    """Draw one row: the mean over its seeds, as far as all of them were trained."""
    epochs = min(run.epochs for run in row.runs)
    for column, style, width in ((f"val_{metric}", "-", 2), (metric, "--", 1)):
        if all(column in run.history for run in row.runs):
            series = [run.history[column] for run in row.runs]
            means = [sum(values[epoch] for values in series) / len(series) for epoch in range(epochs)]
            marker = "o" if epochs == 1 else ""
            axes.plot(range(1, epochs + 1), means, style, color=colour, linewidth=width, marker=marker)


def bars(axes: Axes, table: Comparison, chosen: Sequence[Row], metric: str, colours: dict[str, str]) -> None:
    """Horizontal bars of the test metric, each with its value, parameters and seconds: on one line if rows are many."""
    rows = [row for row in reversed(chosen) if row.has(metric)]
    means, errors = whiskers(rows, "test", metric)
    axes.barh(
        range(len(rows)),
        means,
        height=0.62,
        xerr=errors,
        color=[colours[row.label] for row in rows],
        ecolor="0.3",
        capsize=4,
    )
    widest = max(row.interval("test", metric)[0] for row in table.rows if row.has(metric))
    between = "\n" if len(table.rows) <= 6 else ", "
    ends = means if errors is None else means + errors[1]
    for place, (row, mean, end) in enumerate(zip(rows, means, ends, strict=True)):
        axes.text(
            end + 0.02 * widest,
            place,
            between.join((f"{mean:.4f}", f"{row.runs[0].parameters:,} parameters", f"{row.seconds:.0f} s")),
            va="center",
            fontsize=11,
            bbox=BEFORE_A_LINE,
        )
    axes.set_yticks(range(len(rows)), [_wrapped(in_figure(row.label)) for row in rows])
    room = 1.6 if between == "\n" else 2.2  # for the text beside the bars
    axes.set(xlim=(0, room * widest), ylim=(-0.6, len(rows) - 0.4))
    if metric in BOUNDED:
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.spines[["top", "right"]].set_visible(False)


def strongest_baseline(table: Comparison, metric: str) -> tuple[str, float] | None:
    """Name and test metric of the best baseline, where the rows have one dataset and a baseline has the metric."""
    found = {baseline["name"]: baseline["test"][metric] for baseline in table.baselines if metric in baseline["test"]}
    if len(table.groups) > 1 or not found:
        return None
    best = (min if lower_is_better(metric) else max)(found, key=found.__getitem__)
    return best, found[best]


def _meaning(table: Comparison) -> str:
    """What the curves of the loss can be compared by."""
    if len(table.losses) > 1:
        return "each row's own loss: compare its shape, not its height"
    return "loss, penalties included" if table.has_penalty else "loss"


def _wrapped(label: str, width: int = 24) -> str:
    return "\n".join(textwrap.wrap(label, width))
