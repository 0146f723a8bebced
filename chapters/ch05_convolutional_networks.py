"""Convolutional networks (합성곱 신경망, CNN): the image keeps its shape.

Goal      Build a small CNN, count where its parameters are, and see what its filters see.
Before    ch04_dense_networks.
Minutes   1
Slides    "Convolutional Neural Networks (CNNs)"
Book      Géron 2019, chapter 14, "Convolutional Layers", "Pooling Layers", "CNN Architectures"

Flattening an image into a vector (벡터화) throws its shape away. A convolution keeps it: a filter of 3 x 3 weights
slides over the picture and gives a picture again, a feature map. Pooling (풀링) keeps the largest value of every 2 x 2
square, so that the next layer works on a smaller image.

What we build   Conv 16 3x3, pool, conv 32 3x3, pool, 64 ReLU, 10 softmax, with dropout (드랍아웃) before the dense
                layers. The convolutions have 160 + 4,640 parameters, the first dense layer behind them 100,416.
What to look for  Higher accuracy than the dense network at less than half of its parameters, but more seconds: every
                weight of a filter is used 784 times.
"""

from __future__ import annotations

from pathlib import Path

import comparison
import models
import training
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.settings import Settings
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(chapter="ch05_convolutional_networks", epochs=10, images=True)


def small_cnn(
    input_shape: tuple[int, ...], outputs: int, task: str, *, filters: tuple[int, int] = (16, 32), dropout: float = 0.25
) -> keras.Model:
    """Two blocks of convolution and pooling, one hidden dense layer."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(filters[0], 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(2),  # 28 x 28 -> 14 x 14
            keras.layers.Conv2D(filters[1], 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(2),  # 14 x 14 -> 7 x 7
            keras.layers.Flatten(),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def run(settings: Settings) -> Report:
    """Train the CNN beside the dense network and draw what its first layer does to one image."""
    data = settings.load()
    print_summary(small_cnn, data)
    runs = training.fit_all({"cnn": small_cnn, "dense": models.dense}, data, **settings.training)
    table = comparison.compare(runs)
    return Report(
        settings,
        table,
        figures=[draw_maps(runs[0], data, report_path(settings) / "feature_maps.png")],
        look_for=(
            "Graphs: the tag keras shows the layers, and the shapes that shrink from one to the next. Scalars: "
            "validation is above train in the first epochs, because dropout is on only while training."
        ),
        now_change=(
            "python -m chapters.ch05_convolutional_networks --epochs 20             does dropout stop overfitting?",
            "python -m chapters.ch05_convolutional_networks --learning-rate 0.003   faster, or unstable?",
            "python -m chapters.ch05_convolutional_networks --batch-size 128        seconds against accuracy",
        ),
    )


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
