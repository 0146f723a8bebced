"""Two experiments with few training images, as tables for the end of the lesson: transfer learning, augmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chapters.material.gallery.augmentation import train_augmentation
from chapters.material.gallery.transfer import train_transfer
from comparison.tables import Comparison
from datasets.dataset import Dataset

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

FEWEST = 4  # classes of transfer learning: two to learn from, two to learn


def train_on_few_images(data: Dataset, settings: Settings) -> dict[str, Comparison]:
    """Title -> table of each experiment; none where the size `few_seeds` is 0.

    Args:
        data: images of several classes, with all training examples that there are.
        settings: of the lesson.
    """
    if not settings["few_seeds"]:
        return {}
    tables = {"Augmentation with few images": train_augmentation(data, settings)}
    if data.outputs < FEWEST:
        print(f"No transfer learning: {data.name} has {data.outputs} classes, and it takes {FEWEST}.")
        return tables
    return {"Transfer learning with few images": train_transfer(data, settings), **tables}
