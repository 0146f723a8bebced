"""The callbacks of every run: the epoch's number for the order of examples, `history.csv`, and progress."""

from __future__ import annotations

import copy
import csv
import io
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runtime.backend import keras
from runtime.errors import UserError
from runtime.files import write_text
from training.progress import Standing, epoch_line
from training.screen import screen


class EpochClock(keras.callbacks.Callback):
    """Knows the current epoch, for `Dataset.batches(epoch=...)`, and the learning rate of the last step.

    Keras makes more than one iterator an epoch, so counting iterators would skip permutations. It has to be the first
    callback: others set the rate of the next epoch at the end of this one.
    """

    epoch = 0
    learning_rate = math.nan

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Take the number that `fit` gives."""
        self.epoch = epoch

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Take the rate that the epoch's last step used."""
        optimizer = self.model.optimizer
        schedule = optimizer._learning_rate  # `optimizer.learning_rate` is the schedule's value for the step to come
        if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
            self.learning_rate = float(schedule(optimizer.iterations - 1))
        else:
            self.learning_rate = float(optimizer.learning_rate)


class HistoryFile(keras.callbacks.Callback):
    """Writes `history.csv` after every epoch: epoch (from 1), every logged value, learning rate, seconds."""

    def __init__(self, path: Path, clock: EpochClock) -> None:
        super().__init__()
        self.path, self.clock = path, clock
        self.rows: list[dict[str, float]] = []
        self.started: float | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock."""
        self.started = time.perf_counter()

    def get_state(self) -> dict[str, Any]:
        """For a checkpoint: the rows, and the seconds of the epoch so far."""
        return {"rows": self.rows, "spent": self._spent()}

    def set_state(self, state: dict[str, Any]) -> None:
        """From a checkpoint."""
        self.rows = list(state["rows"])
        self.started = time.perf_counter() - state["spent"]

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write all rows anew, in one step."""
        row = {"epoch": 0.0, **{key: float(value) for key, value in (logs or {}).items()}}
        row["epoch"] = epoch + 1  # whatever a training step of one's own calls its numbers
        row["learning_rate"] = self.clock.learning_rate
        row["seconds"] = round(self._spent(), 3)
        self.started = None
        self.rows.append(row)
        text = io.StringIO(newline="")
        columns = dict.fromkeys(key for row in self.rows for key in row)  # a callback may log a value later
        writer = csv.DictWriter(text, list(columns), restval="nan", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        write_text(self.path, text.getvalue())

    def _spent(self) -> float:
        """Seconds of the epoch so far; 0 between two."""
        return 0.0 if self.started is None else time.perf_counter() - self.started


class ProgressLines(keras.callbacks.Callback):
    """What a training shows: how far it is, where that can move; its first and last epoch, or every one.

    Args:
        name: of the run.
        title: how the training is called on the screen.
        every_epoch: print a line for every epoch.
    """

    def __init__(self, name: str, title: str, *, every_epoch: bool = False) -> None:
        super().__init__()
        self.name, self.title, self.every_epoch = name, title, every_epoch
        self.screen = screen()
        self.last, self.printed = "", True

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Appear on the screen."""
        self.screen.begin(Standing(self.name, self.title, self.params["epochs"], self.params["steps"]))

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock."""
        self.epoch, self.started = epoch, time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell the step, the loss and one metric."""
        logs = logs or {}
        shown = [key for key in ("loss", *logs) if key in logs]
        values = tuple(f"{key} {logs[key]:.3g}" for key in list(dict.fromkeys(shown))[:2])
        self.screen.move(self.title, self.epoch * self.params["steps"] + batch + 1, values)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's numbers if it is the first, or every epoch was asked for; else keep them for the end."""
        whose, seconds = self.title if self.screen.several else "", time.perf_counter() - self.started
        self.last = epoch_line(whose, epoch + 1, self.params["epochs"], logs or {}, seconds)
        self.printed = self.every_epoch or (epoch == 0 and not self.screen.moves)
        if self.printed:
            self.screen.say(self.last)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Leave the screen, and print the last epoch."""
        self.stop()
        if not self.printed:
            self.screen.say(self.last)
            self.printed = True

    def stop(self) -> None:
        """Leave the screen, also when training stopped inside an epoch."""
        self.screen.end(self.title)


def fresh(wanted: keras.callbacks.Callback | Callable[[], keras.callbacks.Callback]) -> keras.callbacks.Callback:
    """A callback that has seen no training yet: made by a factory, or copied from one that was not used.

    Raises:
        UserError: it was used, cannot be copied, or is no callback.
    """
    name = getattr(wanted, "__name__", type(wanted).__name__)
    if not isinstance(wanted, keras.callbacks.Callback):
        made = wanted() if callable(wanted) else wanted
        if not isinstance(made, keras.callbacks.Callback):
            raise UserError(f"{name} is neither a Keras callback nor makes one; give a callback or its class")
        return made
    if wanted._model is not None:
        raise UserError(f"callback {name} was used in a training and remembers it; make a new one for this training")
    try:
        return copy.deepcopy(wanted)
    except Exception as error:  # whatever the callback holds decides how copying it fails
        raise UserError(
            f"callback {name} cannot be copied ({error}); give its class or a function that makes one"
        ) from error
