"""What `benchmarks/growth.py` measured, as a table and as the figure docs/growth.png."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from markdown_table import table

from runtime.files import read_json

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "growth.json"
PICTURE = ROOT / "docs" / "growth.png"
TITLES = {
    "examples": ("examples", "epoch"),
    "batch_size": ("batch size", "step"),
    "width": ("width (2 layers)", "step"),
    "depth": ("depth (256 units)", "step"),
    "length": ("steps of a sequence (LSTM)", "step"),
    "epochs": ("epochs", "training"),
    "trainings": ("trainings in a process", "training"),
}
"""What grows -> how it is called, and what its seconds are of."""


def slope(points: list[dict[str, Any]], of: str) -> float | None:
    """Of the straight line through the logarithms: doubling the size doubles `of` where it is 1."""
    if any(not point[of] or point[of] <= 0 for point in points):
        return None
    return float(np.polyfit(*(np.log([point[key] for point in points]) for key in ("size", of)), 1)[0])


def growth() -> str:
    """The tables of benchmarks/RESULTS.md."""
    if not RESULT.exists():
        return "Not measured yet: `python benchmarks/growth.py` does."
    result = read_json(RESULT)
    rows = []
    for name, (title, of) in TITLES.items():
        points = result["series"][name]
        first, last = points[0], points[-1]
        kind = {"training": "all" if name == "trainings" else "a training"}.get(of, f"a{'n' * (of == 'epoch')} {of}")
        memory = "" if last["MiB"] is None else f"{first['MiB']:,.0f}, {last['MiB']:,.0f}"
        rows.append(
            [
                title, f"{first['size']:,}, {last['size']:,}", kind, f"{first[of]:.2g}, {last[of]:.2g}",
                _number(points, of), memory, _number(points, "MiB"),
            ]
        )  # fmt: skip
    grown = table(["what grows", "from, to", "seconds of", "from, to", "slope", "MiB, from, to", "slope"], rows)
    used, alone = result["many"]["used again"], result["many"]["one each"]
    peak = "" if used["peak MiB"] is None else f", and no process took more than {used['peak MiB']:,.0f} MiB"
    ratio = used["seconds a training"] / alone["seconds a training"]
    many = (
        f"{used['trainings']} small trainings in one `fit_all` with `jobs={result['jobs']}`, in processes that take "
        f"{used['of a process']} each, took {used['seconds']:.0f} s{peak}. That is {used['seconds a training']:.1f} s "
        f"a training; in a process each it is {alone['seconds a training']:.1f} s (measured with "
        f"{alone['trainings']}): {ratio:.2f} of the time."
    )
    packages = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    measured = f"Measured on {result['date']} on {result['machine']}; {packages}."
    picture = "![Seconds and memory against the sizes](../docs/growth.png)"
    return "\n\n".join([grown, many, measured, picture])


def _number(points: list[dict[str, Any]], of: str) -> str:
    found = slope(points, of)
    return "" if found is None else f"{found:.2f}"


def draw() -> None:
    """Seconds (of a step: milliseconds) above, MiB below, both axes logarithmic; a dashed line has slope 1."""
    from comparison.figures.fonts import fonts
    from comparison.figures.style import COLOURS, Figure, save

    series = read_json(RESULT)["series"]
    with fonts():
        figure = Figure(figsize=(15, 5.2), layout="constrained")
        grid = figure.subplots(2, len(TITLES), sharex="col")
        for column, (name, (title, of)) in enumerate(TITLES.items()):
            for axes, key, colour in zip(grid[:, column], (of, "MiB"), COLOURS, strict=False):
                unit = 1000 if key == "step" else 1  # milliseconds
                points = [(point["size"], unit * point[key]) for point in series[name] if point[key] and point[key] > 0]
                if points:
                    x, y = np.array(points, float).T
                    axes.loglog(x, y, "o-", color=colour)
                    axes.loglog(x, y[0] * x / x[0], "--", color="grey", linewidth=1)
                    _plain_ticks(axes.xaxis, x)
                    _plain_ticks(axes.yaxis, y)
                found = slope(series[name], key)
                axes.set_title("" if found is None else f"slope {found:.2f}", fontsize=10)
                axes.grid(alpha=0.3)
            grid[0, column].set_ylabel("s, all" if name == "trainings" else f"{'ms' if of == 'step' else 's'}, {of}")
            grid[1, column].set_ylabel("MiB, process" if name == "trainings" else "MiB")
            grid[1, column].set_xlabel(title.replace(" (", "\n(").replace(" in ", "\nin "))
        save(figure, PICTURE)


def _plain_ticks(axis: Any, values: np.ndarray) -> None:
    """Label the least and the greatest value as they are; where they are nearly equal, one of them."""
    least, most = values.min(), values.max()
    shown = [least, most] if most > 1.2 * least else [most]
    axis.set_ticks(shown, [f"{value:,.3g}" if value < 1000 else f"{value:,.0f}" for value in shown], minor=False)
    axis.set_ticks([], minor=True)
