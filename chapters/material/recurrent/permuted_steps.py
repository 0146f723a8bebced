"""One fixed permutation of time steps."""

from __future__ import annotations

import numpy as np

SEED = 3


def permutation(steps: int) -> list[int]:
    """The old place of every step of a permuted series: always the same for a number of steps."""
    return np.random.default_rng([SEED, steps]).permutation(steps).tolist()
