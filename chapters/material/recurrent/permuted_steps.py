"""One fixed permutation of time steps, and by how much it changes a network's error."""

from __future__ import annotations

import numpy as np

from comparison.tables import Comparison

SEED = 3


def permutation(steps: int) -> list[int]:
    """The old place of every step of a permuted series: always the same for a number of steps."""
    return np.random.default_rng([SEED, steps]).permutation(steps).tolist()


def change_by_permutation(table: Comparison, name: str) -> list[float]:
    """For each seed the relative change of a network's test error: (permuted - in order) / in order.

    Args:
        table: with the rows `name` and `name, permuted`.
        name: of the network.
    """
    errors = {row.label: row.values("test", "loss") for row in table.rows}
    return [after / before - 1 for before, after in zip(errors[name], errors[f"{name}, permuted"], strict=True)]
