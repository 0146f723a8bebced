"""The generalisation gap of a row: by how much it does better on what it was trained on than on the test split.

The difference of two rows' gaps, with its verdict, is `Comparison.difference("accuracy gap", a, b)`.
"""

from __future__ import annotations

import math

import numpy as np

from comparison.differences import Part, combined_freedom, half_width
from comparison.finite_splits import part_of_split
from comparison.metrics import lower_is_better
from comparison.rows import Row


def gap_of_row(row: Row, metric: str) -> tuple[float, float]:
    """Mean gap over the row's seeds and the half-width of its 95% interval.

    The training split is what was trained on, so that its metric is a fact of the run; the test split is a sample. With
    one seed the interval covers other test examples only, with more other seeds as well. It is infinite where the
    metric cannot be computed from predictions.

    Args:
        row: of a comparison.
        metric: one that every run has recorded.
    """
    sign = -1 if lower_is_better(metric) else 1
    values = sign * (np.array(row.values("train", metric)) - np.array(row.values("test", metric)))
    examples = part_of_split(row.runs, (), "test", metric)
    if examples is None:
        return float(values.mean()), math.inf
    several = len(values) > 1
    seeds = Part(float(values.var(ddof=1)) / len(values), len(values) - 1) if several else Part(0.0, math.inf)
    error = math.sqrt(seeds.variance + examples.variance)
    return float(values.mean()), half_width(error, combined_freedom(seeds, examples), 0.95)
