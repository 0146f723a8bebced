"""The part of benchmarks/RESULTS.md about one GPU, from what `gpu.py` stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gpu_side import SIDES
from markdown_table import table

from runtime.files import read_json

STORED = Path(__file__).parent / "results" / "gpu.json"


def gpu_table(stored: Path = STORED) -> str:
    """Images a second and what failed; whether equal trainings came out the same; seconds of commands; on what."""
    if not stored.exists():
        return "Not measured yet: `python benchmarks/gpu.py` does, where there is an NVIDIA GPU."
    result = read_json(stored)
    rows = list(result["networks"].values())
    speeds = table(
        ["images a second", *(row["title"] for row in rows)],
        [[_named(side), *(_speed(row, side) for row in rows)] for side in SIDES],
    )
    parts = [speeds, *_failures(rows), _sameness(rows)]
    if result["commands"]:
        parts.append(
            table(
                ["command", "seconds", "runs that came out the same twice"],
                [[f"`python -m chapters {one['command']}`", *_command(one)] for one in result["commands"].values()],
            )
        )
    return "\n\n".join([*parts, _about(result, rows)])


def _named(side: str) -> str:
    return side.replace("Keras", "plain Keras").replace("fit", "`training.fit`")


def _speed(row: dict[str, Any], side: str) -> str:
    one = row["sides"].get(side)
    if one is None:
        return "none" if side in row["failed"] else ""
    return f"{one['median']:,.0f} ({one['least']:,.0f} to {one['most']:,.0f})"


def _failures(rows: list[dict[str, Any]]) -> Iterator[str]:
    lines = [f"- {row['title']}, {_named(side)}: {why}" for row in rows for side, why in row["failed"].items()]
    if lines:
        yield "\n".join(["Where there is none:", "", *lines])


def _sameness(rows: list[dict[str, Any]]) -> str:
    """Of the networks that two sides trained alike, how many ended with the same weights."""
    pairs = [
        (row["title"], row["sides"]["fit"]["weights"] == row["sides"]["fit again"]["weights"])
        for row in rows
        if {"fit", "fit again"} <= set(row["sides"])
    ]
    other = [title for title, same in pairs if not same]
    sentence = (
        f"Trained twice by `training.fit`, {len(pairs) - len(other)} of {len(pairs)} networks had the same weights"
    )
    return f"{sentence}, bit for bit{': not ' + ', '.join(other) if other else ''}."


def _command(one: dict[str, Any]) -> list[str]:
    if "failed" in one:
        return [f"failed: {one['failed']}", ""]
    if "stopped" in one:
        done = ", ".join(f"{name} in {seconds:.0f}" for name, seconds in one["finished"].items())
        return [f"stopped after {one['stopped']:.0f}; trained by then: {done or 'none'}", ""]
    seconds = " and ".join(f"{value:.0f}" for value in one["seconds"])
    return [seconds, f"{one['same']} of {one['runs']}" if "runs" in one else ""]


def _about(result: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """The card, the versions, and which files of CUDA's libraries were loaded."""
    sides = [(side, one) for row in rows for side, one in row["sides"].items()]
    ours = [one for side, one in sides if side != "PyTorch"]
    built = {one["versions"]["TensorFlow's CUDA"] for one in ours}
    loaded = {
        "TensorFlow": sorted({file for one in ours for file in one["libraries"]}),
        "PyTorch": sorted({file for side, one in sides if side == "PyTorch" for file in one["libraries"]}),
    }
    files = "; ".join(f"{who}: {', '.join(names) or 'none'}" for who, names in loaded.items())
    packages = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    epochs = ", ".join(f"{row['rounds']} epochs of {row['examples']:,} images ({row['title']})" for row in rows)
    return (
        f"Median, least and most of {epochs}; measured on {result['date']} on one {result['card']}, driver "
        f"{result['driver']}, with {result['machine']}; {packages}.\n"
        f"TensorFlow was built with CUDA {', '.join(sorted(built))}. Loaded files of CUDA: {files}."
    )
