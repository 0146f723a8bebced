"""The callbacks of every run: the epoch's number for the order of examples, `history.csv`, and progress."""

from __future__ import annotations

import copy
import csv
import io
import math
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from runtime.backend import keras
from runtime.errors import UserError
from runtime.files import write_text
from runtime.notebook import Line, in_notebook


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
        row = {"epoch": epoch + 1, **{key: float(value) for key, value in (logs or {}).items()}}
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
    """What a training prints: a line that moves with its steps on a terminal and in a notebook; else two epochs."""

    def __init__(self, title: str, *, every_epoch: bool = False) -> None:
        super().__init__()
        self.title, self.every_epoch = title, every_epoch
        self.terminal = sys.stdout.isatty()
        self.line = Line() if in_notebook() and not every_epoch else None
        self.bar: Progress | None = None
        self.last, self.printed = "", True

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Show an empty bar over all steps of the training."""
        if self.terminal:
            columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TimeRemainingColumn())
            self.bar = Progress(*columns, transient=True)
            self.task = self.bar.add_task(self.title, total=self.params["epochs"] * self.params["steps"])
            self.bar.start()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock."""
        self.epoch, self.started = epoch, time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar, and name epoch, step and loss beside it."""
        if self.bar is None and self.line is None:
            return
        epochs, steps = self.params["epochs"], self.params["steps"]
        where = f"{self.title} epoch {self.epoch + 1}/{epochs} step {batch + 1}/{steps}"
        seen = "".join(f" {key} {value:.3g}" for key, value in list((logs or {}).items())[:2])
        if self.line is not None:
            self.line.write(f"  {where}{seen}")
        if self.bar is not None:
            self.bar.update(self.task, completed=self.epoch * steps + batch + 1, description=where + seen)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's numbers if it is the first, or every epoch was asked for; else keep them for the end."""
        values = ", ".join(f"{key} {value:.4g}" for key, value in (logs or {}).items())
        seconds = time.perf_counter() - self.started
        self.last = f"  epoch {epoch + 1}/{self.params['epochs']}: {values} ({seconds:.1f} s)"
        self.printed = self.every_epoch or (epoch == 0 and not self.terminal and self.line is None)
        if self.printed:
            (self.bar.console.print if self.bar is not None else print)(self.last)
            sys.stdout.flush()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Take the bar away and print the last epoch."""
        self.stop()
        if not self.printed:
            (print if self.line is None else partial(self.line.write, last=True))(self.last)
            sys.stdout.flush()
            self.printed = True

    def stop(self) -> None:
        """Take the bar away, also when training stopped inside an epoch."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None


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
