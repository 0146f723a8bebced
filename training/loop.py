"""The training loop of every run: the stack of callbacks, and one `model.fit` that can be interrupted and resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.plain_text import plain
from training import callback_files, tensorboard
from training.callbacks import EpochClock, HistoryFile, ProgressLines
from training.checkpoints import FILE
from training.checks import FiniteLoss, check_weights
from training.distribution.devices import Devices
from training.distribution.steps import SharedSteps
from training.distribution.together import SameEnd
from training.evaluation import batch_of
from training.fingerprints import Fingerprints, fingerprint
from training.interrupts import interrupts
from training.resuming import OneTraining
from training.single_steps import sees_steps, single_steps


@dataclass(frozen=True)
class Trained:
    """What the loop tells of itself.

    Attributes:
        epochs: trained, those before an interruption included.
        seconds: of training, validation included, likewise.
        fingerprints: stage -> sixteen digits.
        steps_per_call: `"many"`, or `"one: "` and why.
    """

    epochs: int
    seconds: float
    fingerprints: dict[str, str]
    steps_per_call: str


def train(
    model: keras.Model,
    data: Dataset,
    folder: Path,
    settings: dict[str, Any],
    *,
    title: str,
    callbacks: Sequence[keras.callbacks.Callback],
    histogram_freq: int,
    profile: bool,
    checkpoint_seconds: float,
    verbose: int,
    devices: Devices | None = None,
) -> Trained:
    """Train a compiled model, or go on from the checkpoint in its folder; arguments as of `training.fit`.

    `title` is how it is called on the screen.
    `devices` share out each step of the training; None for one device.
    The weights at the end are the last ones, or with `patience` the best.
    """
    clock = EpochClock()

    def batches(first_step: int) -> Any:
        return data.batches(
            "train", settings["batch_size"], seed=settings["seed"], epoch=lambda: clock.epoch, first_step=first_step
        )

    batch_size, seed = settings["batch_size"], settings["seed"]
    fingerprints, history = Fingerprints(data, batch_size, seed), HistoryFile(folder / "history.csv", clock)
    stack: list[Any] = [clock, FiniteLoss(data), fingerprints]
    if settings["patience"] is not None:
        stack.append(
            keras.callbacks.EarlyStopping(monitor="val_loss", patience=settings["patience"], restore_best_weights=True)
        )
    for callback in callbacks:
        callback_files.place(callback, folder)
        if hasattr(callback, "set_run"):
            callback.set_run(folder, data)
        stack.append(callback)
    has_graph = (folder / FILE).exists()
    curves = tensorboard.Curves(folder, data, clock, histogram_freq, profile=profile, write_graph=not has_graph)
    stack += [curves, history]
    if devices is not None and devices.cluster is not None:
        stack.append(SameEnd(devices, each_step=any(map(sees_steps, stack))))
    name = settings["name"]
    progress = ProgressLines(name, title, every_epoch=verbose > 1)
    with interrupts() as interrupt:
        training = OneTraining(
            [*stack, *([progress] if verbose else [])],
            model,
            folder,
            epochs=settings["epochs"],
            steps=-(-len(data.train) // settings["batch_size"]),
            seconds=checkpoint_seconds,
            interrupt=interrupt,
        )
        if training.resumed and verbose:
            print(f"{plain(name)} (seed {settings['seed']}) goes on after {training.standing}: {folder}")
            if training.forgotten:
                lost = plain(", ".join(map(str, training.forgotten)))
                print(f"  no checkpoint keeps {lost}; give the callback get_state() -> dict and set_state(dict)")
        single = "the profile records single steps" if profile else single_steps(model, training.callbacks, data)
        single = f"on {devices}" if devices else single
        if verbose > 1:
            print(f"  steps a call of TensorFlow: {plain(_told(single))}")
        try:
            if devices is not None:
                shared = SharedSteps(devices, model, data, batch_size)
                single = training.fit_many_steps(batches, data, batch_size, seed, shared)
            elif single:
                training.fit(batches, data.batches("validation", batch_of(data.validation.x)))
            else:
                single = training.fit_many_steps(batches, data, batch_size, seed)
        finally:
            progress.stop()
            callback_files.close(callbacks)
            curves.stop()
    check_weights(model)
    final = {"final weights": fingerprint(model.get_weights())}
    return Trained(len(history.rows), training.elapsed, {**fingerprints.found, **final}, _told(single))


def _told(single: str) -> str:
    return f"one: {single}" if single else "many"
