"""Convolutional networks (합성곱 신경망, CNN): the image keeps its shape.

Goal      Build a small CNN, count where its parameters are, see what its filters see, and take the shape away.
Before    ch04_dense_networks.
Minutes   1
Slides    "Convolutional Neural Networks (CNNs)"
Book      Géron 2019, chapter 14, "Convolutional Layers", "Pooling Layers", "CNN Architectures"

Flattening an image into a vector (벡터화) gives each pixel a weight of its own and no neighbours. A convolution keeps
the shape (이미지 원본 형태를 유지): a filter of 3 x 3 weights slides over the picture and gives a picture again, a
feature map. Pooling (풀링) keeps the largest value of every 2 x 2 square, so that the next layer works on a smaller
image (축소된 이미지).

Nothing is lost by flattening: the vector can be made an image again. It is the dense network that makes no use of the
shape. The test: move all pixels by one fixed permutation, the same for every image. A dense network learns as well, for
it only numbers its weights in another way; a CNN loses the neighbours that its filters look at.

What we build   Conv 16 3x3, pool, conv 32 3x3, pool, 64 ReLU, 10 softmax, with dropout (드랍아웃) before the dense
                layers. The convolutions have 160 + 4,640 parameters, the first dense layer behind them 100,416. Beside
                it a dense network 300-100 with the same dropout and the same initial weights (He's).
What to look for  Higher accuracy than the dense network at less than half of its parameters, but more seconds: every
                weight of a filter is used at every place, 784 times in the first convolution and, after pooling, 196
                times in the second. On shuffled pixels it falls, the dense network does not. Parameters grow with the
                square of the image's side, not exponentially (기하급수적); pooling saves them in the dense layer, and
                sharing weights saves them in the convolutions.

The book's CNN (64 filters of 7x7, pool, twice 128 of 3x3, pool, twice 256 of 3x3, pool, 128, 64 and 10 units: 1,413,834
parameters) is not trained here, because it takes too long without a GPU: some eighty times the multiply-adds an image,
on 55,000 images for 10 epochs. Its test accuracy is 0.8983 in the notebook of 2019 and 0.9117 in the third edition's.

Your own picture: `--predict my_shirt.png`, with `--resume` to judge it by the network that is already trained.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import models
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.images.image_file import print_prediction, read_image
from datasets.dataset import Dataset, Split
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch05_convolutional_networks",
    epochs=6,
    images=True,
    own=(
        Flag("examples", 5_000, "training images, at most"),
        Flag("predict", "", "an image file of your own to judge after training", trains=False),
    ),
)
STUDY = replace(SETTINGS, seeds=10)
SIDES = (28, 56, 112, 224)


def small_cnn(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    filters: tuple[int, int] = (16, 32),
    dropout: float = 0.25,
    pooling: bool = True,
) -> keras.Model:
    """Two blocks of convolution and pooling, one hidden dense layer."""
    pool_size = 2 if pooling else 1  # a window of one pixel keeps the image as it is
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(filters[0], 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(pool_size),  # 28 x 28 -> 14 x 14
            keras.layers.Conv2D(filters[1], 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(pool_size),  # 14 x 14 -> 7 x 7
            keras.layers.Flatten(),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def shuffled(data: Dataset, seed: int = 0) -> Dataset:
    """The same images with their pixels moved by one fixed permutation: all of them, in every split, alike."""
    height, width, channels = data.input_shape
    order = np.random.default_rng(seed).permutation(height * width)

    def moved(split: Split) -> Split:
        pixels = split.x.reshape(len(split), height * width, channels)
        return Split(pixels[:, order].reshape(split.x.shape), split.y)

    parts = {name: moved(data.split(name)) for name in ("train", "validation", "test")}
    return replace(data, **parts, options={**data.options, "pixels": f"shuffled by seed {seed}"})


def convolution(size: int, channels: int, filters: int) -> int:
    """Parameters of a convolution: each filter has size x size weights a channel and a bias, whatever the image."""
    return (size * size * channels + 1) * filters


def dense(inputs: int, units: int) -> int:
    """Parameters of a dense layer: each unit has a weight an input and a bias."""
    return (inputs + 1) * units


def count_parameters(side: int, channels: int, outputs: int) -> dict[str, int]:
    """Parameters on images of side x side: of the dense network 300-100, and of the CNN with a part left out.

    Counted from the shapes of the layers; nothing is built, so that a large image needs no memory.
    """
    first, second = convolution(3, channels, 16), convolution(3, 16, 32)
    halved = side // 2  # after one pooling; after two: halved // 2
    behind = dense((halved // 2) ** 2 * 32, 64) + dense(64, outputs)
    return {
        "dense 300-100": dense(side**2 * channels, 300) + dense(300, 100) + dense(100, outputs),
        "cnn": first + second + behind,
        "cnn without pooling": first + second + dense(side**2 * 32, 64) + dense(64, outputs),
        "cnn without sharing": first * side**2 + second * halved**2 + behind,  # filters of its own at every place
        "the convolutions of the cnn": first + second,
    }


def run(settings: Settings) -> Report:
    """Train CNN and dense network on images and on shuffled pixels, count parameters, and draw what filters see."""
    data = settings.few(settings.load())
    picture = read_image(settings["predict"], data.input_shape) if settings["predict"] else None  # before the training
    print_summary(small_cnn, data)
    networks = {"cnn": small_cnn, "dense": partial(models.dense, dropout=0.25, kernel_initializer="he_normal")}
    runs = training.fit_all(networks, data, **settings.training)
    moved = {f"{name} shuffled": recipe for name, recipe in networks.items()}
    runs += training.fit_all(moved, shuffled(data), **settings.training)
    table = comparison.compare(runs)
    counts = {side: count_parameters(side, data.input_shape[-1], data.outputs) for side in SIDES}
    print_parameters(counts, data)
    cnn = next(each for each in runs if each.name == "cnn" and each.seed == settings.seed)
    if picture is not None:
        print_prediction(cnn, picture, data.class_names)
    folder = report_path(settings)
    return Report(
        settings,
        table,
        figures=[draw_maps(cnn, data, folder / "feature_maps.png"), draw_counts(counts, folder / "parameters.png")],
        claims=[
            claims.check("cnn-beats-dense", table.difference("accuracy", "cnn", "dense")),
            claims.check("dense-ignores-the-shape", table.difference("accuracy", "dense", "dense shuffled")),
            claims.check("cnn-uses-the-shape", table.difference("accuracy", "cnn", "cnn shuffled")),
            *exact_claims.checks(settings.chapter),
        ],
        look_for=(
            "Graphs: the tag keras shows the layers in their order; the shapes that shrink stand in the summary above. "
            "Scalars: validation is above train in the first epochs, because the train curve is measured with dropout "
            "on and is a mean over an epoch in which the weights still improve."
        ),
        now_change=(
            "python -m chapters.ch05_convolutional_networks --epochs 20             does dropout stop overfitting?",
            "python -m chapters.ch05_convolutional_networks --learning-rate 0.003   faster, or unstable?",
            "python -m chapters.ch05_convolutional_networks --resume --predict my_shirt.png   what is yours?",
        ),
    )


def print_parameters(counts: dict[int, dict[str, int]], data: Dataset) -> None:
    """Print side -> name -> parameters, and by what each is multiplied when the side doubles for the last time."""
    print(f"\nParameters against the side of the image, {data.input_shape[-1]} channel(s); last: times, side doubled")
    print(f"{'':28} " + " ".join(f"{f'{side} x {side}':>12}" for side in counts))
    for name in counts[SIDES[0]]:
        row = [found[name] for found in counts.values()]
        print(f"{name:28} " + " ".join(f"{count:12,}" for count in row) + f"   x {row[-1] / row[-2]:.2f}")


def draw_counts(counts: dict[int, dict[str, int]], path: Path) -> Path:
    """Parameters against the side, on log scales: a straight line is a power, an exponential would bend up."""
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    figure = Figure(figsize=(11, 6), layout="constrained")
    axes = figure.add_subplot()
    sides, names = list(counts), list(counts[SIDES[0]])
    for name, colour, marker in zip(names, COLOURS, "oDs^v", strict=False):
        axes.plot(
            sides,
            [found[name] for found in counts.values()],
            f"{marker}-",
            color=colour,
            linewidth=3,
            markersize=9,
            label=name,
        )
    between = np.linspace(sides[0], sides[-1], 400)
    exponential = counts[sides[0]]["dense 300-100"] * 2.0 ** ((between - sides[0]) / 7)
    axes.plot(between, exponential, "k:", linewidth=2, label="exponential: twice every 7 pixels")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(1e3, 1e10)
    axes.set_xticks(sides, [str(side) for side in sides])
    axes.minorticks_off()
    axes.tick_params(labelsize=12)
    axes.set_xlabel("side of the image in pixels (log scale)", fontsize=14)
    axes.set_ylabel("parameters (log scale)", fontsize=14)
    axes.set_title("Parameters grow with the square of the side, not exponentially", fontsize=16)
    axes.legend(fontsize=12, loc="upper left")
    return save(figure, path)


def draw_maps(trained: Run, data: Dataset, path: Path) -> Path:
    """The first test image, the filters of the first convolution, and the feature map that each gives."""
    image = data.test.x[:1]
    first = next(layer for layer in trained.model.layers if isinstance(layer, keras.layers.Conv2D))
    maps = keras.ops.convert_to_numpy(first(image))[0]
    kernels = first.get_weights()[0].mean(axis=2)
    shown = range(min(8, maps.shape[-1]))
    return comparison.picture_grid(
        [[image[0], *(maps[..., index] for index in shown)], [None, *(kernels[..., index] for index in shown)]],
        path,
        row_titles=["feature maps", "filters"],
        titles=[["the image", *(f"map {index + 1}" for index in shown)]],
        signed=[False, True],
    )


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
