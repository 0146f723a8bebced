"""Figures of the losses: each against the margin or the error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save
from comparison.losses import named


def draw_losses(path: Path) -> Path:
    """The losses of a classifier against the margin, and those of a regression against the error."""
    figure = Figure(figsize=(14, 6), layout="constrained")
    left, right = figure.subplots(1, 2)
    margin = np.linspace(-3, 3, 601)
    left.plot(margin, (margin <= 0) * 1.0, color="0.6", linestyle=":", linewidth=3, label="0 if right, 1 if wrong")
    styles = ("-", "-", "--", "-.")
    for name, colour, style in zip(("squared error", "logistic", "hinge", "focal"), COLOURS, styles, strict=False):
        left.plot(margin, named(name).at_margin(margin), style, color=colour, linewidth=3, label=name)
    left.plot(
        margin[::40], named("cross-entropy").at_margin(margin[::40]), "o", color="#D55E00", fillstyle="none",
        markersize=9, label="cross-entropy of sigmoid(score)",
    )  # fmt: skip
    left.set_title("Classification: loss against margin", fontsize=17)
    left.set_xlabel("margin y z (target y = -1 or +1, score z)", fontsize=14)
    right.plot(margin, named("squared error").value(0.0, margin), color=COLOURS[0], linewidth=3, label="squared error")
    right.plot(margin, abs(margin), ":", color=COLOURS[6], linewidth=3, label="absolute error")
    right.plot(margin, named("Huber").value(0.0, margin), "--", color=COLOURS[4], linewidth=3, label="Huber")
    right.set_title("Regression: loss against error", fontsize=17)
    right.set_xlabel("error z - y", fontsize=14)
    for axes in (left, right):
        axes.set_ylabel("loss", fontsize=14)
        axes.set_ylim(-0.1, 4)
        axes.tick_params(labelsize=12)
        axes.legend(frameon=False, fontsize=13)
        axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)
