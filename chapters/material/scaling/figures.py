"""Why now, in two figures: accuracy against examples beside speed against threads; known networks over the years."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from chapters.material.scaling.known_networks import Work
from comparison.figures.style import COLOURS, save

MEDIUM, LARGE = 14, 17
FIRST, LAST = 1996, 2030  # of the years that are drawn: the names need room
NAMES = {  # where a name stands beside its point, in points; right of it where nothing is said
    "VGG-16": (-9, 3, "right"),
    "AlexNet": (-9, 0, "right"),
    "GoogLeNet": (-9, -2, "right"),
    "ResNet-34": (-9, 0, "right"),
    "Xception": (5, -13, "left"),
    "Transformer": (8, -9, "left"),
    "BERT": (-7, 14, "center"),
    "T5": (-9, 0, "right"),
    "GPT-3": (-9, 4, "right"),
    "PaLM": (-9, 4, "right"),
}
BESIDE_MOORE = {"Transformer": (10, 4, "left")}  # among the trainings a line runs below this name
SIZES = {  # a number on a log axis -> how it is said
    "parameters": {1e4: "10 thousand", 1e6: "1 million", 1e8: "100 million", 1e10: "10 billion", 1e12: "1 trillion"},
    "training": {10.0**power: f"$10^{{{power}}}$" for power in range(17, 27, 2)},
}


def draw_why_now(
    accuracy: Mapping[str, Mapping[int, tuple[float, float]]],
    speeds: Mapping[int, float],
    path: Path,
    *,
    data: str,
    seeds: int,
) -> Path:
    """One panel, or two where speeds were measured.

    Args:
        accuracy: network -> training examples -> test accuracy and half-width of its interval.
        speeds: threads -> examples a second, 1 among them; may be empty.
        path: where the PNG goes.
        data: name of the dataset.
        seeds: trainings behind each accuracy.
    """
    figure = Figure(figsize=(13 if speeds else 7.5, 5.8), layout="constrained")
    panels = list(figure.subplots(1, 2 if speeds else 1, squeeze=False)[0])
    draw_accuracy(panels[0], accuracy, data, seeds)
    if speeds:
        draw_speeds(panels[1], speeds)
    for axes in panels:
        axes.tick_params(labelsize=12)
        axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)


def draw_accuracy(axes: Axes, accuracy: Mapping[str, Mapping[int, tuple[float, float]]], data: str, seeds: int) -> None:
    """Test accuracy against training examples on a log axis, one line a network, with intervals."""
    for (name, points), colour, marker in zip(accuracy.items(), COLOURS, "oDs^", strict=False):
        means, halves = zip(*points.values(), strict=True)
        axes.errorbar(
            list(points), means, halves,
            fmt=f"{marker}-", color=colour, linewidth=3, markersize=9, capsize=5, label=name,
        )  # fmt: skip
    counts = sorted({count for points in accuracy.values() for count in points})
    axes.set_xscale("log")
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.minorticks_off()
    axes.set_xlabel("training examples (log scale)", fontsize=MEDIUM)
    over = f"{seeds} seeds" if seeds > 1 else "test examples, one seed"
    axes.set_ylabel(f"test accuracy\n95% interval over {over}", fontsize=MEDIUM)
    axes.set_title(f"More data ({data})", fontsize=LARGE)
    axes.legend(fontsize=MEDIUM)


def draw_speeds(axes: Axes, speeds: Mapping[int, float]) -> None:
    """Examples a second against threads, beside the speed of one thread times their number."""
    ticks = range(len(speeds))
    axes.bar(ticks, list(speeds.values()), color=COLOURS[0], width=0.6)
    axes.plot(ticks, [speeds[1] * count for count in speeds], "k:", linewidth=2, label="speed of one thread x threads")
    axes.set_xticks(ticks, [str(count) for count in speeds])
    axes.set_xlabel("threads", fontsize=MEDIUM)
    axes.set_ylabel("examples a second", fontsize=MEDIUM)
    axes.set_title("More hardware (training the CNN)", fontsize=LARGE)
    axes.legend(fontsize=MEDIUM)


def draw_known_networks(work: Mapping[str, Work], path: Path) -> Path:
    """Parameters of the known networks over the years, and the operations of their trainings.

    Args:
        work: name of a network -> how large it is.
        path: where the PNG goes.
    """
    figure = Figure(figsize=(13, 6.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, what, title in (
        (left, "parameters", "Parameters"),
        (right, "training", "Operations of the training"),
    ):
        shown = {name: known for name, known in work.items() if getattr(known, what)}
        for name, known in shown.items():
            point = (known.year, getattr(known, what))
            reads_images = known.multiply_adds is not None
            axes.plot(*point, "o" if reads_images else "s", color=COLOURS[0 if reads_images else 1], markersize=10)
            names = NAMES | BESIDE_MOORE if what == "training" else NAMES
            across, up, side = names.get(name, (9, 0, "left"))
            axes.annotate(name, point, (across, up), textcoords="offset points", fontsize=13, va="center", ha=side)
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(FixedLocator(list(SIZES[what])))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set_yticklabels(list(SIZES[what].values()))
        axes.set_ylim(min(SIZES[what]) / 3, max(SIZES[what]) * 6)
        axes.set_xlim(FIRST if what == "parameters" else 2008, LAST)
        axes.set_xticks(range(2000 if what == "parameters" else 2010, LAST + 1, 5))
        axes.set_xlabel("year of the paper", fontsize=MEDIUM)
        axes.set_title(f"{title} (log scale)", fontsize=LARGE)
        axes.grid(axis="y", color="0.9")
        axes.tick_params(labelsize=12)
        axes.spines[["top", "right"]].set_visible(False)
    if "AlexNet" in work and work["AlexNet"].training:
        draw_moore(right, work["AlexNet"])
    for style, colour, label in (("o", COLOURS[0], "CNN, reads images"), ("s", COLOURS[1], "transformer, reads text")):
        left.plot([], [], style, color=colour, markersize=10, label=label)
    left.legend(fontsize=13, loc="upper left", frameon=False)
    return save(figure, path)


def draw_moore(axes: Axes, first: Work) -> None:
    """What the training of a network would have grown to if it had doubled every two years, as components of a chip."""
    years = [first.year, 2024]
    axes.plot(years, [(first.training or 0) * 2 ** ((year - first.year) / 2) for year in years], ":", color="0.4")
    end = (2024, (first.training or 0) * 2 ** ((2024 - first.year) / 2))
    drawn = {"textcoords": "offset points", "fontsize": 12, "color": "0.3", "va": "center"}
    axes.annotate("doubled every\ntwo years (Moore)", end, (6, 0), **drawn)
