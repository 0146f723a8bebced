"""Where a spread comes from: how much lies between groups (say, graphs), how much within them (say, initial weights).

One-way analysis of variance with random effects. Snedecor and Cochran 1989, "Statistical Methods", chapter 13; the
interval of the share is exact for normal values (Searle, Casella and McCulloch 1992, "Variance Components", 3.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from comparison.judging_input import numbers
from runtime.errors import UserError


@dataclass(frozen=True)
class Spread:
    """The parts of a spread, in the unit of the values.

    Attributes:
        between: standard deviation of the groups' true means; 0 where their spread is no more than chance gives.
        within: standard deviation inside a group.
        share: part of the variance that lies between groups, 0 to 1.
        interval: of the share, 95%; 0 to 1 where no value differs from any other.
        p_value: how often groups that do not differ would look this different (F test).
        groups: how many.
        values: in each.
    """

    between: float
    within: float
    share: float
    interval: tuple[float, float]
    p_value: float
    groups: int
    values: int

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{100 * self.share:.0f}% of the variance lies between groups (95% interval {100 * low:.0f} to "
            f"{100 * high:.0f}%; standard deviation {self.between:.4f} between, {self.within:.4f} within; "
            f"{self.groups} groups of {self.values}; F test p = {self.p_value:.2g})"
        )


def spread(values: Sequence[Sequence[float]] | np.ndarray) -> Spread:
    """Split the variance of values into a part between and a part within groups.

    Args:
        values: (groups, values in each), at least two of both.

    Raises:
        UserError: there are fewer, or a value is not finite.
    """
    from scipy import stats

    table = numbers("values", values)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():
        raise UserError(f"a spread needs two or more groups of two or more finite values, not shape {table.shape}")
    groups, size = table.shape
    between = size * table.mean(axis=1).var(ddof=1)
    within = float(table.var(axis=1, ddof=1).mean())
    freedom = (groups - 1, groups * (size - 1))
    if within == 0:  # the F ratio is infinite, or 0/0 where no value differs from any other
        differ = bool(between > 0)
        interval = (1.0, 1.0) if differ else (0.0, 1.0)
        return Spread(float(np.sqrt(between / size)), 0.0, float(differ), interval, float(not differ), groups, size)
    ratio = between / within
    ends = (ratio / stats.f.ppf(0.975, *freedom), ratio / stats.f.ppf(0.025, *freedom))
    low, high = (float(max(0.0, (end - 1) / (end + size - 1))) for end in ends)
    variance = max(0.0, (between - within) / size)
    return Spread(
        between=float(np.sqrt(variance)),
        within=float(np.sqrt(within)),
        share=float(variance / (variance + within)),
        interval=(low, high),
        p_value=float(stats.f.sf(ratio, *freedom)),
        groups=groups,
        values=size,
    )
