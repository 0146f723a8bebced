"""What a run of a lesson printed and drew, for the lesson's page."""

from __future__ import annotations

from pathlib import Path

from chapters.command_line.open_report import pictures, tables
from runtime.files import read_json

KEPT = Path(__file__).with_name("outputs")
"""What `outputs.py` made and is committed: a folder for each lesson."""
PRINTED = "printed.txt"


def command_of(name: str) -> str:
    """What is typed to run a lesson, or the tour."""
    return "python -m chapters tour" if name == "tour" else f"python -m chapters.{name}"


def output_lines(name: str, outputs: Path, sources: str = "") -> tuple[list[str], dict[str, str | Path]]:
    """The lines of a page on what a run made, and the figures that they show. Nothing is run.

    Args:
        name: of the lesson.
        outputs: folder of run folders: a default run is shown, else what is kept; without either, a quick one.
        sources: hash of the lesson's sources today.

    Returns:
        lines, and place in the site -> figure.
    """
    command = command_of(name)
    reports = {outputs / name / "report": f"Made by `{command}`."}
    if (KEPT / name / "made.json").exists():
        reports[KEPT / name] = _made(command, read_json(KEPT / name / "made.json"), sources)
    reports[outputs / name / "report-quick"] = (
        f"Made by `{command} --quick`: a short run on few examples, whose numbers say little."
    )
    for report, said in reports.items():
        if (report / "comparison.md").is_file():
            figures = {f"figures/{name}/{path.name}": path for path in pictures(report)}
            return [said, *_shown(report), *_pictures(figures)], dict(figures)
    return [f"This page was built without a run of the lesson; `{command}` shows its tables and figures."], {}


def _made(command: str, made: dict[str, str], sources: str) -> str:
    """How, when and where kept outputs were made."""
    said = f"Made by `{command}` on {made['day']} in {made['seconds']} s on {made['machine']}. {made['versions']}."
    return said if made["sources"] == sources else f"{said} The lesson was changed since."


def _shown(report: Path) -> list[str]:
    """What was printed, if it is kept, and the tables."""
    lines = []
    if (report / PRINTED).exists():
        lines += ["### Printed", f"```text\n{(report / PRINTED).read_text(encoding='utf-8').rstrip()}\n```"]
    for path in tables(report):
        title = "Table" if path.parent == report else path.parent.name.replace("-", " ").replace("_", " ")
        lines += [f"### {title}", path.with_suffix(".md").read_text(encoding="utf-8").strip()]
    return lines


def _pictures(figures: dict[str, Path]) -> list[str]:
    return ["### Figures", *(f"![{path.stem.replace('_', ' ')}](../{place})" for place, path in figures.items())]
