"""Data augmentation (데이터 증강) with few images: shifted a little, by chance, each time that they are read.

Chapter 13 has it as a remedy for overfitting. Here the question is what the network learns from it: the test images are
in the middle, so that it need not know shifted ones; moved by two pixels, they ask for what was varied.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

import comparison
from chapters.material.gallery.few_images import RATES, budget, few_images, small_cnn
from chapters.material.gallery.transfer import helped
from chapters.material.images.shifts import accuracies_when_moved
from chapters.material.tuning import train_tuned
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.wrapping import wrapped

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

PER_CLASS = 20  # training images of each class
EPOCHS, BATCH_SIZE = 20, 10
MOVED = 500  # test images that are moved
PLAIN, AUGMENTED = "images as they are", "shifted images"


def train_augmentation(data: Dataset, settings: Settings) -> Comparison:
    """Train the small CNN on few images, as they are and shifted, in equally many steps.

    Both choose their learning rate from the same list by the validation split, whose images are never shifted.

    Args:
        data: images of several classes.
        settings: of the lesson, with the size `few_seeds`.
    """
    few = few_images(data, PER_CLASS)
    keywords = budget(settings, "augmentation", EPOCHS, BATCH_SIZE)
    print(f"\nAugmentation: {len(few.train)} training images of {few.outputs} classes")
    recipes = {PLAIN: partial(small_cnn), AUGMENTED: partial(small_cnn, augmentation=True)}
    runs = train_tuned(recipes, few, RATES, **keywords)
    table = comparison.compare(runs, primary=[("accuracy", AUGMENTED, PLAIN)])
    print(wrapped(helped(table.difference("accuracy", AUGMENTED, PLAIN), "Shifted images"), after=0))
    print_moved(table, few)
    return table


def print_moved(table: Comparison, data: Dataset) -> None:
    """Print the test accuracy of both rows on images as they are and moved by two pixels, each a mean over seeds."""
    images = min(MOVED, len(data.test))
    seeds = len(table.rows[0].runs)
    print(f"Accuracy on {images} test images as they are, and moved by two pixels (seeds: {seeds})")
    for row in table.rows:
        found = np.array([accuracies_when_moved(trained, data, most=MOVED) for trained in row.runs])
        print(f"  {row.runs[0].name:18} {found[:, 0].mean():6.3f} {found[:, 1:].mean():6.3f}")
