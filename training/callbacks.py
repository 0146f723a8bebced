"""The callbacks of every run: the epoch's number for the order of examples, `history.csv`, and progress."""

from __future__ import annotations

import csv
import io
import sys
import time
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from runtime.backend import keras
from runtime.files import write_text


class EpochClock(keras.callbacks.Callback):
    """Knows the current epoch, for `Dataset.batches(epoch=...)`.

    Keras makes more than one iterator an epoch, so counting iterators would skip permutations.
    """

    epoch = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Take the number that `fit` gives."""
        self.epoch = epoch


class HistoryFile(keras.callbacks.Callback):
    """Writes `history.csv` after every epoch: epoch (from 1), every logged value, learning rate, seconds."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.rows: list[dict[str, float]] = []
        self.started: float | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock."""
        self.started = time.perf_counter()

    def get_state(self) -> dict[str, Any]:
        """For a checkpoint: the rows, and the seconds of the epoch so far."""
        spent = 0.0 if self.started is None else time.perf_counter() - self.started
        return {"rows": self.rows, "spent": spent}

    def set_state(self, state: dict[str, Any]) -> None:
        """From a checkpoint."""
        self.rows = list(state["rows"])
        self.started = time.perf_counter() - state["spent"]

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write all rows anew, in one step."""
        row = {"epoch": epoch + 1, **{key: float(value) for key, value in (logs or {}).items()}}
        row["learning_rate"] = float(self.model.optimizer.learning_rate)
        row["seconds"] = round(time.perf_counter() - self.started, 3)
        self.started = None
        self.rows.append(row)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(self.rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        write_text(self.path, text.getvalue())


class ProgressLines(keras.callbacks.Callback):
    """One line an epoch on standard output; on a terminal also a bar that moves with the steps."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.bar: Progress | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Show an empty bar."""
        self.started = time.perf_counter()
        if sys.stdout.isatty():
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self.bar = Progress(*columns, transient=True)
            self.task = self.bar.add_task(f"{self.title} epoch {epoch + 1}", total=self.params["steps"])
            self.bar.start()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar."""
        if self.bar is not None:
            self.bar.update(self.task, completed=batch + 1)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Replace the bar by a line with the epoch's numbers."""
        self.stop()
        values = "  ".join(f"{key} {value:.4f}" for key, value in (logs or {}).items())
        seconds = time.perf_counter() - self.started
        print(f"{self.title}  epoch {epoch + 1}/{self.params['epochs']}  {values}  ({seconds:.1f} s)", flush=True)

    def stop(self) -> None:
        """Take the bar away, also when training stopped inside an epoch."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
