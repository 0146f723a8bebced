"""Data augmentation (데이터 증강) with few images: mirrored and shifted by chance each time that they are read.

Chapter 13 has it as a remedy for overfitting of a dense network; here a CNN has few images of each class.
"""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

import comparison
from chapters.material.gallery.few_images import RATES, budget, few_images, small_cnn
from chapters.material.gallery.transfer import helped
from chapters.material.tuning import train_tuned
from comparison.tables import Comparison
from datasets.dataset import Dataset

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

PER_CLASS = 20  # training images of each class
EPOCHS = 40
PLAIN, AUGMENTED = "images as they are", "mirrored, shifted"


def train_augmentation(data: Dataset, settings: Settings) -> Comparison:
    """Train the small CNN on few images, as they are and augmented, in equally many steps.

    Both choose their learning rate from the same list by the validation split, whose images are never augmented.

    Args:
        data: images of several classes.
        settings: of the lesson, with the size `few_seeds`.
    """
    few = few_images(data, PER_CLASS)
    keywords = budget(settings, "augmentation", EPOCHS)
    print(f"\nAugmentation: {len(few.train)} training images of {few.outputs} classes")
    runs = train_tuned(PLAIN, partial(small_cnn), few, RATES, **keywords)
    runs += train_tuned(AUGMENTED, partial(small_cnn, augmentation=True), few, RATES, **keywords)
    table = comparison.compare(runs, primary=[("accuracy", AUGMENTED, PLAIN)])
    print(textwrap.fill(helped(table.difference("accuracy", AUGMENTED, PLAIN), "Mirrored and shifted images"), 80))
    return table
