"""What the numbers of a table can carry, in sentences: seeds, winners, baselines, and what must not be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comparison.differences import MINIMUM_SEEDS, Difference
from comparison.metrics import lower_is_better
from comparison.recorded import PENALTY
from runtime.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comparison.rows import Row
    from comparison.tables import Comparison

COVERED_BY_FEW = {2: 87, 3: 92}
"""Percent, rounded down, that 95% intervals from so few seeds cover where the seeds differ most; a test compares."""


def note(table: Comparison, most: int | None = None) -> str:
    """The sentences below a table, one a line.

    Args:
        table: of a comparison.
        most: how many rows are compared with the one that has the best mean: those nearest to it; None for all.
    """
    lines = [_of_seeds(table), *_of_uncovered(table), *_of_winners(table, most)]
    if len(table.losses) > 1:
        lines.append("The rows have different losses, which cannot be compared with each other.")
    if table.has_penalty:
        lines.append(f"The loss is without the {PENALTY} of the layers; training minimised the sum of both.")
    lines += [f"{run} was given more than once and is counted once." for run in table.repeated]
    lines += [f"{row} does not beat the baseline: {baseline}." for row, baseline in table.unbeaten]
    return "\n".join(map(plain, lines))


def _of_seeds(table: Comparison) -> str:
    if table.seeds > 1:
        covers = COVERED_BY_FEW.get(table.seeds)
        few = (
            f" Intervals from {table.seeds} seeds are too narrow: they may cover no more than {covers}%."
            if covers
            else ""
        )
        return f"Mean (95% interval) over {table.seeds} or more seeds and the finite test set.{few}"
    if len(table.rows) > 1:
        return "One seed a row: which row is better is not tested."
    return "One seed: the spread between seeds is not known."


def _of_uncovered(table: Comparison) -> list[str]:
    """Which metrics of the test split have no interval although there are several seeds, and why."""
    if table.seeds < 2:
        return []
    why = {
        metric: reason
        for metric in table.metrics
        for row in table.rows
        if row.has(metric) and (reason := row.uncovered(metric))
    }
    return [f"No interval of {metric} test: {reason}." for metric, reason in why.items()]


def _of_winners(table: Comparison, most: int | None) -> list[str]:
    """Which row is better, of those that were judged on the same test examples."""
    if len(table.rows) < 2 or table.seeds < 2:
        return []
    if table.seeds < MINIMUM_SEEDS:
        return [f"Which row is better is not tested: that takes {MINIMUM_SEEDS} seeds."]
    if table.primary:
        return [f"{difference}." for difference in table.verdicts]
    lines = []
    for data, rows in table.groups.items():
        where = f" on {data}" if len(table.groups) > 1 else ""
        metric, found = table.metric_of(rows), table.rivals[data]
        nearest = found if most is None else sorted(found, key=lambda rival: abs(rival.difference))[:most]
        lines += [f"{difference}." for difference in nearest]
        if len(nearest) < len(found):
            lines.append(f"{found[0].a} and the other rows: see comparison.md.")
        if winner_of(found):
            lines.append(f"Best{where} by {metric} test: {winner_of(found)}.")
        elif found:
            lines.append(f"No row is the best{where} by {metric} test: that is within noise or not tested.")
        elif len(rows) > 1:
            lines.append(f"The rows{where} have no metric in common: which of them is better is not tested.")
    if len(table.groups) > 1:
        lines.append("Rows that were judged on different test examples are not compared.")
    return lines


def best_against_others(table: Comparison, rows: Sequence[Row]) -> list[Difference]:
    """The row with the best mean against each other row; none where they have no metric in common."""
    metric = table.metric_of(rows)
    if metric is None:
        return []
    sign = -1 if lower_is_better(metric) else 1
    means = {row.label: sign * sum(row.values("test", metric)) / len(row.runs) for row in rows}
    first = max(means, key=means.__getitem__)
    return [table.difference(metric, first, row.label) for row in rows if row.label != first]


def best_rows(table: Comparison) -> set[str]:
    """Labels of the rows that are better than each other row of their dataset; none where comparisons were declared."""
    if table.primary or table.seeds < MINIMUM_SEEDS:
        return set()
    winners = map(winner_of, table.rivals.values())
    return {winner for winner in winners if winner}


def winner_of(differences: Sequence[Difference]) -> str | None:
    """The row that is better than each other one, where the seeds support it; else None."""
    winners = {difference.winner for difference in differences}
    return winners.pop() if len(winners) == 1 else None
