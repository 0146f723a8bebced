"""Test accuracies by network and number of training examples, read from a table whose rows are named for both."""

from __future__ import annotations

from comparison.generalisation import gap_of_row
from comparison.rows import Row
from comparison.tables import Comparison


def rows_by_network(table: Comparison) -> dict[str, dict[int, Row]]:
    """Network -> training examples -> row, from rows with labels such as `dense 300`."""
    found: dict[str, dict[int, Row]] = {}
    for row in table.rows:
        name, count = row.label.rsplit(" ", 1)
        found.setdefault(name, {})[int(count)] = row
    return found


def accuracy_of(row: Row) -> tuple[float, float]:
    """Test accuracy and the longer side of its 95% interval: over other test examples, and seeds if there are some."""
    mean, over_seeds = row.interval("test", "accuracy")
    return mean, max(mean - over_seeds[0], over_seeds[1] - mean) if over_seeds else gap_of_row(row, "accuracy")[1]


def accuracies(table: Comparison) -> dict[str, dict[int, tuple[float, float]]]:
    """Network -> training examples -> test accuracy and the longer side of its 95% interval."""
    return {
        name: {count: accuracy_of(row) for count, row in rows.items()} for name, rows in rows_by_network(table).items()
    }
