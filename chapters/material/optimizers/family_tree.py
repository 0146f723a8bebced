"""The family tree of the optimizers (발달 계보): each by its year, with what it developed from.

Slide "산 내려오는 작은 오솔길 잘찿기(Optimizer)의 발달 계보". Its picture is not in the text: this tree is ours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from comparison.figures.style import COLOURS, save


@dataclass(frozen=True)
class Member:
    """An optimizer of the family.

    Attributes:
        year: of the publication.
        height: its place in the picture: momentum above, sizes of gradients below.
        parents: names of the optimizers that it developed from.
    """

    year: int
    height: float
    parents: tuple[str, ...] = ()


FAMILY = {
    "gd": Member(1847, 0.0),
    "sgd": Member(1951, 0.0, ("gd",)),
    "momentum": Member(1964, 1.6, ("gd",)),
    "nesterov": Member(1983, 2.9, ("momentum",)),
    "adagrad": Member(2011, -1.6, ("sgd",)),
    "adadelta": Member(2012, -2.9, ("adagrad",)),
    "rmsprop": Member(2012, -0.5, ("adagrad",)),
    "ftrl": Member(2013, -2.0, ("adagrad",)),
    "adam": Member(2014, 0.4, ("momentum", "rmsprop")),
    "adamax": Member(2014, -1.1, ("adam",)),
    "nadam": Member(2016, 2.3, ("adam", "nesterov")),
    "adamw": Member(2017, 0.9, ("adam",)),
    "adafactor": Member(2018, -1.3, ("adam",)),
    "lamb": Member(2019, -0.3, ("adam",)),
    "lion": Member(2023, 1.7, ("momentum",)),
    "schedule_free": Member(2024, 0.9, ("adamw",)),
    "muon": Member(2024, 3.1, ("nesterov",)),
}
"""By year: 1847 is Cauchy's gradient descent on all examples, 1951 Robbins and Monro's stochastic approximation on a
few."""


def draw_family(written: Collection[str], file: Path) -> Path:
    """Each optimizer by its year, with an arrow from what it developed from.

    Args:
        written: names of the optimizers whose rule is written out in NumPy; the others have another colour.
        file: where the PNG goes.
    """
    blue, grey = COLOURS[0], "0.45"
    years = sorted({member.year for member in FAMILY.values()})
    places = {name: (years.index(member.year), member.height) for name, member in FAMILY.items()}
    figure = Figure(figsize=(19, 9), layout="constrained")
    axes = figure.add_subplot()
    boxes = {}
    for name, member in FAMILY.items():
        colour = blue if name in written else grey
        boxes[name] = axes.text(
            *places[name], f"{name.replace('_', '-')}\n{member.year}", ha="center", va="center", fontsize=18,
            color="white", bbox={"boxstyle": "round,pad=0.4", "facecolor": colour, "linewidth": 0},
        )  # fmt: skip
    for name, member in FAMILY.items():
        for parent in member.parents:
            axes.annotate(
                "", places[name], places[parent], arrowprops={"arrowstyle": "-|>", "color": "0.4", "linewidth": 2,
                "shrinkA": 0, "shrinkB": 3, "patchA": boxes[parent].get_bbox_patch(),
                "patchB": boxes[name].get_bbox_patch()},
            )  # fmt: skip
    heights = [member.height for member in FAMILY.values()]
    axes.set(xlim=(-0.6, len(years) - 0.15), ylim=(min(heights) - 0.7, max(heights) + 0.6))
    axes.set_title("The family of the optimizers: an arrow points to what developed from the other", fontsize=26)
    colours = {"written out in NumPy beside Keras": blue, "not written out (gd: on all examples at once)": grey}
    axes.legend([Patch(color=colour) for colour in colours.values()], colours, fontsize=18, loc="lower right")
    axes.set_axis_off()
    figure.draw_without_rendering()  # the boxes get their places, at which the arrows end
    return save(figure, file)
