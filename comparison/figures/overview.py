"""The overview of a comparison: learning curves, and bars of the test metric."""

from __future__ import annotations

import textwrap
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import color_sequences
from matplotlib.axes import Axes

from comparison.figures.fonts import fonts
from comparison.figures.style import COLOURS, Drawn, Figure, save
from comparison.rows import whiskers
from comparison.written_names import in_figure

if TYPE_CHECKING:
    from comparison.rows import Row
    from comparison.tables import Comparison

BOUNDED = ("accuracy", "precision", "recall", "auc", "f1_score")  # metrics that end at 1


def overview(table: Comparison, path: Path | str | None = None) -> Drawn:
    """Learning curves of loss and metric, train against validation, and bars of the test metric.

    The curves of the loss are those of training, with the penalties of layers; the label says so where there are any,
    and where the rows have different losses. A row without the metric has no bar. One colour a row; over seeds the
    curves are means, the bars carry 95% intervals. Parameters and seconds stand beside the bars, the data's provenance
    in the corner.
    """
    with fonts():
        figure = Figure(figsize=(15, max(5.2, 1.4 + 0.42 * len(table.rows))), layout="constrained")
        left, middle, right = figure.subplots(1, 3, width_ratios=(1, 1, 1.15))
        metric = table.metric_of(table.rows) or table.metrics[0]
        many = len(table.rows) > len(COLOURS)  # more rows than colours that all readers can tell apart
        colours = dict(zip((row.label for row in table.rows), cycle(color_sequences["tab20"] if many else COLOURS)))
        for row in table.rows:
            learning_curve(left, row, "loss", colours[row.label])
            learning_curve(middle, row, metric, colours[row.label])
        for axes, name in ((left, "loss"), (middle, metric)):
            axes.set(title=f"{name} over epochs", xlabel="epoch", ylabel=_meaning(table) if name == "loss" else name)
            axes.xaxis.get_major_locator().set_params(integer=True)
        left.plot([], [], "k-", label="validation")
        left.plot([], [], "k--", label="train (while training)", linewidth=1)
        left.legend(frameon=False)
        bars(right, table, metric, colours)
        name, provenance = table.runs[0].settings["data"]["name"], table.runs[0].provenance
        figure.supxlabel(
            f"data: {in_figure(name)} ({provenance['form']}), SHA-256 {provenance['sha256'][:12]}",
            fontsize=10,
            x=0.99,
            ha="right",
            color="0.35",
        )
        return save(figure, path)


def learning_curve(axes: Axes, row: Row, metric: str, colour: Any) -> None:
    """Draw one row: the mean over its seeds, as far as all of them were trained."""
    epochs = min(run.epochs for run in row.runs)
    for column, style, width in ((f"val_{metric}", "-", 2), (metric, "--", 1)):
        if all(column in run.history for run in row.runs):
            series = [run.history[column] for run in row.runs]
            means = [sum(values[epoch] for values in series) / len(series) for epoch in range(epochs)]
            marker = "o" if epochs == 1 else ""
            axes.plot(range(1, epochs + 1), means, style, color=colour, linewidth=width, marker=marker)


def bars(axes: Axes, table: Comparison, metric: str, colours: dict[str, Any]) -> None:
    """Horizontal bars of the test metric, each with its value, parameters and seconds: on one line if rows are many."""
    rows = [row for row in reversed(table.rows) if row.has(metric)]
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
    widest, between = max(means), "\n" if len(rows) <= 6 else ", "
    ends = means if errors is None else means + errors[1]
    for place, (row, mean, end) in enumerate(zip(rows, means, ends, strict=True)):
        axes.text(
            end + 0.02 * widest,
            place,
            between.join((f"{mean:.4f}", f"{row.runs[0].parameters:,} parameters", f"{row.seconds:.0f} s")),
            va="center",
            fontsize=11,
        )
    axes.set_yticks(range(len(rows)), [_wrapped(in_figure(row.label)) for row in rows])
    room = 1.6 if between == "\n" else 2.2  # for the text beside the bars
    axes.set(title=f"test {metric}", xlabel=metric, xlim=(0, room * widest), ylim=(-0.6, len(rows) - 0.4))
    if metric in BOUNDED:
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    baseline = table.rows[0].runs[0].record.get("baseline")
    if len(table.groups) == 1 and baseline and metric in baseline["test"]:
        axes.axvline(baseline["test"][metric], color="0.5", linestyle=":")
        axes.text(baseline["test"][metric], len(rows) - 0.42, " baseline", fontsize=10, color="0.35", va="top")
    axes.spines[["top", "right"]].set_visible(False)


def _meaning(table: Comparison) -> str:
    """What the curves of the loss can be compared by."""
    if len(table.losses) > 1:
        return "each row's own loss: compare its shape, not its height"
    return "loss, penalties included" if table.has_penalty else "loss"


def _wrapped(label: str, width: int = 24) -> str:
    return "\n".join(textwrap.wrap(label, width))
