"""The book's forecasts of its waves beside this chapter's: Géron 2019, chapter 15, and its public notebook."""

from __future__ import annotations

import numpy as np

from chapters.material.recurrent.lesson_output import lower_error
from comparison.tables import Comparison
from datasets.dataset import Dataset

BOOK = {  # steps ahead -> mean squared error on validation after 20 epochs on 7,000 series
    1: {"last value": 0.020211367, "linear": 0.00417, "SimpleRNN, 1 unit": 0.01088, "deep RNN": 0.00262},
    10: {"last value": 0.25697, "linear": 0.0188, "deep RNN": 0.0081},
}
REPEATED_TARGET = 0.22278848  # ten steps ahead the book repeated the last target; its author corrected the notebook


def least_squares_error(data: Dataset) -> float:
    """The validation error of the linear model with the lowest error on the training split, computed, not trained."""
    x, known = (np.column_stack([part.x[..., 0], np.ones(len(part))]) for part in (data.validation, data.train))
    return float(np.mean((x @ np.linalg.lstsq(known, data.train.y, rcond=None)[0] - data.validation.y) ** 2))


def last_value_error(data: Dataset) -> float:
    """The validation error of the naive forecast: the last value, for every step ahead."""
    part = data.validation
    return float(np.mean((data.baseline.predict(part.x, data.outputs) - part.y) ** 2))


def print_beside_the_book(table: Comparison, steps_ahead: int, data: Dataset) -> None:
    """The table "book / here / difference": mean squared error on the validation split of the waves.

    Args:
        table: of forecasters; a row that the book does not have stands without a number of the book.
        steps_ahead: 1 or 10.
        data: what they were trained on.
    """
    here = {"last value": last_value_error(data), "least squares": least_squares_error(data)}
    here |= {row.label: float(np.mean(row.values("validation", "loss"))) for row in table.rows}
    seeds, epochs, first = len(table.rows[0].runs), table.rows[0].epochs, table.rows[0].runs[0].settings
    print(
        f"\nForecasts of {data.name}, steps ahead: {steps_ahead}. Mean squared error on validation\n"
        f"  here      {len(data.train):,} training series, epochs: {epochs}, seeds: {seeds}\n"
        f"            batch size {first['batch_size']}, Adam {first['optimizer']['learning_rate']:g}\n"
        "  the book  7,000 training series, epochs: 20, batch size 32, Adam\n"
        f"{'':18}{'here':>10}{'book':>10}{'difference':>12}"
    )
    for name in dict.fromkeys(["last value", "linear", "least squares", *here]):
        if name in here:
            value, book = here[name], BOOK[steps_ahead].get(name)
            beside = f"{book:10.5f}{round(value - book, 5) + 0.0:+12.5f}" if book else f"{'-':>10}"
            print(f"{name:18}{value:10.5f}{beside}")
    print("least squares: the best linear model of the training series, computed directly")
    if "SimpleRNN, 1 unit" in here and steps_ahead == 1:
        print("SimpleRNN, 1 unit: 3 parameters in the book; 5 here, with a Dense layer after it")
    if steps_ahead > 1:
        print(f"last value: the last input, ten times. The book's notebook first had {REPEATED_TARGET:.4f},")
        print("from the last target instead; the author corrected it to the number above")
    networks = {row.label: here[row.label] for row in table.rows if row.label != "linear"}
    if networks:
        best = min(networks, key=lambda name: networks[name])
        print(f"\n{lower_error(best, networks[best], 'least squares', here['least squares'])}")
    print()
