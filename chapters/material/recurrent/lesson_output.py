"""What the chapter on recurrent networks prints of the memory task and of the weather."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chapters.material.recurrent.memory_task import Remembered
from comparison.tables import Comparison


def print_memory(found: Sequence[Remembered]) -> None:
    """Print the accuracy of every network after every delay, means over seeds."""
    delays = list(found[0].accuracy)
    seeds = len(found[0].accuracy[delays[0]])
    averaged = "one seed" if seeds == 1 else f"means of {seeds} seeds"
    print(
        f"\nMemory task: accuracy after a delay ({averaged}; guessing: 0.5)\n"
        f"{'':10}{'trained on':>13}    after a delay of ...\n"
        f"{'network':10}{'delays':>13}" + "".join(f"{delay:9}" for delay in delays)
    )
    for network in found:
        means = "".join(f"{values.mean():9.3f}" for values in network.accuracy.values())
        print(f"{network.name:10}{f'0 to {network.trained_to}':>13}{means}")
    print(
        "Up to the longest delay in training, the series are as long as in training.\n"
        "At this delay and longer ones, the mark is on the first step of the series.\n"
    )


def print_temperatures(table: Comparison) -> None:
    """Print the test errors of the networks beside those of the baselines."""
    errors = {row.label: float(np.mean(row.values("test", "loss"))) for row in table.rows}
    errors |= {baseline["name"]: baseline["test"]["loss"] for baseline in table.baselines}
    print("\nTemperature of the next hour: mean squared error on test")
    for name, error in errors.items():
        print(f"  {name:32} {error:.4f}")
    print("The temperatures are scaled: their variance in the training split is 1.")
