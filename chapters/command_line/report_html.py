"""The report of a lesson below the cell of a notebook: tables, figures, and what the lecture claims."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from chapters.claims.verdicts import correction
from runtime.notebook import html_lines, in_html

if TYPE_CHECKING:
    from chapters.command_line.report import Report


def report_html(report: Report) -> str:
    """The tables, the figures that are on disk (`Report.save` draws the first), the claims with their verdicts."""
    parts = []
    for title, table in report.tables.items():
        parts += [f"<h3>{in_html(title)}</h3>", table._repr_html_()]
    pictures = [path for path in report.pictures if path.is_file()]
    parts += [f"<h3>{in_html(path.stem.replace('_', ' '))}</h3>{_image(path)}" for path in pictures]
    if report.all_claims:
        parts.append("<h3>What the lecture claims (강의의 주장)</h3>")
    for claim in report.all_claims:
        said = f"{claim['verdict']}: {claim['statement']} “{claim['ko']}”\n{claim['evidence']}"
        if "correction" in claim:
            said += f"\n{correction(claim['verdict'], claim['correction'])}"
        parts.append(html_lines(said))
    return "".join(parts)


def _image(path: Path) -> str:
    """A picture inside the notebook, so that it stays when the files go."""
    kind = "gif" if path.suffix == ".gif" else "png"
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<img alt="{in_html(path.name)}" style="max-width: 100%" src="data:image/{kind};base64,{content}">'
