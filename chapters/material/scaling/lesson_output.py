"""What the chapter on why now prints beside its trainings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from chapters.material.scaling.by_network import accuracy_of, rows_by_network
from chapters.material.scaling.known_networks import Work
from comparison.generalisation import gap_of_row
from comparison.tables import Comparison


def print_accuracies(table: Comparison) -> None:
    """Print the test accuracy of each network on each number of examples, its interval and its generalisation gap."""
    networks = rows_by_network(table)
    seeds = len(table.rows[0].runs)
    over = f"{seeds} seeds and other test images" if seeds > 1 else "other test images (one seed)"
    print(f"\nTest accuracy on {table.runs[0].settings['data']['name']} after equally many steps, best epoch")
    print(f"In brackets the generalisation gap; +- is the longer side of a 95% interval\nover {over}")
    print(f"{'examples':>8} " + " ".join(f"{name:>23}" for name in networks))
    for count in next(iter(networks.values())):
        cells = []
        for rows in networks.values():
            mean, half = accuracy_of(rows[count])
            cells.append(f"{mean:.3f} +- {half:.3f} ({gap_of_row(rows[count], 'accuracy')[0]:+.3f})")
        print(f"{count:8,} " + " ".join(f"{cell:>23}" for cell in cells))


def print_speeds(speeds: Mapping[int, float]) -> None:
    """Print training examples a second for each number of threads, and how many times those of one thread."""
    if not speeds:
        return
    print("\nTraining speed of the CNN on random images, batches of 128, on this computer")
    for count, speed in speeds.items():
        threads = "1 thread: " if count == 1 else f"{count} threads:"
        print(f"  {threads} {speed:8,.0f} examples a second, {speed / speeds[1]:.2f} times one thread")


def print_work(work: Mapping[str, Work]) -> None:
    """Print how large the known networks are."""
    print("\nKnown networks: CNNs counted here; transformers and all trainings as published")
    print(f"{'':17} {'parameters':>15} {'multiply-adds':>16} {'operations of':>16}")
    print(f"{'':17} {'':15} {'for one image':>16} {'the training':>16}")
    for name, known in work.items():
        adds = "-" if known.multiply_adds is None else f"{known.multiply_adds:,}"
        training = "-" if known.training is None else f"{known.training:.1e}"
        print(f"{known.year}  {name:11} {_in_words(known.parameters):>15} {adds:>16} {training:>16}")


def _in_words(number: float) -> str:
    """Three digits: `61.7 thousand`, `213 million`."""
    for unit, name in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if number >= unit:
            return f"{number / unit:.3g} {name}"
    return f"{number:g}"


def print_equal_epochs(table: Comparison, counts: Sequence[int]) -> None:
    """Print what many epochs did to the dense network on few and on all examples, and what that says of overfitting.

    Args:
        table: with the rows `dense 300` (after all epochs) and `dense 300 best` (of its best epoch) of each count.
        counts: training examples, the smallest first.
    """
    rises, gaps = [], []
    epochs = table.row(f"dense {counts[0]}").epochs
    print(f"\nThe dense network at the end (epochs: {epochs}), and at its lowest validation loss")
    print(f"{'':8} {'':>8} {'lowest':>8} {'test loss':>12} {'test loss':>12} {'accuracy gap':>15}")
    print(f"{'examples':>8} {'steps':>8} {'in epoch':>8} {'there':>12} {'at the end':>12} {'at the end':>15}")
    for count in counts:
        end, best = table.row(f"dense {count}"), table.row(f"dense {count} best")
        lowest = [1 + run.history["val_loss"].index(min(run.history["val_loss"])) for run in end.runs]
        there, last = (sum(row.values("test", "loss")) / len(row.runs) for row in (best, end))
        gaps.append(gap_of_row(end, "accuracy")[0])
        rises.append(last - there)
        steps = math.ceil(count / end.runs[0].settings["batch_size"]) * end.runs[0].epochs
        print(f"{count:8,} {steps:8,} {sum(lowest) / len(lowest):8.3g} {there:12.3f} {last:12.3f} {gaps[-1]:+15.3f}")
    few, all_ = f"{counts[0]:,}", f"{counts[-1]:,}"
    print(
        f"The gap, by which the slide defines overfitting, is {gaps[0] - gaps[-1]:+.3f} wider on {few} images.\n"
        f"By the test loss, the epochs after the best one cost {rises[0]:+.3f} on {few} images and\n"
        f"{rises[-1]:+.3f} on {all_}: with as many epochs, {all_} images are ten times as many steps."
    )
