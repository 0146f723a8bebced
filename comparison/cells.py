"""The whole table as text, as the report's files have it: one column a metric and split, the baselines below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comparison.naming import spoken
from comparison.recorded import PENALTY
from comparison.rows import SPLITS, Row

if TYPE_CHECKING:
    from comparison.tables import Comparison


def header(table: Comparison) -> list[str]:
    """Column titles."""
    differs = ["differs"] if any(row.differs for row in table.rows) else []
    peak = ["peak MiB"] if any(row.peak_memory for row in table.rows) else []
    metrics = [f"{metric} {split}" for metric in table.metrics for split in SPLITS]
    penalty = [PENALTY] if table.has_penalty else []
    return [
        "run",
        *differs,
        "parameters",
        "multiply-adds",
        "epochs",
        "seconds",
        "examples/s",
        *peak,
        *metrics,
        *penalty,
    ]


def cells(table: Comparison) -> list[list[str]]:
    """One list a row, the baselines last; a dash where a run has no such number."""
    titles = header(table)
    rows = [[of_row(table, row)[title] for title in titles] for row in table.rows]
    for baseline in table.baselines:
        numbers = {
            f"{metric} {split}": f"{value:.4f}" for split in SPLITS for metric, value in baseline.get(split, {}).items()
        }
        rows.append([f"baseline: {baseline['name']}", *(numbers.get(title, "") for title in titles[1:])])
    return rows


def of_row(table: Comparison, row: Row) -> dict[str, str]:
    """Title -> text, of one row."""
    cost, speed, memory = row.multiply_adds, row.examples_per_second, row.peak_memory
    return {
        "run": row.label,
        "differs": spoken(row.differs),
        "parameters": f"{row.runs[0].parameters:,}",
        "multiply-adds": f"{cost:,}" if isinstance(cost, int) else "unknown",
        "epochs": row.epochs,
        "seconds": f"{row.seconds:.1f}",
        "examples/s": f"{speed:,.0f}" if speed else "-",
        "peak MiB": f"{memory:,.0f}" if memory else "-",
        **{f"{metric} {split}": row.text(split, metric) for metric in table.metrics for split in SPLITS},
        PENALTY: row.text("test", PENALTY),
    }
