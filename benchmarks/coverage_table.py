"""The generated parts of docs/statistics.md: what benchmarks/coverage.py measured."""

from __future__ import annotations

import math
from pathlib import Path

from markdown_table import table

from runtime.files import read_json

RESULT = Path(__file__).parent / "results" / "coverage.json"
EXAMPLES = ("100", "1,000", "5,000", "10,000")
RARE = {
    "log loss, one network cautious, one very sure and right on 95%":
        "log loss, paired: cautious and very sure, equal, right on 95%",
    "log loss, one network cautious, one very sure and right on 99%":
        "log loss, paired: cautious and very sure, equal, right on 99%",
    "mean absolute error, where 2% of the examples have one":
        "mae, paired: 2% of the examples have an error, 1 to 0.5",
}  # fmt: skip
"""What is drawn, in words -> how the stored rows are called, without seeds and examples."""
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


def few_seeds() -> str:
    """What the interval of a row covers at least from two seeds, from three, and from four; rounded down."""
    covered = _covered()
    two, three, four = (
        math.floor(100 * min(covered[f"accuracy: 0.9, seeds far apart, {seeds} seeds, {examples} examples"]
                             for examples in ("1,000", "10,000")))
        for seeds in (2, 3, 4)
    )  # fmt: skip
    return (
        "From two or three seeds this interval is too narrow where the seeds differ most: "
        f"{two}% and {three}% of them cover in\nthe simulation below, and the note below the table says so. "
        f"From four seeds on {four}% and more do."
    )


def rare_losses() -> str:
    """How many intervals of a difference miss it where few examples have a large loss, by the number of examples."""
    covered = _covered()
    rows = [
        [words, *(_percent(1 - covered[f"{name}, 5 seeds, {examples} examples"]) for examples in EXAMPLES)]
        for words, name in RARE.items()
    ]
    return table(["test examples", *EXAMPLES], rows)


def _covered() -> dict[str, float]:
    """Group and name of a row -> the share of all its studies whose interval contains the true value."""
    return {f"{row['group']}: {row['name']}": row["covered"] for row in read_json(RESULT)["rows"]}


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
