"""Fingerprints of a training: where two runs that should be the same begin to differ.

They stand in `run.json` and are compared by ``python -m chapters audit``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

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
        batches: the training's own batches; the first three are looked at.
    """

    def __init__(self, batches: Any) -> None:
        super().__init__()
        self._batches = batches
        self.found: dict[str, str] = {}

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Weights before, and the batches that will come."""
        self.found["initial weights"] = fingerprint(self.model.get_weights())
        self.found["first batches"] = fingerprint(array.numpy() for pair in self._batches.take(3) for array in pair)

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
