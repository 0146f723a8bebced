"""The 1cycle schedule (Smith 2018): the learning rate rises to its highest value, then falls again, step by step.

Géron 2019, chapter 11, "Learning Rate Scheduling". Keras has no 1cycle, so this is a callback. The book also changes
the momentum, in the other direction; here the momentum stays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime.backend import keras


def one_cycle(done: np.ndarray) -> np.ndarray:
    """The part of training that is done (0 to 1) -> the learning rate as a part of the highest."""
    return np.interp(done, [0, 0.45, 0.9, 1.0], [0.1, 1.0, 0.1, 0.001])


class OneCycle(keras.callbacks.Callback):
    """Sets the learning rate before every step.

    Args:
        highest: learning rate in the middle.
        steps: of the whole training.
    """

    def __init__(self, highest: float, steps: int) -> None:
        super().__init__()
        self.highest, self.steps = highest, steps

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Read the rate from the curve at this step."""
        done = int(self.model.optimizer.iterations) / self.steps
        self.model.optimizer.learning_rate = self.highest * float(one_cycle(np.array(done)))
