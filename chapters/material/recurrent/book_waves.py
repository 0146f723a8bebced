"""The book's forecasts of its waves beside this chapter's: Géron 2019, chapter 15, and its public notebook."""

from __future__ import annotations

import numpy as np

from comparison.tables import Comparison
from datasets.dataset import Dataset

BOOK = {  # steps ahead -> mean squared error on validation after 20 epochs on 7,000 series
    1: {"last value": 0.020211367, "linear": 0.00417, "simple rnn": 0.01088, "deep rnn": 0.00262},
    10: {"last value": 0.22278848, "linear": 0.0188, "deep rnn": 0.0081},
}


def least_squares_error(data: Dataset) -> float:
    """The validation error of the linear model with the lowest error on the training split, computed, not trained."""
    x, known = (np.column_stack([each.x[..., 0], np.ones(len(each))]) for each in (data.validation, data.train))
    return float(np.mean((x @ np.linalg.lstsq(known, data.train.y, rcond=None)[0] - data.validation.y) ** 2))


def print_beside_the_book(table: Comparison, steps_ahead: int, data: Dataset) -> None:
    """The table "book / here / difference": mean squared error on the validation split of the waves.

    Args:
        table: of forecasters; rows that the book does not have are left out.
        steps_ahead: 1 or 10.
        data: what they were trained on.
    """
    part = data.validation
    naive = float(np.mean((data.baseline.predict(part.x, data.outputs) - part.y) ** 2))
    here = {"last value": naive, "least squares": least_squares_error(data)}
    here |= {row.label: float(np.mean(row.values("validation", "loss"))) for row in table.rows}
    seeds, epochs = len(table.rows[0].runs), table.rows[0].epochs
    print(
        f"\nMean squared error on {data.name} (validation), {steps_ahead} ahead; here {len(data.train):,} series, "
        f"{epochs} epochs, {seeds} seed(s); the book 7,000 series and 20 epochs:\n"
        f"{'':14}{'book':>10}{'here':>10}{'difference':>12}"
    )
    for name in ("last value", "linear", "least squares", "simple rnn", "deep rnn", "lstm", "gru"):
        if name in here:
            value, book = here[name], BOOK[steps_ahead].get(name)
            beside = f"{book:10.5f}{value:10.5f}{value - book:+12.5f}" if book else f"{'-':>10}{value:10.5f}"
            print(f"{name:14}{beside}")
    print("least squares: the linear model that fits the training series best, solved for, not trained by steps.")
    if "simple rnn" in here:
        print("simple rnn: the book's is one recurrent unit alone, 3 parameters; here a Dense(1) scales it, 5 of them.")
    if steps_ahead > 1:
        print("The book's notebook repeats the last of the ten values to come, here it is the last that was seen.")
