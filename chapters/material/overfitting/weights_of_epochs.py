"""The generalisation gap as the mean over the last epochs, with its interval: one epoch alone moves too much.

The accuracy of one epoch depends on the batches that came last. From epoch to epoch the gap of one training moves by
about as much as some remedies change it, so a verdict on a single epoch hangs on the number of epochs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from comparison.differences import Difference, difference_of_examples
from comparison.fairness import sides
from comparison.rows import Row
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

LAST = 5
"""Epochs of the mean; chosen before any run was judged by them."""


class LastEpochs(keras.callbacks.ModelCheckpoint):
    """Keeps the weights that each of the last epochs ended with, in files of the run folder."""

    def __init__(self, last: int = LAST) -> None:
        super().__init__("epoch-{epoch:03d}.weights.h5", save_weights_only=True)
        self.last = last

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Save, if it is one of the last."""
        if epoch >= self.params["epochs"] - self.last:
            super().on_epoch_end(epoch, logs)


@dataclass(frozen=True)
class Last:
    """How a network did after each of its last epochs, dropout and other layers of training off.

    Attributes:
        row: of the runs.
        train: accuracy on the training split, (seeds, epochs).
        test: the same on the test split.
        right: the share of these epochs in which a test example was classified correctly, (seeds, test examples).
    """

    row: Row
    train: np.ndarray
    test: np.ndarray
    right: np.ndarray

    @property
    def gaps(self) -> np.ndarray:
        """The generalisation gap of accuracy, (seeds, epochs)."""
        return self.train - self.test


def last_epochs(rows: Iterable[Row], data: Dataset) -> dict[str, Last]:
    """Label -> how the runs of a row did after each of the last epochs.

    Args:
        rows: of runs with the callback `LastEpochs`, all of equally many epochs.
        data: what they were trained on.
    """
    found = {}
    for row in rows:
        train, test = (np.array([right_answers(run, data, split) for run in row.runs]) for split in ("train", "test"))
        found[row.label] = Last(row, train.mean(axis=2), test.mean(axis=2), test.mean(axis=1))
    return found


def right_answers(trained: Run, data: Dataset, split: str) -> np.ndarray:
    """Whether each example of a split is classified correctly after each of the last epochs, (epochs, examples)."""
    part, model, found = data.split(split), trained.model, []
    for path in sorted(trained.folder.glob("epoch-*.weights.h5")):  # the last is that of the trained model
        model.load_weights(path)
        outputs = model.predict(part.x, batch_size=1_000, verbose=0)
        classes = outputs[:, 0] > 0.5 if data.task == "binary" else outputs.argmax(axis=1)
        found.append(classes == part.y.reshape(-1))
    return np.array(found)


def difference_of_gaps(a: Last, b: Last) -> Difference:
    """The mean gap of the last epochs of one network minus that of another, over the same seeds and test examples.

    The value of a seed on a test example is the share of the last epochs in which it was right. With these values the
    interval is that of any accuracy gap: see docs/statistics.md.
    """
    return difference_of_examples(
        a.right, b.right, paired=True, proportion=True, values=(a.gaps.mean(axis=1), b.gaps.mean(axis=1)),
        metric=f"mean accuracy gap of the last {a.gaps.shape[1]} epochs", a=a.row.label, b=b.row.label,
        sides=sides(a.row, b.row), lower_is_better=True,
    )  # fmt: skip
