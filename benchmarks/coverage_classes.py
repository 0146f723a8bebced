"""Simulated metrics of one class for benchmarks/coverage.py: recall, precision, F1, the area under the ROC curve."""

from __future__ import annotations

from collections.abc import Iterator

import crossed_draws as draws
import numpy as np
from coverage_cases import (
    CALLED,
    FEW,
    FEW_CALLED,
    FEW_OF_CLASS,
    NEAR_ONE,
    Case,
    Ends,
    around,
    gap,
    never_judged,
    of_areas,
    old_of_gap,
)
from scipy.special import ndtr

from comparison.crossed import Crossed, examples_part, seeds_part
from comparison.differences import MINIMUM_EXAMPLES
from comparison.finite_splits import area_values, linearised
from comparison.proportions import share_interval


def recalls() -> Iterator[Case]:
    """Recall where 2% of the examples are positive; with too few of them there is no verdict."""
    for recall in (0.5, 0.9):
        for examples in (100, 2_500):

            def draw(rng, recall=recall, examples=examples):
                y, called = draws.classes(rng, 5, examples, 0.02, (recall, 0.95))
                return y, called[0]

            name = f"{recall}, 2% of {examples:,} positive, 5 seeds"
            refused = "2 positive examples: no interval" if 0.02 * examples < MINIMUM_EXAMPLES else ""
            why = FEW if (1 - recall) * 0.02 * examples < 10 else ""
            yield Case("recall", name, draw, recall, recall_of, old_recall, not refused, refused or why)


def recall_of(y: np.ndarray, called: np.ndarray) -> tuple[Ends | None, bool]:
    """Interval of a recall: a share of the positive examples."""
    hits = called[:, y] * 1.0
    return share_interval(hits) if hits.shape[1] else None, hits.shape[1] >= MINIMUM_EXAMPLES


def old_recall(y: np.ndarray, called: np.ndarray) -> Ends | None:
    """The jackknife over groups of all examples; over seeds alone where a group has all positives."""
    if not y.any():
        return None

    group_of = np.random.default_rng(0).permutation(np.arange(len(y)) % 40)
    values, without = called[:, y].mean(axis=1), [y & (group_of != group) for group in range(40)]
    if not all(kept.any() for kept in without):
        return around(float(values.mean()), Crossed((seeds_part(values),)))
    left = np.array([called[:, kept].mean() for kept in without])
    return around(float(values.mean()), Crossed((seeds_part(values),), examples_part(39 * left)))


def decisions() -> Iterator[Case]:
    """Differences of precision and of F1."""
    rates, positives = ((0.9, 0.95), (0.8, 0.95)), 0.2
    precisions = [positives * r / (positives * r + (1 - positives) * (1 - s)) for r, s in rates]
    f1s = [2 * p * r / (p + r) for p, (r, _) in zip(precisions, rates, strict=True)]
    for metric, values in (("precision", precisions), ("f1", f1s)):
        for examples in (200, 1_000):

            def decided(rng, metric=metric, examples=examples):
                y, called = draws.classes(rng, 5, examples, positives, *rates)
                add = y if metric == "f1" else 0
                scale = 2 if metric == "f1" else 1
                return [np.array([linearised(scale * (c & y), 1.0 * c + add) for c in table]) for table in called]

            name = f"20% of {examples:,} positive, 5 seeds"
            judge, why = (never_judged, CALLED) if metric == "precision" else (gap(False), "")
            yield Case(f"{metric}, paired", name, decided, values[0] - values[1], judge, old_of_gap, why=why)


def few_of_a_class() -> Iterator[Case]:
    """Areas under the ROC curve with few and many positive examples; F1 where few examples are called positive."""
    for examples, positives, apart in (
        (200, 0.05, (1.5, 1.2)),
        (200, 0.95, (1.5, 1.2)),
        (200, 0.2, (1.5, 1.2)),
        (1_000, 0.05, (1.5, 1.2)),
        (1_000, 0.2, (1.5, 1.2)),
        (1_000, 0.05, (4.0, 3.2)),
        (1_000, 0.2, (4.0, 3.2)),
    ):

        def ranked(rng, examples=examples, positives=positives, apart=apart):
            positive = rng.random(examples) < positives
            positive[:2] = True, False
            found = draws.scores(rng, 5, examples, draws.USUAL, 2)
            tables = [
                np.array([area_values(positive, row + distance * positive) for row in score])
                for score, distance in zip(found, apart, strict=True)
            ]
            return [positive, *tables]

        a, b = (float(ndtr(distance / 2**0.5)) for distance in apart)
        name = f"{a:.3f} minus {b:.3f}, {positives:.0%} of {examples:,} positive, 5 seeds"
        promised, enough = apart[0] < 2, min(positives, 1 - positives) * examples >= MINIMUM_EXAMPLES
        why = NEAR_ONE if not promised else "" if enough else FEW_OF_CLASS
        yield Case("area under the ROC curve, paired", name, ranked, a - b, of_areas, old_of_areas, promised, why)
    rates, positives = ((0.05, 0.999), (0.1, 0.99)), 0.2
    f1s = [2 * positives * r / (positives + positives * r + (1 - positives) * (1 - s)) for r, s in rates]

    def seldom(rng):
        y, called = draws.classes(rng, 5, 200, positives, *rates)
        return [np.array([linearised(2.0 * (c & y), 1.0 * c + y) for c in table]) for table in called]

    name = "5% and 10% of the positive ones found, 20% of 200 positive, 5 seeds"
    yield Case("f1, paired", name, seldom, f1s[0] - f1s[1], gap(False), old_of_gap, False, FEW_CALLED)


def old_of_areas(positive: np.ndarray, a: np.ndarray, b: np.ndarray) -> Ends:
    """The old method of a difference of areas."""
    return old_of_gap(a, b)
