"""The 1cycle schedule (Smith 2018) as a callback: up to the highest learning rate and down again, step by step.

Géron 2019, chapter 11, "Learning Rate Scheduling". The book also moves the momentum, the other way; here it stays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from chapters.material.optimizers.schedules import SCHEDULES
from runtime.backend import keras


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
        """Take the rate of the curve at this part of the training."""
        done = int(self.model.optimizer.iterations) / self.steps
        self.model.optimizer.learning_rate = self.highest * float(SCHEDULES["1cycle"](np.float64(done)))
