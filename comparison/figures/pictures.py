"""A grid of small pictures: images, weights, feature maps, mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from comparison.figures.style import Drawn, Figure, save
from runtime.arguments import sequence, shown
from runtime.errors import UserError

FONT = 14  # points: to be read when projected
LETTER = 0.6 * FONT / 72  # inches: about the width of one


def picture_grid(
    rows: Sequence[Sequence[np.ndarray | None]],
    path: Path | str | None = None,
    *,
    row_titles: Sequence[str] = (),
    titles: Sequence[Sequence[str]] = (),
    signed: Sequence[bool] = (),
) -> Drawn:
    """Draw rows of pictures.

    Args:
        rows: pictures of shape (height, width) or (height, width, channels); None leaves a place empty.
        path: where the PNG goes; without it the figure is given back.
        row_titles: beside each row.
        titles: above each picture, row by row.
        signed: rows whose pictures share one scale around zero: blue above, red below. Their channels are averaged, for
            a negative number has no colour; pictures of other rows are shown in colour if they have three channels.

    Returns:
        The path; without one the figure.

    Raises:
        UserError: there is no picture in a row, or one is no array of finite numbers of such a shape.
    """
    _check(rows)
    columns = max(len(row) for row in rows)
    lines = [line for row in titles for text in row for line in text.splitlines()]
    lines += [line for text in row_titles for line in text.splitlines()]
    side = max([1.35, *(LETTER * len(line) + 0.1 for line in lines)])  # inches a picture: no title reaches the next
    above = sum(max((text.count("\n") + 1 for text in row), default=0) for row in titles) * 1.4 * FONT / 72
    figure = Figure(figsize=(side * columns + 0.6, side * len(rows) + above + 0.2), layout="constrained")
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for index, row in enumerate(rows):
        around_zero = index < len(signed) and signed[index]
        shown = [None if picture is None else _flat(picture, around_zero) for picture in row]
        limit = max(float(np.abs(picture).max()) for picture in shown if picture is not None)
        for column, axes in enumerate(grid[index]):
            axes.set(xticks=[], yticks=[])
            picture = shown[column] if column < len(row) else None
            if picture is None:
                axes.axis("off")
                continue
            scale = {"cmap": "RdBu", "vmin": -limit, "vmax": limit} if around_zero else {"cmap": "gray"}
            axes.imshow(picture, **scale)
            if index < len(titles) and column < len(titles[index]):
                axes.set_title(titles[index][column], fontsize=FONT)
        if index < len(row_titles):
            first = next(column for column, picture in enumerate(row) if picture is not None)
            grid[index, first].set_ylabel(row_titles[index], fontsize=FONT)
    return save(figure, path)


def _flat(picture: np.ndarray, around_zero: bool) -> np.ndarray:
    """A picture as it is drawn: (height, width), or with its colours where it has any to show."""
    colours = picture.ndim == 3 and picture.shape[2] in (3, 4) and not around_zero
    return picture if colours or picture.ndim == 2 else picture.mean(axis=2)


def _check(rows: Any) -> None:
    """Refuse what are no rows of pictures."""
    for row in sequence("rows", rows):
        pictures = [picture for picture in sequence("a row of pictures", row) if picture is not None]
        for picture in pictures:
            right = isinstance(picture, np.ndarray) and picture.dtype.kind in "biuf" and picture.ndim in (2, 3)
            if not right or not picture.size or not np.isfinite(picture).all():
                raise UserError(
                    f"a picture has to be an array (height, width[, channels]) of numbers, not {shown(picture)}"
                )
        if not pictures:
            raise UserError("a row has no picture; leave it out")
    if not rows:
        raise UserError("there are no rows of pictures; give at least one")
