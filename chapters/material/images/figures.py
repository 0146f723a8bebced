"""Figures of convolutional networks: shuffled images, filters and feature maps, and parameters by image side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from comparison.figures.pictures import picture_grid
from comparison.figures.style import COLOURS, save
from datasets.dataset import Dataset
from runtime.backend import keras


def draw_figures(
    cnn: keras.Model, data: Dataset, moved: Dataset, counts: dict[int, dict[str, int]], folder: Path
) -> list[Path]:
    """The figures of the chapter, as files in a folder.

    Args:
        cnn: a trained network.
        data: its images.
        moved: the same with shuffled pixels.
        counts: side of the image -> network -> its parameters.
        folder: where the PNGs go.
    """
    return [
        draw_shuffled(data, moved, folder / "shuffled.png"),
        draw_feature_maps(cnn, data.test.x[0], folder / "feature_maps.png"),
        draw_parameters(counts, folder / "parameters.png"),
    ]


def draw_shuffled(data: Dataset, moved: Dataset, path: Path, most: int = 5) -> Path:
    """Images of different classes, and below each the same with its pixels shuffled."""
    _, places = np.unique(data.test.y.reshape(-1), return_index=True)
    places = places[:most]
    return picture_grid(
        [list(data.test.x[places]), list(moved.test.x[places])],
        path,
        row_titles=["the image", "its pixels\nshuffled"],
        titles=[[data.class_names[int(label)] for label in data.test.y.reshape(-1)[places]]],
    )


def draw_feature_maps(cnn: keras.Model, image: np.ndarray, path: Path, most: int = 8) -> Path:
    """An image, the first filters of the first convolution with the map of each, and maps of the second convolution.

    Args:
        cnn: a trained network with two convolutions.
        image: (height, width, channels).
        path: where the PNG goes.
        most: filters to draw of a convolution, at most.
    """
    outputs, feature_maps, filters = image[None], [], []
    for layer in cnn.layers:
        outputs = layer(outputs)
        if isinstance(layer, keras.layers.Conv2D):
            feature_maps.append(keras.ops.convert_to_numpy(outputs)[0])
            filters.append(layer.get_weights()[0].mean(axis=2))  # the mean over the channels of its input
        if len(feature_maps) == 2:
            break
    first, second = feature_maps
    shown, strongest = range(min(most, first.shape[-1])), np.argsort(-second.mean(axis=(0, 1)))[:most]
    return picture_grid(
        [
            [image, *(first[..., index] for index in shown)],
            [None, *(filters[0][..., index] for index in shown)],
            [None, *(second[..., index] for index in strongest)],
        ],
        path,
        row_titles=["layer 1:\nmaps", "its filters\nblue +, red -", "layer 2:\nmaps"],
        titles=[
            ["the image", *(f"map {index + 1}" for index in shown)],
            [],
            ["", *(f"map {index + 1}" for index in strongest)],
        ],
        signed=[False, True, False],
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
    for name, colour, marker in zip(counts[sides[0]], COLOURS, "oDPs^v", strict=False):
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
    axes.set_title("With flattening, parameters grow with the square of the side, not exponentially", fontsize=16)
    axes.legend(fontsize=12, loc="upper left", ncols=2)
    return save(figure, path)
