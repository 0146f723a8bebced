"""What the chapter on recurrent networks prints of the memory task and the weather."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chapters.material.recurrent.gradients import Gradients
from chapters.material.recurrent.memory_task import BEFORE, Remembered
from chapters.material.tuning import rate_of
from comparison.tables import Comparison


def lower_error(network: str, its_error: float, linear: str, error: float) -> str:
    """Who has the lower error, in one sentence.

    Args:
        network: the one with the lowest error, and its error.
        linear: a model that is fitted without training, and its error.
    """
    names = f"{network} ({its_error:.5f})", f"{linear} ({error:.5f})"
    better, worse = names if its_error < error else names[::-1]
    return f"{better} has a lower error than {worse}."


def print_memory(found: Sequence[Remembered], tuned: bool) -> None:
    """Print learning rate and accuracy of every network after every delay, means over seeds.

    Args:
        found: networks that were tested after the same delays.
        tuned: whether each network chose its learning rate on validation.
    """
    delays = list(found[0].right)
    seeds = len(found[0].row.runs)
    width = max(len(network.name) for network in found) + 1
    averaged = "one seed" if seeds == 1 else f"means of {seeds} seeds"
    print(
        f"\nMemory task: accuracy after a delay ({averaged}; guessing: 0.5)\n"
        f"{'':{width}}{'trained on':>11}{'learning':>10}   after a delay of ...\n"
        f"{'network':{width}}{'delays':>11}{'rate':>10}" + "".join(f"{delay:7}" for delay in delays)
    )
    for network in found:
        means = "".join(f"{accuracy:7.3f}" for accuracy in network.accuracy.values())
        trained_on = f"0 to {network.trained_to}"
        print(f"{network.name:{width}}{trained_on:>11}{rate_of(network.row.runs[0]):10g}{means}")
    print(
        f"Every series has {BEFORE} random steps before the mark; only the delay differs.\n"
        "All networks have equal examples and epochs, and their best epoch's weights.\n"
        + ("" if tuned else "They have one learning rate; the stored study tunes it for each on validation.\n")
    )


def print_memory_winner(table: Comparison) -> None:
    """Print whether the best network or a logistic regression on all values and marks is more accurate."""
    accuracies = {row.label: float(np.mean(row.values("test", "accuracy"))) for row in table.rows}
    linear = next(baseline for baseline in table.baselines if baseline["name"].startswith("logistic"))
    best, base = max(accuracies, key=lambda name: accuracies[name]), linear["test"]["accuracy"]
    more = "more" if accuracies[best] > base else "not more"
    print(
        f"{best} is {more} accurate ({accuracies[best]:.3f})\n"
        f"than a logistic regression ({base:.3f}): the label needs products of value and mark,\n"
        "and a weighted sum has none. One of the values that it adds is the marked one.\n"
    )


def print_gradients(found: Sequence[Gradients]) -> None:
    """Print the share of the gradient that arrives at the marked step, before and after training."""
    steps = len(found[0].initial) - 1
    print(f"Share of the gradient that arrives {steps} steps earlier: untrained, and trained")
    for network in found:
        print(f"  {network.name:20}{network.initial[-1]:10.1e}{network.trained[-1]:10.1e}")
    print("The derivative of tanh is near 0 where a state is near -1 or 1. Does training")
    print("let less gradient pass, or more?\n")


def print_temperatures(table: Comparison) -> None:
    """Print the test errors of the networks beside those of the baselines, and who has the lower one."""
    networks = {row.label: float(np.mean(row.values("test", "loss"))) for row in table.rows}
    baselines = {baseline["name"]: baseline["test"]["loss"] for baseline in table.baselines}
    print("\nTemperature of the next hour: mean squared error on test")
    for name, error in {**networks, **baselines}.items():
        print(f"  {name:32} {error:.4f}")
    print("The temperatures are scaled: their variance in the training split is 1.")
    best, linear = (min(errors, key=lambda name: errors[name]) for errors in (networks, baselines))
    print(lower_error(best, networks[best], linear, baselines[linear]))
