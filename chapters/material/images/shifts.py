"""Moved images: how much accuracy networks lose that were trained on images as they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from datasets.dataset import Dataset
from training.runs import Run


def moved_by(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """Images (examples, height, width, channels), moved; what leaves the image is lost, and zeros come in."""
    height, width = images.shape[1:3]
    border = max(abs(down), abs(right))
    padded = np.pad(images, ((0, 0), (border, border), (border, border), (0, 0)))
    return padded[:, border - down : border - down + height, border - right : border - right + width]


def accuracies_when_moved(trained: Run, data: Dataset, pixels: int = 2, most: int = 2_000) -> list[float]:
    """Accuracy on the first test images as they are, then moved up, down, left and right."""
    x, y = data.test.x[:most], data.test.y[:most]
    ways = [(0, 0), (-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels)]
    return [trained.model.evaluate(moved_by(x, *way), y, verbose=0, return_dict=True)["accuracy"] for way in ways]


def print_shifts(runs: Sequence[Run], data: Dataset, most: int = 2_000) -> None:
    """Print the accuracy of every network on images as they are and moved by two pixels."""
    images = min(most, len(data.test))
    print(f"\nAccuracy on {images:,} test images as they are, and moved by two pixels (seed {runs[0].seed})")
    print(f"{'':14} {'as is':>7} {'up':>7} {'down':>7} {'left':>7} {'right':>7} {'lost on average':>16}")
    for trained in runs:
        plain, *moved = accuracies_when_moved(trained, data, most=most)
        row = "".join(f" {value:7.3f}" for value in (plain, *moved))
        lost = plain - float(np.mean(moved))
        share = f"({lost / plain:.0%})" if plain else ""
        print(f"{trained.name:14}{row} {lost:16.3f}{share:>8}")
    print("All of them were trained alike, on images as they are. In brackets: the share")
    print("that is lost, since a network with a low accuracy has less to lose.")
