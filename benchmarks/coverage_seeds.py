"""Simulated seeds for benchmarks/coverage.py: few, unequal or collapsing ones, and means of several rows."""

from __future__ import annotations

from collections.abc import Iterator

import crossed_draws as draws
import numpy as np
from coverage_cases import (
    COUNTED,
    FEW_SEEDS,
    SEEDS_SKEWED,
    SHARED,
    UNSTABLE,
    Case,
    Ends,
    gap,
    old_of_gap,
    old_of_row,
    share,
    size_of,
)

from comparison.differences import difference_of_seeds
from comparison.proportions import MINIMUM_TRAININGS, count_collapsed


def gaps_of_means_of_rows() -> Iterator[Case]:
    """The mean of four networks minus another one, where some examples are hard for one architecture only."""
    for examples in (1_000, 10_000):

        def draw(rng, examples=examples):
            return draws.four_and_one(rng, 5, examples, 0.85, 0.86)

        name = f"mean of four networks minus one, {size_of(5, examples)}"
        yield Case("accuracy, paired", name, draw, -0.01, gap(True), old_of_gap)

        def seeds_alone(a: np.ndarray, b: np.ndarray) -> tuple[Ends | None, bool]:
            found = difference_of_seeds(a.mean(axis=1), b.mean(axis=1), paired=True)
            return found.interval(), not found.reason

        why = "one number a seed: other test examples are not covered"
        yield Case("accuracy, over seeds alone", name, draw, -0.01, seeds_alone, old_of_gap, False, why)


def few_seeds() -> Iterator[Case]:
    """Rows of two, three and four seeds, where the seeds differ most and where the examples do."""
    for seeds in (2, 3, 4):
        for skill, apart in ((0.1, "seeds far apart, "), (draws.USUAL.skill, "")):
            for examples in (1_000, 10_000):

                def draw(rng, seeds=seeds, skill=skill, examples=examples):
                    return draws.right(rng, seeds, examples, draws.Spreads(skill=skill), 0.9)

                promised, why = seeds > 3, FEW_SEEDS if seeds < 4 else ""
                name = f"0.9, {apart}{size_of(seeds, examples)}"
                yield Case("accuracy", name, draw, 0.9, share, old_of_row, promised, why)


def unstable() -> Iterator[Case]:
    """What is not covered: seeds of which few are much worse, seeds that share data; and the share that collapsed."""
    for seeds in (5, 10):

        def collapsing(rng, seeds=seeds):
            return draws.collapsing(draws.right(rng, seeds, 1_000, draws.USUAL, 0.9), rng, 0.1, 0.1)

        def gap_collapsing(rng, seeds=seeds):
            return draws.collapsing(draws.right(rng, seeds, 1_000, draws.USUAL, 0.9, 0.8), rng, 0.1, 0.1)

        name = f"one seed in ten collapses, {size_of(seeds, 1_000)}"
        why = UNSTABLE.format(seeds={5: "five", 10: "ten"}[seeds], none=0.9**seeds)
        yield Case("accuracy", name, collapsing, 0.82, share, old_of_row, False, why)
        yield Case("accuracy, paired", name, gap_collapsing, 0.02, gap(True), old_of_gap, False, why)

        def skewed(rng, seeds=seeds):
            return [draws.skewed_seeds(rng, seeds, 5_000, 0.03)]

        def gap_skewed(rng, seeds=seeds):
            return [draws.skewed_seeds(rng, seeds, 5_000, 0.03), (rng.random((seeds, 5_000)) > 0.03) * 1.0]

        name = f"error rates of the seeds log-normal, {size_of(seeds, 5_000)}"
        yield Case("accuracy", name, skewed, 0.97, share, old_of_row, False, SEEDS_SKEWED)
        yield Case("accuracy, paired", name, gap_skewed, 0.0, gap(True), old_of_gap, False, SEEDS_SKEWED)

    def sharing(rng):
        return draws.shared_data(rng, 5, 5_000, 0.9)

    yield Case(
        "accuracy", f"seeds that share data, {size_of(5, 5_000)}", sharing, 0.9, share, old_of_row, False, SHARED
    )

    def twenty(rng):
        return [np.where(rng.random(MINIMUM_TRAININGS) < 0.1, 0.1, 0.9)]

    def counted(values: np.ndarray) -> tuple[Ends, bool]:
        return count_collapsed(values.tolist(), [0.1] * len(values)).interval, True

    name = f"one training in ten, {MINIMUM_TRAININGS} seeds"
    yield Case("share that collapsed", name, twenty, 0.1, counted, lambda values: None, why=COUNTED)
