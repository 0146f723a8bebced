"""The tables of benchmarks/RESULTS.md, from what `speed.py` and `tour_seconds.py` stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markdown_table import table
from speed_networks import NETWORKS

from runtime.files import read_json

RESULTS = Path(__file__).parent / "results"
SIDES = {"plain": "plain Keras", "ours": "`training.fit`", "torch": "PyTorch"}


def speed_table() -> str:
    """Examples a second and their ratios; then start, whole call and memory."""
    stored = RESULTS / "speed.json"
    if not stored.exists():
        return "Not measured yet: `python benchmarks/speed.py` does."
    result = read_json(stored)
    rows = [{**row, "title": NETWORKS[name].title} for name, row in result["networks"].items()]
    speeds = table(
        ["network", *SIDES.values(), "ratio to plain Keras", "ratio to PyTorch"],
        [
            [row["title"], *_cells(row, "examples_per_second", ",.0f"), *map(_ratio, ("plain", "torch"), [row, row])]
            for row in rows
        ],
    )
    costs = table(
        ["network", *(f"{what}: {side}" for what in ("start, s", "whole, s", "MiB") for side in SIDES.values())],
        [
            [
                row["title"], *_cells(row, "start", ".1f"), *_cells(row, "whole", ".1f"),
                *_cells(row, "peak_memory", ",.0f", 2**-20),
            ]
            for row in rows
        ],
    )  # fmt: skip
    packages = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    return f"{speeds}\n\n{costs}\n\nMeasured on {result['date']} on {result['machine']}; {packages}."


def _cells(row: dict[str, Any], key: str, form: str, scale: float = 1.0) -> list[str]:
    return [f"{row[side][key] * scale:{form}}" if side in row else "" for side in SIDES]


def _ratio(side: str, row: dict[str, Any]) -> str:
    one = row.get(f"against_{side}")
    if not one:
        return ""
    aim = f"; aim {one['aim']:.2f}" if one["aim"] else ""
    return f"**{one['median']:.2f}** ({one['least']:.2f} to {one['most']:.2f}{aim})"


def tour_table() -> str:
    """Where the seconds of the tour go, before the fast path and now."""
    stored = RESULTS / "tour_seconds.json"
    if not stored.exists():
        return "Not measured yet: `python benchmarks/tour_seconds.py` does."
    result = read_json(stored)
    whens = [when for when in ("before", "now") if when in result]
    parts = table(
        ["part", *(f"{when}, s" for when in whens)],
        [[part, *(f"{result[when][part]:.1f}" for when in whens)] for part in result["now"]],
    )
    return f"{parts}\n\nMedians of {result['tours']} tours on {result['date']} on {result['machine']}."


def profile_table() -> str:
    """The kinds of operations that take most of a training step."""
    stored = RESULTS / "step_profile.json"
    if not stored.exists():
        return "Not measured yet: `python benchmarks/step_profile.py` does."
    result = read_json(stored)
    rows = []
    for name, row in result["networks"].items():
        spent = row["operations, ms"]
        whole = sum(spent.values())
        longest = sorted(spent, key=spent.__getitem__, reverse=True)[:6]
        shares = [f"{kind} {100 * spent[kind] / whole:.0f}%" for kind in longest]
        rest = 100 * (1 - sum(spent[kind] for kind in longest) / whole)
        shares.append(f"{len(spent) - 6} others {rest:.0f}%")
        rows.append([NETWORKS[name].title, f"{row['step, ms']:.1f}", ", ".join(shares)])
    shown = table(["network", "a step, ms", "share of the operations' seconds"], rows)
    return f"{shown}\n\nMeasured on {result['date']} on {result['machine']}."
