"""What the chapter on epochs and batches prints beside its trainings; of several seeds, the first."""

from __future__ import annotations

import numpy as np

from chapters.material.batches.epoch_seconds import seconds_an_epoch
from chapters.material.batches.step_memory import FLOAT, StepMemory
from comparison.tables import Comparison

MIB = 2**20


def print_epochs(table: Comparison) -> None:
    """Print the accuracies after one, a few and many epochs, and after which epoch the validation loss was lowest."""
    runs = [row.runs[0] for row in table.rows]
    print(
        f"\nAccuracy on {runs[0].settings['data']['name']}, and generalisation gap (train - test), seed {runs[0].seed}"
    )
    for trained in runs:
        train, test = (trained.metrics[split]["accuracy"] for split in ("train", "test"))
        print(f"  epochs: {trained.epochs:3}   train {train:.3f}   test {test:.3f}   gap {train - test:+.3f}")
    history = runs[-1].history
    lowest = int(np.argmin(history["val_loss"]))
    print(f"The validation loss is lowest after epoch {lowest + 1}. From there to epoch {len(history['loss'])}:")
    for name, key in (("validation", "val_loss"), ("training", "loss")):
        print(f"  the {name} loss goes from {history[key][lowest]:.3f} to {history[key][-1]:.3f}")
    short = runs[0].history["loss"]
    same = all(trained.history["loss"][: len(short)] == short for trained in runs)
    print(f"The first epoch is the same in all three trainings, bit for bit: {'yes' if same else 'no'}")


def print_times(table: Comparison) -> None:
    """Print what the batch size does to time, and to the accuracy after equally many epochs."""
    runs = sorted((row.runs[0] for row in table.rows), key=lambda trained: trained.settings["batch_size"])
    print(f"\nBatch sizes on {runs[0].settings['data']['name']}, {runs[0].epochs} epochs each, seed {runs[0].seed}")
    print("  batch size   steps an epoch   seconds an epoch   steps in all   test accuracy")
    for trained in runs:
        steps, seconds = trained.record["steps_per_epoch"], seconds_an_epoch(trained)
        accuracy = trained.metrics["test"]["accuracy"]
        size = trained.settings["batch_size"]
        print(f"  {size:10,}   {steps:14,}   {seconds:16.2f}   {steps * trained.epochs:12,}   {accuracy:13.3f}")
    print("The seconds include the validation after the epoch.")


def print_memory(memory: StepMemory) -> None:
    """Print the memory of one step, measured, beside what the input and the layers' outputs take."""
    if not memory.measured:
        return
    print("\nMemory of one training step in MiB (2^20 bytes).")
    print(f"For each example {memory.numbers:,} numbers of {FLOAT} bytes are kept until the backward pass.")
    print("  batch size   these numbers, computed   whole step, measured")
    for size, extra in memory.measured.items():
        measured = "not known" if extra is None else f"{extra / MIB:.1f}"  # Windows does not tell it
        print(f"  {size:10,}   {memory.computed[size] / MIB:23.1f}   {measured:>20}")
    print("The whole step also needs memory for the gradients with respect to these outputs.")
