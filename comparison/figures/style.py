"""The style of every figure: colours that colour-blind readers can tell apart (Okabe and Ito 2008), and saving."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from runtime.arguments import path as as_path
from runtime.files import make_folder, replacing

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")


def save(figure: Figure, path: Path | str) -> Path:
    """Write a figure as PNG in one step.

    Raises:
        UserError: it is no path, or the folder cannot be written.
    """
    path = as_path("path", path)
    make_folder(path.parent)
    with replacing(path) as file:
        figure.savefig(file, format="png", dpi=150)
    return path
