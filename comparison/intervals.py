"""Mean and 95% interval over seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, stdev


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
    from scipy.stats import t

    return fmean(values), float(t.ppf((1 + confidence) / 2, len(values) - 1)) * stdev(values) / math.sqrt(len(values))
