"""The difference of rows, or of the means of several rows, from their runs: each side one table of seeds x examples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from comparison.crossed import Crossed, Part
from comparison.differences import Difference, difference_of_examples, difference_of_seeds
from comparison.fairness import sides
from comparison.finite_splits import is_proportion, same_examples, split_table, value
from comparison.metrics import GAP, lower_is_better
from comparison.recorded import is_loss
from comparison.refusals import examples_of, no_verdict
from comparison.undefined import Undefined
from runtime.arguments import instance, sequence
from runtime.errors import UserError

if TYPE_CHECKING:
    from comparison.rows import Row


def mean_difference(rows_a: Sequence[Row], rows_b: Sequence[Row], metric: str) -> Difference:
    """The mean of some rows minus the mean of others, on the test split, with the uncertainty over seeds and examples.

    For a question about kinds of networks: are four random graphs as accurate, on average, as one network drawn by
    hand? The rows are what is compared; the interval covers other seeds and other test examples, not other rows. It is
    not corrected for further comparisons.

    Args:
        rows_a, rows_b: one or more of a comparison each. Both sides are paired if they have the same seeds.
        metric: that was recorded, or one that `judge` computes.

    Raises:
        UserError: a side has no row, or rows of different seeds; neither training nor comparison knows the metric.
    """
    metric = instance("metric", metric, str, "its name")
    a, b = _of_equal_seeds("rows_a", rows_a), _of_equal_seeds("rows_b", rows_b)
    paired = _seeds(a[0]) == _seeds(b[0])
    described = {"metric": metric, "a": _named(a), "b": _named(b), "lower_is_better": lower_is_better(metric)}
    described["sides"] = sides(a, b)
    losses = {row.loss: None for row in (*a, *b)}
    if is_loss(metric.removesuffix(GAP)) and len(losses) > 1:
        reason = f"{' and '.join(losses)} are losses without a common scale; compare a metric"
        return _without_values(reason, paired, a, b, described)
    values_a, values_b = _values(a, metric), _values(b, metric)
    if isinstance(values_a, Undefined) or isinstance(values_b, Undefined):
        undefined = values_a if isinstance(values_a, Undefined) else values_b
        return _without_values(f"{metric} is {undefined}", paired, a, b, described)
    if not all(same_examples(a[0].runs, row.runs, "test") for row in (*a, *b)):
        described["untested"] = "the rows were judged on different test examples"
        return difference_of_seeds(values_a, values_b, paired=paired, **described)
    first = a[0].runs[0]
    described["untested"] = no_verdict(first, metric)
    table_a, table_b = _table(a, metric), _table(b, metric)
    if isinstance(table_a, Undefined) or isinstance(table_b, Undefined):
        reasons = (table.reason for table in (table_a, table_b) if isinstance(table, Undefined))
        described["untested"] = described["untested"] or next(reasons)
        return difference_of_seeds(values_a, values_b, paired=paired, **described)
    described |= {"proportion": is_proportion(first, metric), "examples": examples_of(first, metric)}
    return difference_of_examples(table_a, table_b, paired=paired, values=(values_a, values_b), **described)


def _of_equal_seeds(name: str, rows: Sequence[Row]) -> Sequence[Row]:
    rows = sequence(name, rows)
    if not rows:
        raise UserError(f"{name} has no row; give at least one row of a comparison")
    for row in rows:
        if _seeds(row) != _seeds(rows[0]):
            raise UserError(
                f"rows {rows[0].label!r} and {row.label!r} have different seeds; train them from the same ones"
            )
    return rows


def _seeds(row: Row) -> list[int]:
    return [run.seed for run in row.runs]


def _named(rows: Sequence[Row]) -> str:
    labels = ", ".join(row.label for row in rows)
    return labels if len(rows) == 1 else f"the mean of {labels}"


def _values(rows: Sequence[Row], metric: str) -> np.ndarray | Undefined:
    """The metric of each seed (seeds,), the mean of the rows."""
    found = [[value(run, "test", metric) for run in row.runs] for row in rows]
    undefined = [one for of_row in found for one in of_row if isinstance(one, Undefined)]
    return undefined[0] if undefined else np.mean(np.array(found, np.float64), axis=0)


def _table(rows: Sequence[Row], metric: str) -> np.ndarray | Undefined:
    """The mean of the rows for each seed and test example, (seeds, examples)."""
    total = np.zeros(())
    for row in rows:
        table = split_table(row.runs, "test", metric)
        if isinstance(table, Undefined):
            return table
        total = total + table
    return total / len(rows)


def _without_values(
    reason: str, paired: bool, a: Sequence[Row], b: Sequence[Row], described: dict[str, Any]
) -> Difference:
    values_a, values_b = ((None,) * len(side[0].runs) for side in (a, b))
    nothing = Crossed((Part(0.0, math.inf),))
    return Difference(**described, values_a=values_a, values_b=values_b, uncertainty=nothing, paired=paired,
                      untested=reason)  # fmt: skip
