"""What the chapter prints of targets at every step: its errors beside those of the book's public notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from chapters.material.recurrent.book_waves import last_value_error, least_squares_error
from chapters.material.recurrent.every_step import AHEAD
from comparison.differences import MINIMUM_SEEDS
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.wrapping import wrapped


@dataclass(frozen=True)
class BookRow:
    """A row of the book's public notebook: mean squared errors on validation after 20 epochs on 7,000 series.

    Attributes:
        last: of the forecast after the last step.
        all: of all steps that have a target; None where only the last has one.
        learning_rate: of Adam; the batch size is 32.
    """

    last: float
    all: float | None = None
    learning_rate: float = 0.001


BOOK = {
    "deep RNN, last step": BookRow(0.0081),
    "deep RNN": BookRow(0.0078, 0.0190, learning_rate=0.01),
    "LSTM": BookRow(0.0086, 0.0240),
    "GRU": BookRow(0.0103, 0.0241),
    "Conv1D + GRU": BookRow(0.0067, 0.0173),
    "dilated Conv1D": BookRow(0.0083, 0.0200),
}
"""github.com/ageron/handson-ml2, 15_processing_sequences_using_rnns_and_cnns.ipynb, commit 07c00a67, as printed by its
cells 33, 38, 47, 52, 57 and 58: `val_loss` and `val_last_time_step_mse` of the last epoch. One training each."""


PAIRS = (  # two rows and what the first has that the second has not
    ("deep RNN", "deep RNN, last step", "targets at every step"),
    ("Conv1D + GRU", "GRU", "a 1-D convolution first"),
)


def print_every_step(table: Comparison, data: Dataset) -> None:
    """The errors here and in the book, and whether targets at every step and a convolution helped, seed by seed.

    Args:
        table: of runs from `train_every_step`.
        data: as of `train_every_step`.
    """
    first = table.rows[0].runs[0].settings
    seeds, rate = table.seeds, first["optimizer"]["learning_rate"]
    print(
        f"\nThe next {AHEAD} values of the waves, from {data.input_shape[0]} steps: mean squared errors\n"
        f"  here      {len(data.train):,} series, epochs: {table.rows[0].epochs}, seeds: {seeds}, "
        f"batch size {first['batch_size']}, Adam {rate:g}\n"
        "  the book  7,000 series, epochs: 20, seeds: 1, batch size 32, Adam 0.001\n"
        "            (of deep RNN with targets at every step 0.01)\n"
        f"{'':31}{'all steps':>16}{'forecast after the last step':>33}\n"
        f"{'':31}{'validation':>16}{'validation':>26}{'test':>7}\n"
        f"{'':20}{'parameters':>11}{'here':>8}{'book':>8}{'here':>9}{'book':>8}{'apart':>9}{'here':>7}"
    )
    tested = replace(data, validation=data.test)
    _print_row("last value", 0, None, last_value_error(data), last_value_error(tested))
    least_squares = least_squares_error(tested)
    parameters = (data.input_shape[0] + 1) * AHEAD
    _print_row("least squares", parameters, None, least_squares_error(data), least_squares)
    errors = {row.label: row.values("test", "last_step_error") for row in table.rows}
    for row in table.rows:
        every = None if row.label.endswith("last step") else _mean(row.values("validation", "loss"))
        last = _mean(row.values("validation", "last_step_error"))
        _print_row(row.label, row.runs[0].parameters, every, last, _mean(errors[row.label]))
    print("least squares: the best linear model of the training series, computed directly")
    for label, other, what in PAIRS:
        if label in errors and other in errors:
            lower = sum(a < b for a, b in zip(errors[label], errors[other], strict=True))
            both = f"{_mean(errors[label]):.4f} against {_mean(errors[other]):.4f}"
            print(f"{label} ({what}) against {other}:")
            print(f"  {both} on test, the lower error with {lower} of {seeds} seeds")
    print(f"Test error of a network beside that of least squares, {least_squares:.4f}; - is lower:")
    apart = [f"{label} {_mean(values) / least_squares - 1:+.1%}" for label, values in errors.items()]
    print(wrapped("; ".join(apart), "  "))
    if seeds < MINIMUM_SEEDS:
        print(f"With fewer than {MINIMUM_SEEDS} seeds this is what happened here, and no verdict.")
    print()


def _print_row(name: str, parameters: int, every: float | None, last: float, tested: float) -> None:
    book = BOOK.get(name)
    apart = f"{last - book.last:+9.4f}" if book else f"{'-':>9}"
    cells = (_cell(every, 8), _cell(book and book.all, 8), _cell(last, 9), _cell(book and book.last, 8), apart)
    print(f"{name:20}{parameters:11,}{''.join(cells)}{_cell(tested, 7)}")


def _cell(value: float | None, width: int) -> str:
    return f"{'-' if value is None else f'{value:.4f}':>{width}}"


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
