"""What the chapter on epochs and batches prints beside its trainings; of several seeds, the first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from chapters.material.batches.epoch_seconds import seconds_by_batch_size
from chapters.material.batches.step_memory import FLOAT, StepMemory
from chapters.material.tuning import rate_of
from comparison.tables import Comparison

MIB = 2**20


def print_epochs(table: Comparison) -> None:
    """Print accuracy and loss after one, a few and many epochs, and when the validation loss was lowest."""
    runs = [row.runs[0] for row in table.rows]
    print(f"\nAfter one, a few and many epochs on {runs[0].settings['data']['name']}, seed {runs[0].seed}")
    for trained in runs:
        train, test = (trained.metrics[split]["accuracy"] for split in ("train", "test"))
        losses = "  ".join(f"{split} {trained.metrics[split]['loss']:.3f}" for split in ("train", "test"))
        print(f"  epochs {trained.epochs:3}   accuracy: train {train:.3f}  test {test:.3f}   loss: {losses}")
    history = runs[-1].history
    lowest = int(np.argmin(history["val_loss"]))
    print(f"The validation loss is lowest after epoch {lowest + 1}. From there to epoch {len(history['loss'])}:")
    for name, key in (("validation", "val_loss"), ("training", "loss")):
        print(f"  the {name} loss goes from {history[key][lowest]:.3f} to {history[key][-1]:.3f}")
    short = runs[0].history["loss"]
    same = all(trained.history["loss"][: len(short)] == short for trained in runs)
    print(f"The first epoch is the same in all three trainings, bit for bit: {'yes' if same else 'no'}")


def print_batch_sizes(tables: Mapping[str, Comparison]) -> None:
    """Print time and accuracy of the first seed by batch size, after equally many epochs and equally many steps.

    Args:
        tables: budget -> a row for each batch size, at the learning rate that was chosen for it. An epoch takes as long
            in one as in the other; its seconds are those of the first table that has the size.
    """
    first = next(iter(tables.values())).rows[0].runs[0]
    print(f"\nBatch sizes on {first.settings['data']['name']}, each at the best of its learning rates by")
    print(f"validation accuracy, seed {first.seed}")
    print(
        f"{'':12}{'batch':>7}{'steps':>8}{'rate':>8}{'epochs':>8}{'accuracy':>10}{'seconds an epoch':>18}{'in all':>9}"
    )
    seconds: dict[int, float] = {}
    for budget, table in tables.items():
        seconds = {**seconds_by_batch_size(table), **seconds}
        for trained in sorted((row.runs[0] for row in table.rows), key=lambda run: run.settings["batch_size"]):
            size, epochs = trained.settings["batch_size"], trained.epochs
            print(
                f"{budget:<12}{size:7,}{trained.record['steps_per_epoch'] * epochs:8,}{rate_of(trained):8g}{epochs:8}"
                f"{trained.metrics['test']['accuracy']:10.3f}{seconds[size]:18.2f}{seconds[size] * epochs:9.1f}"
            )
    print("Accuracy on the test split. The seconds include the validation after each epoch.")
    print("One seed: small differences of accuracy are chance.")


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
    print("The whole step also needs memory for the gradients by these outputs.")
    times = [extra / memory.computed[size] for size, extra in memory.measured.items() if extra]
    if times:
        print(f"Measured, it takes {min(times):.1f} to {max(times):.1f} times these numbers: it grows with the")
        print("batch, but not exactly in proportion.")
