"""Images of fewer pixels: square blocks of an image are averaged, so the same examples have fewer features."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from datasets.dataset import Dataset, Split


def averaged_images(data: Dataset, sides: Iterable[int]) -> dict[int, Dataset]:
    """Number of features -> the same examples with that many: images averaged to so many pixels a side.

    A side is left out if the dataset's is no multiple of it. A printed line says so where nothing is left.

    Args:
        data: of square images, (side, side, channels).
        sides: in pixels.
    """
    sides = list(sides)
    shape = data.input_shape
    side = shape[0] if len(shape) == 3 and shape[0] == shape[1] else 0
    found = {}
    for fewer in (one for one in sides if side and side % one == 0):
        parts = {name: averaged(data.split(name), fewer) for name in ("train", "validation", "test")}
        small = (fewer, fewer, shape[2])
        options = {**data.options, "averaged_to": fewer}
        found[math.prod(small)] = replace(data, **parts, input_shape=small, options=options)
    if sides and not found:
        print(f"No table of features: {data.name} has no images of {' or '.join(map(str, sides))} pixels a side.")
    return found


def averaged(split: Split, side: int) -> Split:
    """The images of a split, (examples, rows, columns, channels), averaged to `side` rows and columns."""
    examples, rows, columns, channels = split.x.shape
    blocks = np.asarray(split.x).reshape(examples, side, rows // side, side, columns // side, channels)
    return Split(blocks.mean(axis=(2, 4)), split.y)
