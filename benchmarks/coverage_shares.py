"""Simulated accuracies for benchmarks/coverage.py: rows and differences."""

from __future__ import annotations

from collections.abc import Iterator

import crossed_draws as draws
from coverage_cases import FEW, SMALL_GAP, Case, gap, old_of_gap, old_of_row, old_of_unpaired, share, size_of


def accuracies() -> Iterator[Case]:
    """Accuracies 0.5 to 0.995 on 36 to 5,000 examples; at the end real trainings."""
    for accuracy in (0.5, 0.8, 0.9, 0.95, 0.99, 0.995):
        for examples in (36, 100, 1_000, *((5_000,) if accuracy in (0.5, 0.995) else ())):
            for seeds in (5, 10):

                def draw(rng, accuracy=accuracy, examples=examples, seeds=seeds):
                    return draws.right(rng, seeds, examples, draws.USUAL, accuracy)

                why = FEW if (1 - accuracy) * examples < 10 else ""
                yield Case(
                    "accuracy", f"{accuracy}, {size_of(seeds, examples)}", draw, accuracy, share, old_of_row, why=why
                )
    for accuracy in (0.5, 0.9, 0.99):
        for examples in (100, 1_000):

            def wild(rng, accuracy=accuracy, examples=examples):
                return draws.right(rng, 5, examples, draws.WILD, accuracy)

            name = f"{accuracy}, seeds far apart, {size_of(5, examples)}"
            why = FEW if (1 - accuracy) * examples < 10 else ""
            yield Case("accuracy", name, wild, accuracy, share, old_of_row, why=why)
    for network in ("logistic", "dense"):
        for examples in (100, 1_000, 5_000):

            def stored(rng, network=network, examples=examples):
                return draws.stored_right(rng, 5, examples, network)

            name = f"trained {network} networks, {size_of(5, examples)}"
            yield Case("accuracy", name, stored, draws.stored_share(network), share, old_of_row)


def gaps_of_shares() -> Iterator[Case]:
    """Differences of accuracy, with few and with many examples on which the rows differ."""
    for a, b in ((0.8, 0.8), (0.9, 0.8), (0.97, 0.97), (0.99, 0.97), (0.99, 0.99)):
        for examples in (36, 100, 1_000, *((5_000,) if a != b and a > 0.9 else ())):
            for seeds in (5, 10):

                def draw(rng, a=a, b=b, examples=examples, seeds=seeds):
                    return draws.right(rng, seeds, examples, draws.USUAL, a, b)

                name = f"{a} minus {b}, {size_of(seeds, examples)}"
                yield Case("accuracy, paired", name, draw, a - b, gap(True), old_of_gap, why=SMALL_GAP)
    for a, b in ((0.9, 0.8), (0.97, 0.97)):
        for examples in (100, 1_000):

            def wild(rng, a=a, b=b, examples=examples):
                return draws.right(rng, 5, examples, draws.WILD, a, b)

            name = f"{a} minus {b}, {size_of(5, examples)}"
            yield Case(
                "accuracy, paired", f"seeds far apart, {name}", wild, a - b, gap(True), old_of_gap, why=SMALL_GAP
            )

            def own_seeds(rng, a=a, b=b, examples=examples):
                first, second = draws.right(rng, 10, examples, draws.USUAL, a, b)
                return first[:5], second

            name = f"{a} minus {b}, 5 and 10 seeds, {examples:,} examples"
            judge = gap(True, paired=False)
            yield Case("accuracy, not paired", name, own_seeds, a - b, judge, old_of_unpaired, why=SMALL_GAP)
