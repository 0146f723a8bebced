"""A test split for sets that have none."""

from __future__ import annotations

import numpy as np

from datasets.dataset import Split

SEED = 0
TEST = 0.2


def hold_out(x: np.ndarray, y: np.ndarray, *, classes: bool = True) -> tuple[Split, Split]:
    """Shuffle by seed 0 and split off a fifth as the test split.

    For classes, every prefix of the order holds them in their proportions, so the test split, the training split,
    and the validation split that is cut from it later all do.

    Args:
        x: features, one row an example.
        y: class indices, or values.
        classes: `y` is class indices.

    Returns:
        train, test.
    """
    order = np.random.default_rng(SEED).permutation(len(x))
    if classes:
        place = np.empty(len(x))
        for label in np.unique(y):
            of_class = np.flatnonzero(y[order] == label)
            place[of_class] = (np.arange(len(of_class)) + 0.5) / len(of_class)
        order = order[np.argsort(place, kind="stable")]
    count = round(TEST * len(x))
    return Split(x[order[count:]], y[order[count:]]), Split(x[order[:count]], y[order[:count]])
