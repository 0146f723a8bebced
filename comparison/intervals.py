"""Mean and 95% interval over seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

import numpy as np

from comparison.crossed import half_width, seeds_part


def mean_and_interval(values: Sequence[float], confidence: float = 0.95) -> tuple[float, float | None]:
    """The mean and the half-width of its Student-t interval.

    Args:
        values: one a seed.
        confidence: of the interval.

    Returns:
        Mean, and the half-width `t * s / sqrt(n)`; None for one value, which says nothing about spread.
    """
    if len(values) < 2:
        return fmean(values), None
    seeds = seeds_part(np.asarray(values, np.float64))
    return fmean(values), half_width(math.sqrt(seeds.variance), seeds.freedom, confidence)
