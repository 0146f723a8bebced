"""A comparison below the cell of a notebook: what a reader looks for first, then everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comparison.naming import spoken
from runtime.notebook import html_lines, html_table

if TYPE_CHECKING:
    from comparison.tables import Comparison


def comparison_html(table: Comparison) -> str:
    """Test metric, validation, parameters and seconds of every row; all columns in a part that opens with a click."""
    metric = table.metric_of(table.rows) or table.metrics[0]
    header = ["run", f"{metric} test", f"{metric} validation", "parameters", "epochs", "seconds"]
    rows = []
    for row in table.rows:
        own = spoken(row.differs)
        name = f"{row.label}\n{own}" if own and own not in row.label else row.label
        scores = [row.text(split, metric) for split in ("test", "validation")]
        rows.append([name, *scores, f"{row.runs[0].parameters:,}", row.epochs, f"{row.seconds:.1f}"])
    for baseline in table.baselines:
        value = baseline.get("test", {}).get(metric)
        if value is not None:
            rows.append([f"baseline: {baseline['name']}", f"{value:.4f}", "", "", "", ""])
    left = 2 if "differs" in table.header else 1
    everything = html_table(table.header, table.cells, left)
    return (
        f"{html_table(header, rows)}{html_lines(table.note)}"
        f'<details><summary>all columns</summary><div style="overflow-x: auto">{everything}</div></details>'
    )
