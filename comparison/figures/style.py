"""The style of every figure: colours that colour-blind readers can tell apart (Okabe and Ito 2008), and saving."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, TypeAlias

import matplotlib.figure

from comparison.figures.fonts import fonts
from runtime.arguments import path as as_path
from runtime.files import make_folder, replacing

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")

Drawn: TypeAlias = Any
"""What a function gives that draws: the path it was given, or the figure where it was given none."""


class Figure(matplotlib.figure.Figure):
    """A figure that a notebook shows below the cell, also where pyplot was never imported."""

    def _repr_png_(self) -> bytes:
        picture = io.BytesIO()
        with fonts():
            self.savefig(picture, format="png", dpi=100)
        return picture.getvalue()


def save(figure: matplotlib.figure.Figure, path: Path | str | None) -> Drawn:
    """Write a figure as PNG in one step; without a path, give it back.

    Raises:
        UserError: it is no path, or the folder cannot be written.
    """
    if path is None:
        return figure
    path = as_path("path", path)
    make_folder(path.parent)
    with replacing(path) as file:
        figure.savefig(file, format="png", dpi=150)
    return path
