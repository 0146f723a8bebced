"""The tables of docs/scale.md, from what `thousand_workers.py` stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from markdown_table import table

from runtime.files import read_json

STORED = Path(__file__).parent / "results" / "thousand_workers.json"
NOTHING = "Not measured yet: `python benchmarks/thousand_workers.py` does."
Row = tuple[str, Callable[[dict[str, Any]], str]]


def driver(stored: Path = STORED) -> str:
    """What became of the trainings, and what the driver took."""
    if not stored.exists():
        return NOTHING
    result = read_json(stored)
    rows: list[Row] = [
        ("finished on disk, and readable", lambda one: f"{one['finished']:,}"),
        ("given back by `fit_all`", lambda one: f"{one['answered']:,}"),
        ("trained to the end more than once", lambda one: f"{one['ended twice']:,}"),
        ("most workers that trained in one run folder at a time", lambda one: f"{one['workers in a folder']:,}"),
        ("workers that were killed", lambda one: f"{one['lost']['killed']:,}"),
        ("workers that were preempted", lambda one: f"{one['lost']['preempted']:,}"),
        ("workers that were cut off", lambda one: f"{one['lost']['cut off']:,}"),
        ("seconds in all", lambda one: f"{one['seconds']:.0f}"),
        ("before the first training began, s", lambda one: f"{one['before']:.1f}"),
        ("after the last had ended, s", lambda one: f"{one['after']:.1f}"),
        ("the driver's CPU time, s", lambda one: f"{one['cpu']:.1f}"),
        ("the driver's CPU time a training, ms", lambda one: f"{1000 * one['cpu'] / one['trainings']:.1f}"),
        ("the driver's memory at first, MiB", lambda one: f"{one['MiB at first']:,.0f}"),
        ("at its peak, MiB more", lambda one: f"{one['MiB more']:,.0f}"),
    ]
    stop, late = result["stop"], max(one["late"] for one in [*result["drive"], result["stop"]])
    few, many = result["handed over"]
    return "\n\n".join(
        [
            _turned("trainings", "trainings", result["drive"], rows),
            f"Ctrl-C while {stop['working']:,} workers trained and the other jobs waited: the driver had"
            f" stopped after {stop['seconds']:.1f} s, and then {stop['working after it']:,} workers trained. The same"
            f" call with `resume=True` gave back {stop['answered after resume']:,} of {stop['trainings']:,} trainings;"
            f" {stop['ended twice']:,} were trained to the end twice.",
            f"With {few['recipes']:,} recipes of one seed the first job was handed over after {few['seconds']:.1f} s,"
            f" with {many['recipes']:,} recipes after {many['seconds']:.1f} s.",
            f"{_measured(result)} Of the workers, {result['lost']:.0%} were to be lost. The simulation itself was late"
            f" by {late:.1f} s at most.",
        ]
    )


def folders(stored: Path = STORED) -> str:
    """What the run folders are on disk, and what looks through all of them."""
    if not stored.exists():
        return NOTHING
    result = read_json(stored)
    rows: list[Row] = [
        ("files", lambda one: f"{one['files']:,}"),
        ("of these, locks", lambda one: f"{one['locks']:,}"),
        ("folders", lambda one: f"{one['folders']:,}"),
        ("MB", lambda one: f"{one['bytes'] / 1e6:,.0f}"),
        ("a worker reserves a further run folder, ms", lambda one: f"{1000 * one['reserve']:.1f}"),
        ("the columns of the HParams tab are written, s", lambda one: f"{one['columns']:.1f}"),
        ("memory for that, MiB", lambda one: f"{one['columns MiB']:,.0f}"),
    ]
    for number, board in enumerate(result["folders"][-1]["boards"]):
        rows += _fast(number, board["open"])
    read: list[Row] = [
        ("MB of event files", lambda one: f"{one['MB']:,.0f}"),
        ("its reader in Python, s", lambda one: f"{one['seconds']:.1f}"),
        ("memory for that, MiB", lambda one: f"{one['MiB']:,.0f}"),
    ]
    return "\n\n".join(
        [
            _turned("run folders", "runs", result["folders"], rows),
            _turned("run folders", "runs", result["board"], read),
            f"{_measured(result)} A run has {result['files of a run']} files.",
        ]
    )


def _fast(number: int, most: int) -> list[Row]:
    """Rows of TensorBoard's fast reader, where it may have so many files open."""
    where = f"TensorBoard's fast reader with {most:,} open files"
    return [
        (f"{where}, s", lambda one: f"{one['boards'][number]['seconds']:.1f}"),
        (f"{where}, MiB", lambda one: f"{one['boards'][number]['MiB']:,.0f}"),
        (f"{where}, event files that it leaves out", lambda one: f"{one['boards'][number]['left out']:,}"),
    ]


def _turned(what: str, key: str, measured: Iterable[dict[str, Any]], rows: Iterable[Row]) -> str:
    """A table with a column for each measurement."""
    measured = list(measured)
    header = [what, *(f"{one[key]:,}" for one in measured)]
    return table(header, [[title, *map(cell, measured)] for title, cell in rows])


def _measured(result: dict[str, Any]) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    return f"Measured on {result['date']} on {result['machine']}; {packages}."
