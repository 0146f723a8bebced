"""``python -m chapters open NAME``: show the figures and the tables of a chapter's last run in the browser.

python -m chapters open ch04                      the report that was written last
python -m chapters open tour --runs-dir FOLDER    where the run was made with --runs-dir
"""

from __future__ import annotations

import argparse
import csv
import io
import webbrowser
from collections.abc import Sequence
from html import escape
from pathlib import Path

from chapters.command_line.chapter_list import chapter_name
from chapters.command_line.command import folder
from runtime.errors import Parser, UserError
from runtime.files import write_text

PAGE = "report.html"
TABLE = "comparison.csv"
PICTURES = (".png", ".gif")
STYLE = (
    "body { font-family: sans-serif; margin: 2em; } img { max-width: 100%; } table { border-collapse: collapse; } "
    "th, td { border: 1px solid #bbb; padding: 0.3em 0.6em; text-align: left; }"
)


def open_report(arguments: Sequence[str], names: Sequence[str]) -> int:
    """Write one page of a report's figures and tables beside them, and open it.

    Args:
        arguments: the chapter and flags.
        names: the chapters there are, and the tour.

    Returns:
        0 if the page is shown, 1 if this system has nothing to show it with; then the paths are printed.

    Raises:
        UserError: the chapter is unknown or was not run.
    """
    flags = Parser(
        prog="python -m chapters open", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    flags.add_argument("name", metavar="NAME", help="a chapter, or the tour")
    flags.add_argument("--runs-dir", type=folder, default=Path("runs"), metavar="FOLDER", help="default: runs")
    given = flags.parse_args(list(arguments))
    name = chapter_name(given.name, names)
    report = last_report(given.runs_dir / name)
    if report is None:
        command = "tour" if name == "tour" else f"run {name[:4]}"
        raise UserError(f"{given.runs_dir / name} has no report yet; type python -m chapters {command} first")
    page = (report / PAGE).absolute()
    write_text(page, page_of(report, name))
    if webbrowser.open(page.as_uri()):
        print(f"shown in the browser: {page}")
        return 0
    print("this system has no browser that can be opened from here; copy the files and open them:")
    for path in [page, *tables(report), *pictures(report)]:
        print(f"  {path}")
    return 1


def last_report(chapter: Path) -> Path | None:
    """The report of a chapter's folder that was written last."""
    found = [path.parent for path in chapter.glob(f"report*/{TABLE}")]
    return max(found, key=lambda path: (path / TABLE).stat().st_mtime_ns, default=None)


def tables(report: Path) -> list[Path]:
    """The tables of a report, the main one first."""
    return [report / TABLE, *sorted(report.glob(f"*/{TABLE}"))]


def pictures(report: Path) -> list[Path]:
    """The figures of a report, the overview first."""
    found = [path for path in report.iterdir() if path.suffix in PICTURES]
    return sorted(found, key=lambda path: (path.stem != "comparison", path.name))


def page_of(report: Path, name: str) -> str:
    """Figures and tables of a report as HTML; the figures stay files beside it."""
    shown = [f"<h1>{escape(name)}</h1>"]
    for path in tables(report):
        if path.parent != report:
            shown.append(f"<h2>{escape(path.parent.name)}</h2>")
        shown.append(_table(path.read_text(encoding="utf-8-sig")))
    shown += [f'<p><img src="{escape(path.name)}" alt="{escape(path.stem)}"></p>' for path in pictures(report)]
    head = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(name)}</title><style>{STYLE}</style></head>'
    )
    return "\n".join([head, "<body>", *shown, "</body></html>", ""])


def _table(text: str) -> str:
    header, *rows = csv.reader(io.StringIO(text))
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in header)]
    lines += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    return "\n".join(["<table>", *(f"<tr>{line}</tr>" for line in lines), "</table>"])
