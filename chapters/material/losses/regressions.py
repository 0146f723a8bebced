"""A linear regression under several losses: its errors, how far it is from its minimum, and other splits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.linear_model import LinearRegression, QuantileRegressor

from comparison.refusals import MINIMUM_SKEWED
from datasets.dataset import Dataset, Split
from training.runs import Run

ERRORS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"squared": np.square, "absolute": np.abs}
KERAS_LOSS = {"mean_squared_error": "squared", "mean_absolute_error": "absolute"}
MINIMISERS = {"squared": LinearRegression, "absolute": lambda: QuantileRegressor(quantile=0.5, alpha=0)}
"""Scikit-learn's lines with the lowest mean error of each kind."""


def print_regressions(runs: Sequence[Run], data: Dataset) -> None:
    """Print two errors of each line on train and test, beside the lowest that any line has on train.

    Args:
        runs: linear regressions with a Keras loss each.
        data: that they were trained on.
    """
    about = f"{runs[0].settings['epochs']} epochs, seed {runs[0].seed}"
    print(f"\nLines through {data.name} ({len(data.train)} training, {len(data.test)} test examples), {about}")
    print(f"{'mean error':15} {'on train':>20} {'on test':>20}")
    print(f"{'trained on':15} {'squared':>10} {'absolute':>9} {'squared':>10} {'absolute':>9}")
    of = {run.name: (residuals(run, data.train), residuals(run, data.test)) for run in runs}
    for name, splits in of.items():
        print(f"{name:15} " + " ".join(f"{np.mean(r**2):10,.2f} {np.mean(abs(r)):9.3f}" for r in splits))
    print("The lowest error of any line on train (by scikit-learn), and how far the\n  training is above it:")
    for run in runs:
        if error := KERAS_LOSS.get(str(run.settings["loss"])):
            lowest, reached = (ERRORS[error](r).mean() for r in (exact(error, data.train), of[run.name][0]))
            print(f"  {error:8} {lowest:8,.2f}   {reached / lowest - 1:+.3%}")
    print_other_splits(data)


def print_other_splits(data: Dataset, splits: int = 20) -> None:
    """Print how the line of the lowest absolute error differs on test from that of the lowest squared one.

    Args:
        data: a regression.
        splits: how often all its examples are divided at random into as many for training and test as before.
    """
    differences = [lines[1] - lines[0] for lines in (errors_of_lines(data, seed) for seed in range(splits))]
    print(f"{splits} random splits of the same examples: error on test of the line with the")
    print("  lowest absolute error on train, minus that of the line with the lowest squared")
    for place, error in enumerate(ERRORS):
        values = np.array([difference[place] for difference in differences])
        spread = f"from {values.min():+.2f} to {values.max():+.2f}"
        print(f"  {error:8} {values.mean():+8.2f} on average, {spread}; above 0 in {np.sum(values > 0)} of {splits}")
    print("No interval and no verdict: the splits share examples, and a few large errors")
    print(f"  can decide among {len(data.test)} test examples (fewer than {MINIMUM_SKEWED:,}: docs/statistics.md)\n")


def errors_of_lines(data: Dataset, seed: int) -> np.ndarray:
    """Mean errors on the test part of a random split: a row for each of `MINIMISERS`, a column for each of `ERRORS`."""
    parts = (data.train, data.validation, data.test)
    every = Split(np.concatenate([part.x for part in parts]), np.concatenate([part.y for part in parts]))
    order = np.random.default_rng(seed).permutation(len(every))
    train, test = (
        Split(every.x[rows], every.y[rows].reshape(-1).astype(np.float64))
        for rows in (order[-len(data.train) :], order[: len(data.test)])
    )
    outputs = [minimiser().fit(train.x, train.y).predict(test.x) for minimiser in MINIMISERS.values()]
    return np.array([[error(output - test.y).mean() for error in ERRORS.values()] for output in outputs])


def residuals(run: Run, split: Split) -> np.ndarray:
    """Output minus target of every example, (examples,)."""
    return run.model.predict(split.x, verbose=0)[:, 0].astype(np.float64) - split.y.reshape(-1)


def exact(error: str, split: Split) -> np.ndarray:
    """The residuals of the line with the lowest mean error of a kind on a split, (examples,)."""
    y = split.y.reshape(-1).astype(np.float64)
    return MINIMISERS[error]().fit(split.x, y).predict(split.x) - y
