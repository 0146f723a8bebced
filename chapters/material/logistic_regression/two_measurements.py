"""The iris flowers with two of their four measurements, so that a boundary between them can be drawn."""

from __future__ import annotations

from dataclasses import replace

import datasets
from datasets.dataset import Dataset, Split


def petals(validation: float | int = 0.1) -> Dataset:
    """Iris with its last two features only: length and width of the petals.

    Args:
        validation: as `datasets.load` takes it.
    """
    data = datasets.load("iris", validation=validation)
    parts = {name: Split(data.split(name).x[:, 2:4], data.split(name).y) for name in ("train", "validation", "test")}
    return replace(data, **parts, input_shape=(2,), options={**data.options, "features": "petals"})
