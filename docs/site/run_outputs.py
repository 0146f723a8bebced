"""What a run of a lesson left in its run folder: tables and figures for the lesson's page."""

from __future__ import annotations

from pathlib import Path

from chapters.command_line.open_report import pictures, tables

REPORTS = {"report": "", "report-quick": " --quick"}
"""Folder of a report -> the flags of the run that made it; the first that is there is shown."""


def output_lines(name: str, outputs: Path) -> tuple[list[str], dict[str, str | Path]]:
    """The lines of a page on what a run made, and the figures that they show.

    Args:
        name: of the lesson.
        outputs: folder of run folders, `runs/<chapter>/report`. Nothing is run.

    Returns:
        lines, and place in the site -> figure.
    """
    command = f"python -m chapters {name}" if name == "tour" else f"python -m chapters.{name}"
    for folder, flags in REPORTS.items():
        report = outputs / name / folder
        if (report / "comparison.md").is_file():
            lines = [f"Made by `{command}{flags}`."]
            for path in tables(report):
                if path.parent != report:
                    lines.append(f"### {path.parent.name.replace('-', ' ').replace('_', ' ')}")
                lines.append(path.with_suffix(".md").read_text(encoding="utf-8").strip())
            figures = {f"figures/{name}/{path.name}": path for path in pictures(report)}
            lines += [f"![{path.stem.replace('_', ' ')}](../{place})" for place, path in figures.items()]
            return lines, dict(figures)
    return [f"This page was built without a run of the lesson; `{command}` shows its tables and figures."], {}
