"""Whether two runs are the same, bit for bit, and where they begin to differ."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from training.fingerprints import STAGES, fingerprint
from training.runs import Run
from training.saving import WEIGHTS
from training.series import scalars

NOT_COMPARED = ("seconds",)  # the column of `history.csv` that is time


def first_difference(one: Run, other: Run) -> str | None:
    """The first thing in which two runs differ, in the order in which it came about; None if they are the same.

    Compared are the settings, the fingerprints of weights and batches, the history but for its seconds, the metrics,
    the predictions, the weights in the model's file, and the curves in TensorBoard.

    Args:
        one: a finished run.
        other: another one.
    """
    for what, mine, theirs in _aspects(one, other):
        if mine != theirs:
            return f"{what}: {mine} and {theirs}" if len(f"{mine}{theirs}") < 100 else what
    return None


def _aspects(one: Run, other: Run) -> Iterator[tuple[str, object, object]]:
    yield "settings", one.settings, other.settings
    for stage in STAGES[:3]:
        yield stage, one.record["fingerprints"].get(stage), other.record["fingerprints"].get(stage)
    mine, theirs = (
        {key: column for key, column in run.history.items() if key not in NOT_COMPARED} for run in (one, other)
    )
    yield "columns of the history", list(mine), list(theirs)
    for epoch in range(max(one.epochs, other.epochs)):
        row, other_row = (
            {key: column[epoch : epoch + 1] for key, column in columns.items()} for columns in (mine, theirs)
        )
        yield f"history of epoch {epoch + 1}", row, other_row
    yield STAGES[3], one.record["fingerprints"].get(STAGES[3]), other.record["fingerprints"].get(STAGES[3])
    yield "model", _weights(one), _weights(other)
    yield "metrics.json", one.metrics, other.metrics
    for name in one.predictions:
        same = name in other.predictions and np.array_equal(one.predictions[name], other.predictions[name])
        yield f"predictions.npz, {name}", True, same
    yield "TensorBoard's curves", scalars(one.folder), scalars(other.folder)


def _weights(run: Run) -> str:
    if not (run.folder / WEIGHTS).is_file():
        return fingerprint(run.model.get_weights())
    import h5py

    arrays: list[np.ndarray] = []
    with h5py.File(run.folder / WEIGHTS, "r") as file:
        file.visititems(lambda _, thing: arrays.append(thing[()]) if isinstance(thing, h5py.Dataset) else None)
    return fingerprint(arrays)
