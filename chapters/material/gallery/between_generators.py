"""How far the generators of random graphs lie apart in test accuracy: all pairs, and the one furthest apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from chapters.material.gallery.spread_table import generator_of
from comparison.differences import Difference
from comparison.mean_differences import mean_difference
from comparison.rows import Row
from comparison.tables import Comparison


def rows_by_generator(table: Comparison) -> dict[str, list[Row]]:
    """Generator -> the rows of its graphs, which are named as "WS graph 0"; other rows are left out."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        if generator := generator_of(row.label):
            found.setdefault(generator, []).append(row)
    return found


def generator_differences(rows: Mapping[str, Sequence[Row]]) -> list[Difference]:
    """Of each pair of generators the mean test accuracy of the one's graphs minus that of the other's."""
    return [
        replace(mean_difference(rows[a], rows[b], "accuracy"), a=f"the {a} graphs", b=f"the {b} graphs")
        for a, b in combinations(rows, 2)
    ]


def furthest_apart(rows: Mapping[str, Sequence[Row]]) -> Difference:
    """The generator with the highest mean test accuracy, over graphs and seeds, minus the one with the lowest.

    Both are chosen once, by their means over all seeds: the highest minus the lowest of each seed would be above zero
    in every seed, also where no generator is better. Which pair it is, `generator_differences` shows beside it.
    """
    means = {name: np.mean([row.values("test", "accuracy") for row in graphs]) for name, graphs in rows.items()}
    low, high = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    found = mean_difference(rows[high], rows[low], "accuracy")
    return replace(found, a="the generator with the highest mean", b="the generator with the lowest")
