"""One training over several `model.fit` calls and processes: callbacks, checkpoints, and where to go on.

`keras.callbacks.BackupAndRestore` keeps neither dropout's seeds nor metrics nor other callbacks' memory, restarts an
epoch in its middle with the weights of the middle, and is not written in one step. Here a checkpoint holds all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.errors import UserError
from training import callback_files, checkpoints, many_steps, tensorboard
from training.callbacks import ProgressLines
from training.code_identity import from_library
from training.evaluation import batch_of
from training.interrupts import Interrupt
from training.runs import RECORD
from training.single_steps import single_steps

SECONDS = 10.0
"""Seconds of training between two checkpoints inside an epoch; ten times as often at the ends of epochs."""
SHARE = 50
"""A checkpoint is put off until training took so many times its own time: it costs 2 % at most."""
PATIENCE = 1.0
"""Seconds that Ctrl-C waits for the end of a validation."""


class OneTraining(keras.callbacks.CallbackList):
    """The callbacks of one training, told of one beginning, every epoch and step once, and one end.

    After everyone has heard of an epoch's end, or of a step's, the state is saved if a checkpoint is due. A training
    that goes on is put into its saved state after everyone has heard of the beginning, because callbacks reset
    themselves then.
    """

    def __init__(
        self,
        callbacks: Sequence[keras.callbacks.Callback],
        model: keras.Model,
        folder: Path,
        *,
        epochs: int,
        steps: int,
        seconds: float,
        interrupt: Interrupt,
    ) -> None:
        """Read the folder's checkpoint, if there is one.

        Args:
            callbacks: in the order in which they are told.
            model: compiled.
            folder: of the run; holds the checkpoint and the event files.
            epochs: at most so many.
            steps: of a whole epoch.
            seconds: between two checkpoints inside an epoch; 0 for one after every step.
            interrupt: asked after every step.
        """
        self.path, self.folder, self.epochs, self.steps = folder / checkpoints.FILE, folder, epochs, steps
        self.seconds, self.interrupt = seconds, interrupt
        self.pending = checkpoints.read_training(self.path, epochs, steps)  # until it is restored
        saved = self.pending or {"epoch": 0, "step": 0, "seconds": 0.0, "stopped": False, "logs": None, "events": {}}
        self.epoch, self.offset, self.stopped, self.logs = (
            saved["epoch"], saved["step"], saved["stopped"], saved["logs"],
        )  # fmt: skip
        self.resumed, self.forgotten = self.pending is not None, saved.get("forgotten", [])
        tensorboard.cut(folder, saved["events"])  # before TensorBoard's callback is told its model and opens new files
        if self.resumed:
            callback_files.go_on(callbacks, saved["events"])
        super().__init__(list(callbacks), add_history=True, model=model, verbose=0, epochs=epochs, steps=steps)
        self.begun, self.in_parts = False, False
        self.before, self.started = saved["seconds"], time.perf_counter()
        self.saved, self.cost, self.tested_since = self.started, 0.0, 0.0

    @property
    def elapsed(self) -> float:
        """Seconds of training, those before an interruption included."""
        return self.before + time.perf_counter() - self.started

    @property
    def standing(self) -> str:
        """How far the training is: `2 epochs and 30 steps`."""
        return f"{self.epoch} epoch{'s' * (self.epoch != 1)}" + (f" and {self.offset} steps" if self.offset else "")

    def fit(self, batches: Callable[[int], Any], validation_data: Any) -> None:
        """Train from wherever the training stands to its end, with `model.fit`: one step a call.

        Args:
            batches: first step -> the batches of an epoch from there.
            validation_data: as `model.fit` takes it.
        """
        model, keywords = self.model, {"validation_data": validation_data, "callbacks": self, "verbose": 0}
        self._make_variables(batches)
        if self.offset:
            # The rest of an epoch has fewer steps than the others, so it is a fit of its own. Averaged weights
            # (`use_ema`) replace the model's at the end of a fit: that has to wait for the last.
            self.in_parts = True
            model.optimizer.finalize_variable_values = lambda weights: None
            model.fit(batches(self.offset), initial_epoch=self.epoch, epochs=self.epoch + 1, shuffle=False, **keywords)
            del model.optimizer.finalize_variable_values
            self.in_parts = False
        first = self.epochs if self.stopped else self.epoch
        model.fit(batches(0), initial_epoch=first, epochs=self.epochs, shuffle=False, **keywords)

    def fit_many_steps(
        self,
        batches: Callable[[int], Any],
        data: Dataset,
        batch_size: int,
        seed: int,
        shared: many_steps.Steps | None = None,
    ) -> str:
        """The same with many steps a call; returns why it were single ones, if that showed after the beginning.

        Args:
            batches: as of `fit`.
            data: what the model is trained and validated on.
            batch_size: of the training.
            seed: of the order of examples.
            shared: makes the training's steps on several devices.
        """
        self._make_variables(batches)
        model, most = self.model, None if self.seconds else 1
        return many_steps.fit(
            model,
            self,
            shared or many_steps.ManySteps(model, "train", data.train, batch_size, stop_at_nan=True, most=most),
            many_steps.ManySteps(model, "test", data.validation, batch_of(data.validation.x)),
            lambda epoch: data.order(seed, epoch),
            lambda: single_steps(model, self.callbacks, data),
            epochs=self.epochs,
            first_epoch=self.epochs if self.stopped else self.epoch,
            first_step=self.offset,
        )

    def _make_variables(self, batches: Callable[[int], Any]) -> None:
        """Make those that Keras makes in the first step: a state can only be restored into what is there."""
        if not self.pending:
            return
        model = self.model
        model.optimizer.build(model.trainable_variables)
        if from_library(type(model).train_step):
            for x, y in batches(0).take(1):
                model.test_on_batch(x, y)
        else:  # may make more of them, so one step is done; everything that it changes is restored
            model.fit(batches(0).take(1), shuffle=False, verbose=0)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Tell everyone once, then restore a state between two epochs."""
        if self.begun:
            return
        self.begun = True
        super().on_train_begin(logs)
        if self.pending and not self.offset:
            self._restore(self.pending)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell everyone, then restore a state inside the epoch (Keras has just reset the metrics)."""
        super().on_epoch_begin(epoch, logs)
        self.epoch = epoch
        if self.pending:
            self._restore(self.pending)

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Count from the epoch's beginning."""
        super().on_train_batch_begin(batch + self.offset, logs)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell everyone; save if due; stop here after Ctrl-C."""
        step = batch + self.offset
        super().on_train_batch_end(step, logs)
        self.interrupt.waits = True
        if step + 1 < self.steps:  # the state after the last step is saved after validation
            if self.interrupt.asked or self._due(self.seconds):
                self.save(self.epoch, step + 1)
            self.interrupt.check()

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """TensorBoard's callback would make a new folder here, had the old one been removed."""
        self._look_for_folder()
        self.tested_since = time.monotonic()
        super().on_test_begin(logs)

    def on_test_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """After Ctrl-C wait for the end of a short validation, or go back to the last checkpoint."""
        super().on_test_batch_end(batch, logs)
        self.interrupt.check(after=PATIENCE, since=self.tested_since)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell everyone, then save if due, and always before the training's end or after Ctrl-C."""
        self._look_for_folder()
        super().on_epoch_end(epoch, logs)
        self.epoch, self.offset = epoch + 1, 0
        self.logs, self.stopped = many_steps.numbers(logs), self.model.stop_training
        ends = self.stopped or self.epoch == self.epochs or self.interrupt.asked
        if ends or self._due(self.seconds / 10):
            self.save(self.epoch, 0)
        self.interrupt.check()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Tell everyone when the last part ends."""
        if not self.in_parts:
            super().on_train_end(logs or self.logs)

    @property
    def _remembering(self) -> list[keras.callbacks.Callback]:
        """Those with a state: what is printed may be asked for or not, before an interruption and after it."""
        return [callback for callback in self.callbacks if not isinstance(callback, ProgressLines)]

    def _look_for_folder(self) -> None:
        if not (self.folder / RECORD).is_file():
            raise UserError(f"the run folder {self.folder} was removed; run again, and leave it until the end")

    def _due(self, seconds: float) -> bool:
        since = time.perf_counter() - self.saved
        return since >= max(seconds, SHARE * self.cost if self.seconds else 0)

    def save(self, epoch: int, step: int) -> None:
        """Write a checkpoint: `epoch` whole epochs and `step` steps are done."""
        started = time.perf_counter()
        checkpoints.save(
            self.path,
            {
                "epoch": epoch,
                "step": step,
                "seconds": self.elapsed,
                "stopped": self.stopped,
                "logs": self.logs,
                "events": {
                    **tensorboard.positions(self.folder, self.callbacks),
                    **callback_files.lengths(self.callbacks),
                },
                "model": checkpoints.model_state(self.model),
                "random": checkpoints.random_state(),
                "forgotten": [
                    f"{type(callback).__name__}.{name}"
                    for callback in self._remembering
                    for name in checkpoints.forgotten(callback)
                ],
                "callbacks": [checkpoints.callback_state(callback) for callback in self._remembering],
            },
        )
        self.saved = time.perf_counter()
        self.cost = self.saved - started

    def _restore(self, state: Mapping[str, Any]) -> None:
        self.pending = None
        checkpoints.restore_model(self.model, state["model"])
        checkpoints.restore_random(state["random"])
        if len(self._remembering) != len(state["callbacks"]):
            raise UserError("the checkpoint is one of other callbacks; train without --resume")
        for callback, remembered in zip(self._remembering, state["callbacks"], strict=True):
            checkpoints.restore_callback(callback, remembered)
