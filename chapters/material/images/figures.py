"""Figures of convolutional networks: the filters of a layer with their feature maps, and parameters by image side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.pictures import picture_grid
from comparison.figures.style import COLOURS, save
from runtime.backend import keras


def draw_figures(cnn: keras.Model, image: np.ndarray, counts: dict[int, dict[str, int]], folder: Path) -> list[Path]:
    """Both figures of the chapter, as files in a folder."""
    return [
        draw_feature_maps(cnn, image, folder / "feature_maps.png"),
        draw_parameters(counts, folder / "parameters.png"),
    ]


def draw_feature_maps(cnn: keras.Model, image: np.ndarray, path: Path, most: int = 8) -> Path:
    """An image, the first filters of the first convolution, and the feature map of each.

    Args:
        cnn: a trained network.
        image: (height, width, channels).
        path: where the PNG goes.
        most: filters to draw, at most.
    """
    convolution = next(layer for layer in cnn.layers if isinstance(layer, keras.layers.Conv2D))
    feature_maps = keras.ops.convert_to_numpy(convolution(image[None]))[0]
    filters = convolution.get_weights()[0].mean(axis=2)  # the mean over the channels of the image
    shown = range(min(most, feature_maps.shape[-1]))
    return picture_grid(
        [
            [image, *(feature_maps[..., index] for index in shown)],
            [None, *(filters[..., index] for index in shown)],
        ],
        path,
        row_titles=["feature maps", "filters\nblue +, red -"],
        titles=[["the image", *(f"map {index + 1}" for index in shown)]],
        signed=[False, True],
    )


def draw_parameters(counts: dict[int, dict[str, int]], path: Path) -> Path:
    """Parameters by the side of the image, on logarithmic axes: a straight line is a power of the side.

    Args:
        counts: side of the image -> network -> its parameters.
        path: where the PNG goes.
    """
    sides = list(counts)
    figure = Figure(figsize=(11, 6), layout="constrained")
    axes = figure.add_subplot()
    for name, colour, marker in zip(counts[sides[0]], COLOURS, "oDs^v", strict=False):
        parameters = [counts[side][name] for side in sides]
        axes.plot(sides, parameters, f"{marker}-", color=colour, linewidth=3, markersize=9, label=name)
    between = np.linspace(sides[0], sides[-1], 400)
    exponential = counts[sides[0]]["dense"] * 2.0 ** ((between - sides[0]) / 7)
    axes.plot(between, exponential, "k:", linewidth=2, label="exponential growth:\ndoubled every 7 pixels")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(1e3, 1e10)
    axes.set_xticks(sides, [str(side) for side in sides])
    axes.minorticks_off()
    axes.tick_params(labelsize=12)
    axes.set_xlabel("side of the image in pixels (logarithmic axis)", fontsize=14)
    axes.set_ylabel("parameters (logarithmic axis)", fontsize=14)
    axes.set_title("Parameters grow with the square of the image's side, not exponentially", fontsize=16)
    axes.legend(fontsize=12, loc="upper left", ncols=2)
    return save(figure, path)
