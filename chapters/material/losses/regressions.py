"""A linear regression under several losses: errors with intervals, and how far each training is from its minimum."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.linear_model import LinearRegression, QuantileRegressor

from comparison.intervals import mean_and_interval
from datasets.dataset import Dataset, Split
from training.runs import Run

ERRORS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"squared": np.square, "absolute": np.abs}
KERAS_LOSS = {"mean_squared_error": "squared", "mean_absolute_error": "absolute"}
MINIMISERS = {"squared": LinearRegression, "absolute": lambda: QuantileRegressor(quantile=0.5, alpha=0)}
"""Scikit-learn's lines with the lowest mean error of each kind."""


def print_regressions(runs: Sequence[Run], data: Dataset) -> None:
    """Print two errors of each line on train and test, beside the lowest that any line has on train.

    The intervals are Student's t over the test examples. From 88 normal errors, such an interval of 95% covers the mean
    absolute error in 95 of 100 cases and the mean squared error in 93, so they are shown and judge nothing.

    Args:
        runs: linear regressions with a Keras loss each.
        data: that they were trained on.
    """
    about = f"{runs[0].settings['epochs']} epochs, seed {runs[0].seed}"
    print(f"\nLines through {data.name} ({len(data.train)} training, {len(data.test)} test examples), {about}")
    print("Mean errors, on test with 95% intervals (rough: the test examples are few)")
    print(f"{'':15} {'on train':>18} {'on test':>26}")
    print(f"{'trained on':15} {'squared':>9} {'absolute':>9} {'squared':>23} {'absolute':>20}")
    of = {run.name: (residuals(run, data.train), residuals(run, data.test)) for run in runs}
    for name, (train, test) in of.items():
        squared, absolute = with_interval(test**2, 0), with_interval(abs(test), 1)
        print(f"{name:15} {np.mean(train**2):9,.2f} {np.mean(abs(train)):9.3f} {squared:>23} {absolute:>20}")
    print("The lowest error of any line on train (by scikit-learn), and how far the\n  training is above it:")
    for run in runs:
        if error := KERAS_LOSS.get(str(run.settings["loss"])):
            lowest, reached = (ERRORS[error](r).mean() for r in (exact(error, data.train), of[run.name][0]))
            print(f"  {error:8} {lowest:8,.2f}   {reached / lowest - 1:+.3%}")
    first = runs[0].name
    print(f"Errors on test, minus those of the line trained on the {first}:")
    for run in runs[1:]:
        squared, absolute = (error(of[run.name][1]) - error(of[first][1]) for error in ERRORS.values())
        print(f"  {run.name:14} squared {with_interval(squared, 0, '+')}, absolute {with_interval(absolute, 1, '+')}")
    print("Where an interval contains 0, these examples do not tell which loss is better.")


def residuals(run: Run, split: Split) -> np.ndarray:
    """Output minus target of every example, (examples,)."""
    return run.model.predict(split.x, verbose=0)[:, 0].astype(np.float64) - split.y.reshape(-1)


def exact(error: str, split: Split) -> np.ndarray:
    """The residuals of the line with the lowest mean error of a kind on a split, (examples,)."""
    y = split.y.reshape(-1).astype(np.float64)
    return MINIMISERS[error]().fit(split.x, y).predict(split.x) - y


def with_interval(values: np.ndarray, digits: int, sign: str = "") -> str:
    """The mean of values of examples (n,) and its Student-t interval: `2,846 (2,203 to 3,489)`."""
    mean, half = mean_and_interval(values.tolist())
    spoken = f"{{:{sign},.{digits}f}}".format
    return spoken(mean) if half is None else f"{spoken(mean)} ({spoken(mean - half)} to {spoken(mean + half)})"
