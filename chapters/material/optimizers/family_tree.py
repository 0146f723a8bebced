"""The family tree of the optimizers (발달 계보), drawn from the rules' years and parents.

Slide "산 내려오는 작은 오솔길 잘찿기(Optimizer)의 발달 계보". Its picture is not in the text: this tree is ours.
"""

from __future__ import annotations

from pathlib import Path

from chapters.material.optimizers.update_rules import FAMILY


def draw_family(file: Path) -> Path:
    """Each rule by its year, arrows from what it grew out of; rules that are not written out in another colour."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    from comparison.figures.style import COLOURS, save

    written, named = COLOURS[0], "0.45"
    years = sorted({rule.year for rule in FAMILY.values()})
    places = {name: (years.index(rule.year), rule.height) for name, rule in FAMILY.items()}
    figure = Figure(figsize=(19, 9), layout="constrained")
    axes = figure.add_subplot()
    boxes = {}
    for name, rule in FAMILY.items():
        colour = written if rule.update else named
        boxes[name] = axes.text(
            *places[name], f"{name.replace('_', '-')}\n{rule.year}", ha="center", va="center", fontsize=14,
            color="white", bbox={"boxstyle": "round,pad=0.4", "facecolor": colour, "linewidth": 0},
        )  # fmt: skip
    for name, rule in FAMILY.items():
        for parent in rule.parents:
            axes.annotate(
                "", places[name], places[parent], arrowprops={"arrowstyle": "-|>", "color": "0.4", "linewidth": 2,
                "shrinkA": 0, "shrinkB": 3, "patchA": boxes[parent].get_bbox_patch(),
                "patchB": boxes[name].get_bbox_patch()},
            )  # fmt: skip
    heights = [rule.height for rule in FAMILY.values()]
    axes.set(xlim=(-0.6, len(years) - 0.3), ylim=(min(heights) - 0.7, max(heights) + 0.6))
    axes.set_title("The family of the optimizers: an arrow means that the rule grew out of the other", fontsize=20)
    colours = {"written out in NumPy, equal to Keras'": written, "not written out; gd: on all examples at once": named}
    axes.legend([Patch(color=each) for each in colours.values()], colours, fontsize=15, loc="lower left")
    axes.set_axis_off()
    figure.draw_without_rendering()  # the boxes get their places, at which the arrows end
    return save(figure, file)
