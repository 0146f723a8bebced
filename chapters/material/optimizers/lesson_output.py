"""What the chapter on optimizers prints of its race and of its schedules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from chapters.material.optimizers.further_rules import FURTHER_RULES, further_optimizers
from chapters.material.optimizers.racing import mean_loss
from chapters.material.optimizers.rule_checks import Optimizer, Update, differences_from_keras
from comparison.rows import Row


def print_differences(updates: Mapping[str, Update], optimizers: Mapping[str, Optimizer], steps: int) -> None:
    """Print how far each rule is from Keras' optimizer of the same name after steps with the same gradients.

    Args:
        updates: rules of the lesson; those of `further_rules` come after them.
        optimizers: name -> Keras optimizer, of each.
        steps: of each.
    """
    updates, optimizers = {**updates, **FURTHER_RULES}, {**optimizers, **further_optimizers()}
    print(f"Our rules beside Keras' optimizers after {steps} steps with the same gradients:")
    print("largest difference of a parameter, divided by the largest distance moved")
    for name, difference in differences_from_keras(updates, optimizers, steps).items():
        print(f"  {name:<13} {difference:.1e}")


def print_race(best: Mapping[str, tuple[Row, bool]]) -> None:
    """Print the test loss of every optimizer at its best learning rate.

    Args:
        best: optimizer -> the row of its best learning rate, and whether that rate is at the edge of those tried.
    """
    rows = sorted(best.values(), key=lambda row_and_edge: mean_loss(row_and_edge[0], "test"))
    first = rows[0][0].runs
    about = first[0].settings["data"]
    print(f"\nThe race on {about['name']} ({about['examples']['train']:,} training examples)")
    print("Test loss of each optimizer at the rate with its lowest validation loss:")
    for row, at_edge in rows:
        print(f"  {row.label:<20} {mean_loss(row, 'test'):.4f}{'   (lowest or highest rate tried)' * at_edge}")
    if len(first) == 1:
        print("This is one seed: another one may change the order.")


def print_schedules(scheduled: Sequence[Row], raced: Sequence[Row], highest: float) -> None:
    """Print the test loss under each schedule beside that of momentum's constant learning rates.

    Args:
        scheduled: a row for each schedule.
        raced: the rows of the race; those called `momentum 0.1` are shown.
        highest: learning rate of every schedule.
    """
    print("\nMomentum with constant learning rates and with schedules:")
    print(f"  {'':16} {'test loss':>9} {'last learning rate':>19}")
    for row in [*(row for row in raced if row.label.startswith("momentum ")), *scheduled]:
        last = row.runs[0].history["learning_rate"][-1]
        print(f"  {row.label:<16} {mean_loss(row, 'test'):9.4f} {last:19.3g}")
    print(f"  Epochs and batches are equal. The highest rate of every schedule, {highest:g}, was")
    print("  tuned for none of them; of the constant rates all that were tried are shown.")
    if len(scheduled[0].runs) == 1:
        print("  This is one seed: another one may change the order.")
    for row in scheduled:
        if row.label.startswith("performance"):
            acted = drops(row.runs[0].history["learning_rate"])
            after = f"after epoch {', '.join(map(str, acted))}" if acted else "in no epoch: the loss fell in every one"
            print(f'  "performance" halved the rate {after}')


def drops(rates: Sequence[float]) -> list[int]:
    """After which epochs, counted from 1, the learning rate was lowered for the next one.

    Args:
        rates: of each epoch.
    """
    return [epoch for epoch, (now, then) in enumerate(pairwise(rates), 1) if then < now]
