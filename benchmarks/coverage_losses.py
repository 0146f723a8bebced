"""Simulated losses and errors for benchmarks/coverage.py, also such as are mostly small and seldom very large."""

from __future__ import annotations

from collections.abc import Iterator

import crossed_draws as draws
import numpy as np
from coverage_cases import (
    LOGNORMAL,
    SKEWED,
    SPARSE,
    SQUARES,
    SURE,
    VERY_HEAVY,
    Case,
    mean,
    never,
    of_losses,
    old_of_gap,
    old_of_row,
    size_of,
)
from scipy.special import ndtri

from comparison.finite_splits import error_values
from comparison.refusals import MINIMUM_SKEWED

TAILS = {0.0: "normal errors", 0.5: "heavy tails", 1.0: "very heavy tails"}


def means() -> Iterator[Case]:
    """Losses and errors of a row."""
    for level, spread in ((2.0, 2.0), (4.0, 4.0), (8.0, 8.0)):
        for examples in (100, 1_000):

            def draw(rng, level=level, spread=spread, examples=examples):
                score = draws.scores(rng, 5, examples, draws.USUAL, 1)[0].astype(float)
                return [draws.log_losses(score, level, spread)]

            name = f"logits {level:g} +- {spread:g}, {size_of(5, examples)}"
            yield Case("log loss", name, draw, draws.mean_log_loss(level, spread), mean, old_of_row, why=SKEWED)
    for tails, kind in TAILS.items():
        errors = draws.Errors(tails)
        for examples in (100, 1_000):

            def absolute(rng, errors=errors, examples=examples):
                return [np.abs(errors.draw(rng, 5, examples, 1.0)[0])]

            def squared(rng, errors=errors, examples=examples):
                return [errors.draw(rng, 5, examples, 1.0)[0] ** 2]

            name, promised = f"{kind}, {size_of(5, examples)}", tails < 1
            why = SKEWED if promised else VERY_HEAVY
            yield Case("mean absolute error", name, absolute, errors.mean_absolute(1), mean, old_of_row, promised, why)
            yield Case("mean squared error", name, squared, errors.mean_squared(1), never, old_of_row, False, SQUARES)


def gaps_of_means() -> Iterator[Case]:
    """Differences of losses and errors."""
    for examples in (100, 1_000):

        def losses(rng, examples=examples):
            found = draws.scores(rng, 5, examples, draws.USUAL, 2)
            return [
                draws.log_losses(score.astype(float), level, 4.0) for score, level in zip(found, (4, 3), strict=True)
            ]

        truth = draws.mean_log_loss(4, 4) - draws.mean_log_loss(3, 4)
        yield Case("log loss, paired", size_of(5, examples), losses, truth, of_losses, old_of_gap, why=SKEWED)
    for tails, kind in TAILS.items():
        errors = draws.Errors(tails)
        for metric, sizes, true in (
            ("mae", (100, 1_000), errors.mean_absolute),
            ("mse", (100, 1_000), errors.mean_squared),
            ("rmse", (100, 1_000), lambda size, errors=errors: errors.mean_squared(size) ** 0.5),
            ("r2", (100, 1_000), lambda size, errors=errors: -errors.mean_squared(size)),
        ):
            for size, examples in ((size, examples) for examples in sizes for size in (1.0, 0.8)):
                if metric in ("rmse", "r2") and size == 1.0:  # as of mse
                    continue

                def of_errors(rng, errors=errors, size=size, metric=metric, examples=examples):
                    y = rng.standard_normal(examples)[:, None]
                    found = errors.draw(rng, 5, examples, size, 1.0)
                    return [np.array([error_values(metric, y, y + e[:, None]) for e in of_row]) for of_row in found]

                name = f"{kind}, {size:g} to 1, {size_of(5, examples)}"
                promised = metric == "mae" or tails < 1
                why = SKEWED if promised else VERY_HEAVY
                truth = true(size) - true(1.0)
                yield Case(f"{metric}, paired", name, of_errors, truth, of_losses, old_of_gap, promised, why)


def rare_large_losses() -> Iterator[Case]:
    """Losses and errors that are mostly small and seldom very large, in one row or in both."""
    sure = 8.0
    for metric in draws.LOSSES:
        for accuracy in (0.95, 0.99):
            level = sure * float(ndtri(accuracy))
            truth = draws.mean_loss(metric, level, sure)
            cautious = draws.cautious_spread(metric, accuracy, truth)
            for examples in (100, 1_000, 5_000, 10_000):

                def equal(rng, metric=metric, level=level, accuracy=accuracy, cautious=cautious, examples=examples):
                    a, b = (score.astype(float) for score in draws.scores(rng, 5, examples, draws.USUAL, 2))
                    loss = draws.LOSSES[metric]
                    return [loss(a * cautious + cautious * ndtri(accuracy)), loss(level + sure * b)]

                def row(rng, metric=metric, level=level, examples=examples):
                    score = draws.scores(rng, 5, examples, draws.USUAL, 1)[0].astype(float)
                    return [draws.LOSSES[metric](level + sure * score)]

                promised = examples > MINIMUM_SKEWED
                name = f"cautious and very sure, equal, right on {accuracy:.0%}, {size_of(5, examples)}"
                why = SURE if examples >= MINIMUM_SKEWED else SKEWED
                yield Case(f"{metric}, paired", name, equal, 0.0, of_losses, old_of_gap, promised, why)
                if metric == "log loss":
                    name = f"very sure, right on {accuracy:.0%}, {size_of(5, examples)}"
                    yield Case(metric, name, row, truth, mean, old_of_row, promised, why)
    for examples in (100, 1_000, 5_000, 10_000):

        def lognormal(rng, examples=examples):
            a, b = (score.astype(float) for score in draws.scores(rng, 5, examples, draws.USUAL, 2))
            return [np.abs(a) * (np.pi / 2) ** 0.5, np.exp(1.5 * b - 1.5**2 / 2)]

        def sparse(rng, examples=examples):
            return draws.sparse_errors(rng, 5, examples, 0.02, 1.0, 0.5)

        promised = examples > MINIMUM_SKEWED
        for name, draw, truth, kept, why in (
            ("normal and log-normal errors, equal", lognormal, 0.0, promised, LOGNORMAL),
            ("2% of the examples have an error, 1 to 0.5", sparse, 0.02 * float(np.exp(0.5)) * 0.5, False, SPARSE),
        ):
            why = why if examples >= MINIMUM_SKEWED else SKEWED
            size = size_of(5, examples)
            yield Case("mae, paired", f"{name}, {size}", draw, truth, of_losses, old_of_gap, kept, why)
