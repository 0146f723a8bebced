"""Figures of overfitting: the generalisation gap of every row, and how it grows with epochs, width and few examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save
from comparison.generalisation import gap_of_row
from comparison.rows import Row, whiskers


def draw_gaps(rows: list[Row], path: Path) -> Path:
    """Training and test accuracy of every row, joined by a bar as long as the gap; beside it the gap in numbers."""
    figure = Figure(figsize=(12, 1.8 + 0.42 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    data = rows[0].runs[0].settings["data"]
    rows = list(reversed(rows))
    for place, row in enumerate(rows):
        train, test = (row.interval(split, "accuracy")[0] for split in ("train", "test"))
        gap, half = gap_of_row(row, "accuracy")
        first = place == len(rows) - 1
        axes.plot([test, train], [place, place], color="0.75", linewidth=7, solid_capstyle="butt", zorder=1)
        axes.plot(train, place, "o", color=COLOURS[1], markersize=11, label="train" if first else None)
        axes.plot(test, place, "D", color=COLOURS[0], markersize=10, label="test" if first else None)
        axes.text(1.02, place, f"{gap:+.3f} ± {half:.3f}", va="center", fontsize=13)
        if row.label == "none":
            axes.plot(
                [test, test],
                [-0.6, len(rows) - 0.5],
                ":",
                color=COLOURS[0],
                linewidth=2,
                zorder=0,
                label="test without a remedy",
            )
    axes.text(1.02, len(rows) - 0.35, "gap, 95% interval", va="bottom", fontsize=13)
    axes.set_yticks(range(len(rows)), [row.label for row in rows], fontsize=13)
    axes.tick_params(axis="x", labelsize=13)
    lowest = min(row.interval("test", "accuracy")[0] for row in rows)
    axes.set(xlim=(max(0.0, lowest - 0.05), 1.2), ylim=(-0.6, len(rows) + 0.2))
    axes.set_xticks([tick for tick in axes.get_xticks() if max(0.0, lowest - 0.05) <= tick <= 1])
    axes.set_xlabel("accuracy", fontsize=14)
    provenance = f"{data['name']}, {data['examples']['train']:,} training examples, seeds: {len(rows[0].runs)}"
    axes.set_title(f"Generalisation gap: accuracy on train minus on test\n{provenance}", fontsize=16, loc="left")
    axes.legend(fontsize=13, loc="upper left", frameon=False, ncols=3)
    axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)


def draw_causes(rows: list[Row], path: Path) -> Path:
    """The three causes: loss over the epochs without a remedy, and accuracy against parameters and training examples.

    A cause of which only one value was trained is not drawn; a printed line says so.
    """
    wide = [row for row in rows if row.label == "none" or row.label.endswith(" units")]
    many = [row for row in rows if row.label == "none" or row.label.endswith(" x data")]
    sizes = [
        (wide, lambda row: row.runs[0].parameters, "parameters"),
        (many, lambda row: row.runs[0].settings["data"]["examples"]["train"], "training examples"),
    ]
    for shown, _, name in sizes:
        if len(shown) < 2:
            print(f"{path.name} has no panel for {name}:")
            print("  all networks of this run have the same number of them")
    drawn = [panel for panel in sizes if len(panel[0]) > 1]
    figure = Figure(figsize=(1 + 5 * (1 + len(drawn)), 5.5), layout="constrained")
    first, *others = np.atleast_1d(figure.subplots(1, 1 + len(drawn)))
    draw_epochs(first, next(row for row in rows if row.label == "none").runs[0].history)
    for axes, (shown, size, name) in zip(others, drawn, strict=True):
        draw_sizes(axes, sorted(shown, key=size), size, name)
    for axes in (first, *others):
        axes.legend(fontsize=13)
        axes.tick_params(labelsize=12, which="both")
    return save(figure, path)


def draw_epochs(axes: Axes, history: dict[str, list[float]]) -> None:
    """Training and validation loss over the epochs; a line marks the lowest validation loss."""
    epochs = range(1, len(history["loss"]) + 1)
    best, marker = int(np.argmin(history["val_loss"])), "o" if len(epochs) == 1 else ""
    looks = {"loss": ("--", COLOURS[1], "train (while training)"), "val_loss": ("-", COLOURS[0], "validation")}
    for column, (style, colour, label) in looks.items():
        axes.plot(epochs, history[column], style, marker=marker, markersize=10, color=colour, linewidth=3, label=label)
    axes.axvline(best + 1, color="0.5", linestyle=":", linewidth=2)
    axes.set_title(f"lowest validation loss:\nepoch {best + 1} of {len(epochs)}", fontsize=15)
    axes.set_xlabel("epoch", fontsize=14)
    axes.set_ylabel("loss (cross-entropy)", fontsize=14)
    axes.set_ylim(0, 1.05 * max(history["loss"] + history["val_loss"]))


def draw_sizes(axes: Axes, rows: list[Row], size: Callable[[Row], int], name: str) -> None:
    """Training and test accuracy of the rows against their number of parameters or training examples."""
    for split, style, colour in (("train", "o--", COLOURS[1]), ("test", "D-", COLOURS[0])):
        means, errors = whiskers(rows, split, "accuracy")
        axes.errorbar(
            [size(row) for row in rows], means, errors, fmt=style, color=colour, linewidth=3, markersize=10,
            capsize=5, label=split,
        )  # fmt: skip
    axes.set_xscale("log")
    numbers = [size(row) for row in rows]
    axes.set_xticks(numbers, [f"{number:,}" if number < 10_000 else f"{number / 1000:,.0f} k" for number in numbers])
    axes.minorticks_off()
    axes.margins(0.1)
    axes.set_xlabel(f"{name} (log scale)", fontsize=14)
    axes.set_ylabel("accuracy", fontsize=14)
    gaps = [gap_of_row(row, "accuracy")[0] for row in rows]
    axes.set_title(f"gap {gaps[0]:.2f} with the fewest,\n{gaps[-1]:.2f} with the most {name}", fontsize=15)
