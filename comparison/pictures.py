"""A grid of small pictures: images, weights, feature maps, mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures import save


def picture_grid(
    rows: Sequence[Sequence[np.ndarray | None]],
    path: Path | str,
    *,
    row_titles: Sequence[str] = (),
    titles: Sequence[Sequence[str]] = (),
    signed: Sequence[bool] = (),
) -> Path:
    """Draw rows of pictures.

    Args:
        rows: pictures of shape (height, width) or (height, width, channels); None leaves a place empty.
        path: where the PNG goes.
        row_titles: beside each row.
        titles: above each picture, row by row.
        signed: rows whose pictures share one scale around zero: blue above, red below.

    Returns:
        The path.
    """
    columns = max(len(row) for row in rows)
    figure = Figure(figsize=(1.35 * columns + 0.6, 1.6 * len(rows) + 0.2), layout="constrained")
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for index, row in enumerate(rows):
        around_zero = index < len(signed) and signed[index]
        limit = max(float(np.abs(picture).max()) for picture in row if picture is not None)
        for column, axes in enumerate(grid[index]):
            axes.set(xticks=[], yticks=[])
            picture = row[column] if column < len(row) else None
            if picture is None:
                axes.axis("off")
                continue
            if picture.ndim == 3 and picture.shape[2] not in (3, 4):
                picture = picture.mean(axis=2)
            scale = {"cmap": "RdBu", "vmin": -limit, "vmax": limit} if around_zero else {"cmap": "gray"}
            axes.imshow(picture, **scale)
            if index < len(titles) and column < len(titles[index]):
                axes.set_title(titles[index][column], fontsize=10)
        if index < len(row_titles):
            first = next(column for column, picture in enumerate(row) if picture is not None)
            grid[index, first].set_ylabel(row_titles[index], fontsize=10)
    return save(figure, Path(path))
