"""Which remedies a dataset can have: augmentation shifts images, and mirrors those that stay in their class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasets.dataset import Dataset
from datasets.images import MIRRORED


def fitting(remedies: Mapping[str, Mapping[str, Any]], data: Dataset) -> dict[str, Mapping[str, Any]]:
    """The remedies with an augmentation that fits the examples, or none; a printed line says what it does.

    Args:
        remedies: name -> keywords of the recipe.
        data: what is trained on.
    """
    found = dict(remedies)
    if "augmentation" not in found:
        return found
    if len(data.input_shape) != 3:
        print(f"No row augmentation: {data.name} has no images.")
        del found["augmentation"]
    elif data.name in MIRRORED:
        print(f"The row augmentation mirrors and shifts the images of {data.name}.")
    else:
        print(f"The row augmentation shifts the images of {data.name}. It mirrors none:")
        print("a mirrored 2 or 5 is no digit, so only known images are mirrored.")
        found["augmentation"] = {"augmentation": "shift"}
    return found
