"""Figures of dense networks: accuracy and gap of widths and depths, and of features against parameters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save
from comparison.generalisation import gap_of_row
from comparison.rows import Row, whiskers
from comparison.tables import Comparison


def draw_shapes(table: Comparison, widths: list[str], path: Path) -> Path:
    """Training and test accuracy of the widths, and of the depths with equally many parameters.

    Args:
        table: of the runs.
        widths: labels of the rows that differ in width; the others differ in depth. A panel without rows is left out.
        path: where the PNG goes.
    """
    panels = {
        "Width: two hidden layers": [row for row in table.rows if row.label in widths],
        "Depth: layers x units": [row for row in table.rows if row.label not in widths],
    }
    panels = {title: rows for title, rows in panels.items() if rows}
    figure = Figure(figsize=(6.5 * len(panels), 5.2), layout="constrained")
    places = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, (title, rows) in zip(places, panels.items(), strict=True):
        for shift, split, colour in ((-0.2, "train", COLOURS[1]), (0.2, "test", COLOURS[0])):
            means, errors = whiskers(rows, split, "accuracy")
            bars = axes.bar(
                np.arange(len(rows)) + shift, means, width=0.38, color=colour, label=split,
                yerr=errors, capsize=4,
            )  # fmt: skip
            axes.bar_label(bars, fmt="%.3f", fontsize=12)
        names = [f"{row.label}\n{row.runs[0].parameters:,}" for row in rows]
        axes.set_xticks(range(len(rows)), names, fontsize=13)
        axes.set_xlabel("network, and its parameters", fontsize=14)
        axes.set_title(title, fontsize=16)
        axes.spines[["top", "right"]].set_visible(False)
    places[0].set_ylabel("accuracy", fontsize=14)
    places[0].set_ylim(0, 1.18)
    places[0].legend(fontsize=13, loc="upper left", ncols=2, frameon=False)
    about = table.runs[0].settings["data"]
    seeds = len(table.rows[0].runs)
    figure.suptitle(f"{about['examples']['train']:,} training images of {about['name']}, seeds: {seeds}", fontsize=16)
    return save(figure, path)


def draw_features(tables: Mapping[str, Comparison], path: Path) -> list[Path]:
    """The gap and the test accuracy against the number of features, a line for few and one for many parameters.

    Args:
        tables: one, of runs called `49 features, 8,000 parameters`; or none, and then nothing is drawn.
        path: where the PNG goes.
    """
    if not tables:
        return []
    (table,) = tables.values()
    lines: dict[str, list[Row]] = {}
    for row in table.rows:
        lines.setdefault(row.label.split(", ", 1)[1], []).append(row)
    figure = Figure(figsize=(12, 5), layout="constrained")
    left, right = figure.subplots(1, 2)
    for (name, rows), colour, style in zip(lines.items(), COLOURS, ("o-", "D--"), strict=False):
        features = [int(row.label.split(" ", 1)[0]) for row in rows]
        gaps = np.array([gap_of_row(row, "accuracy") for row in rows])
        means, errors = whiskers(rows, "test", "accuracy")
        for axes, middle, reach in ((left, gaps[:, 0], gaps[:, 1]), (right, means, errors)):
            axes.errorbar(features, middle, reach, fmt=style, color=colour, linewidth=3, markersize=10, capsize=5,
                          label=f"about {name}")  # fmt: skip
    for axes, what, name in (
        (left, "gap: accuracy on train minus on test", "gap, and its 95% interval"),
        (right, "accuracy on test", "accuracy"),
    ):
        axes.set_xscale("log")
        axes.set_xticks(features, list(map(str, features)))
        axes.minorticks_off()
        axes.set_xlabel("features: pixels of an image (log scale)", fontsize=14)
        axes.set_ylabel(name, fontsize=14)
        axes.set_title(what, fontsize=16)
        axes.tick_params(labelsize=13)
        axes.spines[["top", "right"]].set_visible(False)
    left.set_ylim(0, None)
    left.legend(fontsize=13, frameon=False)
    about, seeds = table.runs[0].settings["data"], len(table.rows[0].runs)
    examples = about["examples"]["train"]
    figure.suptitle(
        f"The same {examples:,} images of {about['name']}, averaged to fewer pixels; seeds: {seeds}", fontsize=16
    )
    return [save(figure, path)]
