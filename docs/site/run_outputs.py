"""What a run of a lesson printed and drew, for the lesson's page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from chapters.command_line.open_report import pictures, tables
from runtime.files import read_json

KEPT = Path(__file__).with_name("outputs")
"""What `outputs.py` made and is committed: a folder for each lesson."""
PRINTED, MADE = "printed.txt", "made.json"


def command_of(name: str) -> str:
    """What is typed to run a lesson, or the tour."""
    return "python -m chapters tour" if name == "tour" else f"python -m chapters.{name}"


def made_of(name: str) -> dict[str, Any]:
    """What `outputs.py` noted of the kept run of a lesson; empty if none is kept."""
    path = KEPT / name / MADE
    return read_json(path) if path.exists() else {}


def output_lines(name: str, outputs: Path | None, sources: str = "") -> tuple[list[str], dict[str, str | Path]]:
    """The lines of a page on what a run made, and the figures and tables of it. Nothing is run.

    Args:
        name: of the lesson.
        outputs: folder of run folders, if any: a default run is shown, else what is kept; without either, a quick one.
        sources: hash of the lesson's sources today.

    Returns:
        lines, and place in the site -> file that they show or offer.
    """
    command, reports = command_of(name), {}
    if outputs:
        reports[outputs / name / "report"] = f"Made by `{command}`."
    if made := made_of(name):
        reports[KEPT / name] = _made(command, made, sources)
    if outputs:
        said = f"Made by `{command} --quick`: a short run on few examples, whose numbers say little."
        reports[outputs / name / "report-quick"] = said
    for report, said in reports.items():
        found = {_place(name, path.parent.relative_to(report)): path for path in tables(report)}
        if all(path.is_file() for path in found.values()):
            figures = {f"figures/{name}/{name[:4]}-{path.name}": path for path in pictures(report)}
            printed = report / PRINTED
            shown = _printed(printed, found) if printed.exists() else _shown(found)
            return [said, *_pictures(figures), *shown], {**figures, **found}
    return [f"This page was built without a run of the lesson; `{command}` shows its tables and figures."], {}


def _made(command: str, made: dict[str, Any], sources: str) -> str:
    """How, when and where kept outputs were made."""
    said = f"Made by `{command}` on {made['day']} in {made['seconds']} s on {made['machine']}. {made['versions']}."
    return said if made["sources"] == sources else f"{said} The lesson was changed since."


def _printed(printed: Path, found: dict[str, Path]) -> list[str]:
    """The tables with all their columns, to download; and what was printed, where they begin with what is compared."""
    offered = "\n".join(f"- {{download}}`{Path(place).name} <../{place}>`" for place in found)
    text = printed.read_text(encoding="utf-8").rstrip()
    return ["The tables with all their columns, as CSV:", offered, "### Printed", f"```text\n{text}\n```"]


def _shown(found: dict[str, Path]) -> list[str]:
    """The tables, each below its title."""
    lines = ["### Tables of this run"]
    for place, path in found.items():
        lines += [f"#### {_title(place)}", path.with_suffix(".md").read_text(encoding="utf-8").strip()]
    return lines


def _place(name: str, folder: Path) -> str:
    """Where the site has a table: its file says which lesson and which table it is, wherever it is saved."""
    return f"tables/{name}/{'-'.join([name[:4], *folder.parts])}.csv"


def _title(place: str) -> str:
    """What a table is called: the title of what it compares, if it is not the main table."""
    title = Path(place).stem.partition("-")[2]
    return re.sub("[-_]", " ", title) or "Table"


def _pictures(figures: dict[str, Path]) -> list[str]:
    """Each figure below its name, by which the printed text and the page for instructors call it."""
    shown = (f"`{path.name}`\n\n![{path.name}](../{place})" for place, path in figures.items())
    return ["### Figures", *shown] if figures else []
