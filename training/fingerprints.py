"""Fingerprints of a training: where two runs that should be the same begin to differ.

They stand in `run.json` and are compared by ``python -m chapters audit``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras

STAGES = ("initial weights", "first batches", "first step", "final weights")
"""In the order in which they come about: the first that differs names the cause."""


def fingerprint(arrays: Iterable[Any]) -> str:
    """Sixteen hexadecimal digits that change with any bit of any array."""
    digest = hashlib.sha256()
    for array in arrays:
        array = np.ascontiguousarray(array)
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()[:16]


class Fingerprints(keras.callbacks.Callback):
    """Takes the fingerprints of one training; a resumed one has those of its beginning.

    Args:
        data: of the training.
        batch_size: examples a step.
        seed: of the order; the first three batches are looked at.
    """

    def __init__(self, data: Dataset, batch_size: int, seed: int) -> None:
        super().__init__()
        self._data, self._batch_size, self._seed = data, batch_size, seed
        self.found: dict[str, str] = {}

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Weights before, and the batches that will come."""
        self.found["initial weights"] = fingerprint(self.model.get_weights())
        train, order, size = self._data.train, self._data.order(self._seed, 0), self._batch_size
        rows = [order[start : start + size] for start in range(0, min(len(order), 3 * size), size)]
        self.found["first batches"] = fingerprint(array[chosen] for chosen in rows for array in (train.x, train.y))

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Weights after the first step of all."""
        if "first step" not in self.found:
            self.found["first step"] = fingerprint(self.model.get_weights())

    def get_state(self) -> dict[str, str]:
        """For a checkpoint."""
        return dict(self.found)

    def set_state(self, state: Mapping[str, str]) -> None:
        """From a checkpoint."""
        self.found = dict(state)
