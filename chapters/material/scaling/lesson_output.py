"""What the chapter on why now prints beside its trainings."""

from __future__ import annotations

from collections.abc import Mapping

from chapters.material.scaling.by_network import accuracy_of, rows_by_network
from chapters.material.scaling.known_networks import Work
from comparison.generalisation import gap_of_row
from comparison.tables import Comparison


def print_accuracies(table: Comparison) -> None:
    """Print the test accuracy of each network on each number of examples, its interval and its generalisation gap."""
    networks = rows_by_network(table)
    seeds = len(table.rows[0].runs)
    over = f"{seeds} seeds and other test images" if seeds > 1 else "other test images (one seed)"
    print(f"\nTest accuracy on {table.runs[0].settings['data']['name']}; in brackets the generalisation gap")
    print(f"+- is the longer side of a 95% interval over {over}")
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
    """Print the multiply-adds of the known networks."""
    print("\nMultiply-adds for one image, counted in the layers of the networks as published")
    for name, known in work.items():
        print(f"  {known.year}  {name:10} {known.multiply_adds:15,}")
