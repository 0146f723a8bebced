"""The networks of `benchmarks/speed.py`, in Keras and in PyTorch: the same layers, sizes, loss and optimizer.

The optimizer is the book's (Géron 2019): SGD for dense networks (chapter 10), Nadam for its CNN (chapter 14). For the
others it is Adam, the default of `training.fit`; the randomly wired network has AdamW, as in its chapter, and in
PyTorch a constant learning rate.

Images are the bundled Fashion-MNIST, scaled to 0 to 1; recurrent networks read an image as 28 rows of 28 numbers.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import datasets
from runtime.backend import keras


@dataclass(frozen=True)
class Network:
    """One row of the table.

    Attributes:
        title: in the table.
        layers: of Keras, without input and output layer; or a recipe that compiles its model.
        batch_size: examples a step.
        examples: for training, at most.
        epochs: of which the first, which traces or warms up, does not count.
        optimizer: its name; the learning rate is what the library has by default, and 0.01 for SGD.
        torch: the network of PyTorch; None for what is not compared with it.
        lesson: the chapter whose network and data are measured.
        aims: the least ratios to plain Keras and to PyTorch that were set before the first measurement; None for none.
        jit_compile: with XLA or without; None leaves it to Keras, which takes XLA on a GPU if it can.
    """

    title: str
    layers: Callable[[], list[Any]] | None
    batch_size: int
    examples: int = 9_000
    epochs: int = 8
    optimizer: str = "Adam"
    torch: Callable[[], Any] | None = None
    lesson: str = ""
    aims: tuple[float, float | None] = (1.0, None)
    jit_compile: bool | None = None

    def data(self) -> datasets.Dataset:
        """The examples."""
        data = datasets.load("negation" if self.lesson == "ch08_text" else "fashion_mnist")
        return data.take(min(self.examples, len(data.train)))

    def recipe(self, data: datasets.Dataset) -> Callable[..., Any]:
        """A recipe that compiles its model."""
        recipe = self._as_keras_compiles(data)
        return recipe if self.jit_compile is None else partial(_with_xla, recipe=recipe, jit_compile=self.jit_compile)

    def _as_keras_compiles(self, data: datasets.Dataset) -> Callable[..., Any]:
        if self.lesson == "ch08_text":
            from chapters.ch08_text import SETTINGS, networks

            return networks(("GRU",), data, SETTINGS)["GRU"]
        if self.lesson == "ch06_cnn_architectures":
            from chapters.ch06_cnn_architectures import SETTINGS, gallery

            return gallery(SETTINGS, data)["WS graph 0"]
        return partial(_model, self)


def _model(network: Network, input_shape: tuple[int, ...], outputs: int, task: str) -> Any:
    assert network.layers is not None
    model = keras.Sequential(
        [keras.Input(input_shape), *network.layers(), keras.layers.Dense(outputs, activation="softmax")]
    )
    model.compile(optimizer=network.optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def _with_xla(
    input_shape: tuple[int, ...], outputs: int, task: str, *, recipe: Callable[..., Any], jit_compile: bool
) -> Any:
    model = recipe(input_shape, outputs, task)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras' word that it does not
        model.jit_compile = jit_compile
    if model.jit_compile != jit_compile:
        raise SystemExit("Keras does not compile this network with XLA")
    return model


def _dense(*units: int) -> list[Any]:
    return [keras.layers.Flatten(), *[keras.layers.Dense(size, activation="relu") for size in units]]


def _convolution(filters: int, side: int = 3, **initial: str) -> Any:
    return keras.layers.Conv2D(filters, side, padding="same", activation="relu", **initial)


def _two_convolutions() -> list[Any]:
    pool = keras.layers.MaxPooling2D
    return [_convolution(32), pool(), _convolution(64), pool(), keras.layers.Flatten()]


def book_layers(kernel_initializer: str = "glorot_uniform") -> list[Any]:
    """Géron 2019, chapter 14, "CNN Architectures"; the third edition has `"he_normal"`."""
    layers, initial = keras.layers, {"kernel_initializer": kernel_initializer}
    convolution = partial(_convolution, **initial)
    return [
        convolution(64, 7), layers.MaxPooling2D(), convolution(128), convolution(128), layers.MaxPooling2D(),
        convolution(256), convolution(256), layers.MaxPooling2D(), layers.Flatten(),
        layers.Dense(128, activation="relu", **initial), layers.Dropout(0.5),
        layers.Dense(64, activation="relu", **initial), layers.Dropout(0.5),
    ]  # fmt: skip


def _rows(layer: str) -> list[Any]:
    return [keras.layers.Reshape((28, 28)), getattr(keras.layers, layer)(128)]


# %% The same in PyTorch, which is imported by the processes that measure it only


def _torch_dense(*units: int) -> Any:
    from torch import nn  # pyright: ignore[reportMissingImports]

    sizes = [784, *units]
    hidden = [part for a, b in pairwise(sizes) for part in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(sizes[-1], 10))


def _torch_convolutions(*blocks: tuple[tuple[int, int], ...], hidden: tuple[int, ...] = ()) -> Any:
    """Blocks of (filters, side of the kernel), each with pooling after it; then dense layers with dropout."""
    from torch import nn  # pyright: ignore[reportMissingImports]

    layers, channels, side = [], 1, 28
    for block in blocks:
        for filters, kernel in block:
            layers += [nn.Conv2d(channels, filters, kernel, padding="same"), nn.ReLU()]
            channels = filters
        layers.append(nn.MaxPool2d(2))
        side //= 2
    layers.append(nn.Flatten())
    size = channels * side * side
    for units in hidden:
        layers += [nn.Linear(size, units), nn.ReLU(), nn.Dropout(0.5)]
        size = units
    return nn.Sequential(*layers, nn.Linear(size, 10))


def _torch_rows(layer: str) -> Any:
    from torch import nn  # pyright: ignore[reportMissingImports]

    class Reads(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.reads, self.answers = getattr(nn, layer)(28, 128, batch_first=True), nn.Linear(128, 10)

        def forward(self, x: Any) -> Any:
            return self.answers(self.reads(x.squeeze(1))[0][:, -1])

    return Reads()


def _torch_graph() -> Any:
    from torch_graph import RandomlyWired

    return RandomlyWired()


BOOK_BLOCKS = (((64, 7),), ((128, 3), (128, 3)), ((256, 3), (256, 3)))
_TORCH_300_100 = partial(_torch_dense, 300, 100)
NETWORKS = {
    "logistic": Network("logistic, batch 32", _dense, 32, optimizer="SGD", torch=_torch_dense, aims=(3.0, 1.2)),
    "dense": Network(
        "dense 300-100, batch 32", partial(_dense, 300, 100), 32, optimizer="SGD", torch=_TORCH_300_100,
        aims=(2.0, 0.95),
    ),
    "dense_256": Network(
        "dense 300-100, batch 256", partial(_dense, 300, 100), 256, epochs=20, optimizer="SGD", torch=_TORCH_300_100,
        aims=(1.2, 0.75),
    ),
    "cnn": Network(
        "two convolutions 32-64, batch 128", _two_convolutions, 128, examples=4_500, epochs=4,
        torch=partial(_torch_convolutions, ((32, 3),), ((64, 3),)), aims=(1.15, 1.0),
    ),
    "book_cnn": Network(
        "the book's CNN (1.4 M), batch 32", book_layers, 32, examples=640, epochs=3, optimizer="Nadam",
        torch=partial(_torch_convolutions, *BOOK_BLOCKS, hidden=(128, 64)), aims=(1.0, 1.0),
    ),
    "lstm": Network(
        "LSTM(128), batch 128", partial(_rows, "LSTM"), 128, examples=4_500, epochs=4,
        torch=partial(_torch_rows, "LSTM"), aims=(1.1, 0.5),
    ),
    "gru": Network(
        "GRU(128), batch 128", partial(_rows, "GRU"), 128, examples=4_500, epochs=4,
        torch=partial(_torch_rows, "GRU"), aims=(1.0, 0.8),
    ),
    "text": Network("chapter 8, GRU on words, batch 64", None, 64, epochs=6, lesson="ch08_text"),
    "graph": Network(
        "random graph of chapter 6, here batch 64", None, 64, examples=2_000, epochs=3, optimizer="AdamW",
        torch=_torch_graph, lesson="ch06_cnn_architectures",
    ),
}  # fmt: skip
