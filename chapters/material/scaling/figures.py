"""Why now, in one figure: accuracy against examples, speed against threads, work of known networks over the years."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chapters.material.scaling.known_networks import Work
from comparison.figures.style import COLOURS, save

MEDIUM, LARGE = 14, 17
LEFT = ("AlexNet", "VGG-16", "GoogLeNet")  # their names stand left of their points, where there is room


def draw_why_now(
    accuracy: Mapping[str, Mapping[int, tuple[float, float]]],
    speeds: Mapping[int, float],
    work: Mapping[str, Work],
    path: Path,
    *,
    data: str,
    seeds: int,
) -> Path:
    """Two panels, or three where speeds were measured.

    Args:
        accuracy: network -> training examples -> test accuracy and half-width of its interval.
        speeds: threads -> examples a second, 1 among them; may be empty.
        work: name of a network -> its year, and its multiply-adds for one image.
        path: where the PNG goes.
        data: name of the dataset.
        seeds: trainings behind each accuracy.
    """
    figure = Figure(figsize=(18 if speeds else 13, 5.8), layout="constrained")
    panels = list(figure.subplots(1, 3 if speeds else 2))
    draw_accuracy(panels[0], accuracy, data, seeds)
    if speeds:
        draw_speeds(panels[1], speeds)
    draw_work(panels[-1], work)
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


def draw_work(axes: Axes, work: Mapping[str, Work]) -> None:
    """Multiply-adds for one image on a log axis, over the years."""
    for name, known in work.items():
        shift, side = (-10, "right") if name in LEFT else (10, "left")
        point = (known.year, known.multiply_adds)
        axes.plot(*point, "o", color=COLOURS[1], markersize=12)
        axes.annotate(name, point, (shift, 0), textcoords="offset points", fontsize=MEDIUM, va="center", ha=side)
    axes.set_yscale("log")
    axes.set_ylim(1e5, 1e11)
    axes.set_xlim(1995, 2022)
    axes.set_xlabel("year", fontsize=MEDIUM)
    axes.set_ylabel("multiply-adds (log scale)", fontsize=MEDIUM)
    axes.set_title("More work for one image", fontsize=LARGE)
