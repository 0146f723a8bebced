"""Which remedies a dataset can have: augmentation mirrors and shifts images."""

from __future__ import annotations

from collections.abc import Iterable

from datasets.dataset import Dataset


def fitting(remedies: Iterable[str], data: Dataset) -> list[str]:
    """The remedies without the augmentation, where the examples are no images; a printed line says so."""
    remedies, is_images = list(remedies), len(data.input_shape) == 3
    if "augmentation" in remedies and not is_images:
        print(f"No row augmentation: {data.name} has no images.")
    return [name for name in remedies if is_images or name != "augmentation"]
