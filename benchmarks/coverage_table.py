"""The generated parts of docs/statistics.md: what benchmarks/coverage.py measured."""

from __future__ import annotations

from pathlib import Path

from markdown_table import table

from runtime.files import read_json

RESULT = Path(__file__).parent / "results" / "coverage.json"
HEADER = ("what is drawn", "old method", "now, all studies", "get one", "now, of these", "why")


def promise() -> str:
    """One paragraph: the range of the rows for which coverage is promised."""
    stored = read_json(RESULT)
    kept = [row for row in stored["rows"] if row["promised"] and row["with_verdict"] is not None and row["get"]]
    new, old = [row["with_verdict"] for row in kept], [row["old"] for row in kept if row["old"] is not None]
    rows, repetitions = len(stored["rows"]), stored["repetitions"]
    return (
        f"{repetitions:,} studies were simulated for each of {rows} rows. In the {len(kept)} rows where coverage is "
        f"promised,\n{min(new):.1%} to {max(new):.1%} of the intervals contain the true value. With the method that "
        f"this page described\nbefore, {min(old):.1%} to {max(old):.1%} of them did."
    )


def coverage_table() -> str:
    """Every row."""
    lines = []
    for row in read_json(RESULT)["rows"]:
        shares = [_percent(row[key]) for key in ("old", "covered", "verdicts")]
        of_these = _percent(row["with_verdict"]) if row["get"] else "-"
        lines.append([f"{row['group']}: {row['name']}", *shares, of_these, row["why"] if row["explain"] else ""])
    return table(HEADER, lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
