"""The generalisation gap of a row: by how much it does better on what it was trained on than on the test split.

The difference of two rows' gaps, with its verdict, is `Comparison.difference("accuracy gap", a, b)`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from comparison.crossed import crossed, half_width, seeds_part
from comparison.finite_splits import is_proportion
from comparison.metrics import lower_is_better
from comparison.proportions import share_interval
from comparison.rows import Row
from comparison.undefined import Undefined


def gap_of_row(row: Row, metric: str) -> tuple[float, float]:
    """Mean gap over the row's seeds and the half-width of its 95% interval, its longer side where it is not symmetric.

    The training split is what was trained on, so that its metric is a fact of the run; the test split is a sample. With
    one seed the interval covers other test examples only, with more other seeds as well. It is infinite where no
    interval of the metric is known to cover: see `Row.uncovered`.

    Args:
        row: of a comparison.
        metric: one that every run has recorded.
    """
    sign = -1 if lower_is_better(metric) else 1
    values = sign * (np.array(row.values("train", metric)) - np.array(row.values("test", metric)))
    table = row.table("test", metric)
    if isinstance(table, Undefined):
        return float(values.mean()), math.inf
    seeds, mean = seeds_part(values), float(values.mean())
    if is_proportion(row.runs[0], metric):
        share = float(table.mean())
        low, high = share_interval(table, seeds)
        return mean, max(share - low, high - share)
    known = replace(crossed(table), seeds=(seeds,))
    return mean, half_width(math.sqrt(known.variance), known.freedom, 0.95)
