"""The table of weeks of docs/teaching.md: its lessons with their seconds, what to project, and the homework."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from markdown_table import table

from runtime.files import read_json

ROOT = Path(__file__).parents[1]


def weeks() -> list[dict[str, Any]]:
    """What docs/semester.toml says of each week: `topic`, `lessons`, `figures`, and perhaps `homework`."""
    return tomllib.loads((ROOT / "docs" / "semester.toml").read_text(encoding="utf-8"))["weeks"]


def semester() -> str:
    """A line for each week, and on what machine the seconds were measured."""
    measured = read_json(ROOT / "chapters" / "results" / "seconds.json")
    rows = []
    for number, week in enumerate(weeks(), start=1):
        seconds = sum(measured["chapters"][name]["default"] for name in week["lessons"])
        lessons = ", ".join(f"`{name}`" for name in week["lessons"])
        figures = ", ".join(f"`{name}`" for name in week["figures"])
        homework = f"`{week['homework']}`" if "homework" in week else ""
        rows.append([str(number), week["topic"], lessons, f"{seconds:.0f}" if seconds else "", figures, homework])
    header = ["week", "topic", "lessons", "seconds", "figures to project", "homework given out"]
    said = f"Seconds of the default runs, measured on {measured['machine']}, without the start-up of TensorFlow."
    return f"{table(header, rows)}\n\n{said}"
