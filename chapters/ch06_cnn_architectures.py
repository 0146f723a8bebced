"""CNN architectures (합성곱 신경망 구조): networks designed by hand and randomly wired ones, at equal multiply-adds.

Goal      Build a VGG, a ResNet and randomly wired networks with equally many multiply-adds, and measure whether the
          differences come from the wiring or from the initial weights.
Before    ch05_convolutional_networks.
Minutes   2
Slides    "Convolutional Neural Networks (CNNs)", "Exploring Randomly Wired Neural Networks for Image Recognition"
Book      Géron 2019, chapter 14, "CNN Architectures"

Many network models have been proposed (여러가지 네트워크 모델들이 제안됨). We compare four kinds. A multiply-add is one
product of a weight and an input, added to a sum; our networks all need about a million of them for one image.

    plain CNN        as in chapter 5: one convolution, then pooling, and again
    VGG              2014: several 3 x 3 convolutions before each pooling
    ResNet           2015: residual units; each computes x + f(x), where f is two convolutions
    randomly wired   2019: a random graph decides which convolution feeds which

The way of x around f to the sum is a residual connection (잔차 연결): f only has to learn how x should change. In
training, the gradient (기울기, chapter 11) also goes this way around f, so that very deep networks can be trained.

Xie et al. (2019) wired networks by random graphs, and these were about as accurate as networks designed by hand. They
have three stages, one after the other. Each is a graph whose edges lead from lower to higher node numbers. A node adds
the outputs of the nodes with an edge to it, each multiplied by a learned number between 0 and 1. Then follow ReLU,
max(0, x), a separable convolution (깊이별 분리 합성곱: a 3 x 3 filter for each channel, then 1 x 1 filters that mix the
channels), and batch normalisation. Three generators draw the graphs at random. Watts-Strogatz (WS) joins each node of a
ring to its nearest ones and moves some edges. Barabasi-Albert (BA) adds nodes one by one and joins each preferably to
nodes with many edges. Erdos-Renyi (ER) gives each possible edge the same probability.

Batch normalisation (배치 정규화) subtracts from each channel its mean over the batch and divides by its standard
deviation. Then it multiplies by a learned number and adds another. For prediction it takes moving averages (이동 평균)
from the training in place of the mean and variance of the batch.

All networks are trained by AdamW: Adam with weight decay (가중치 감쇠), which makes every weight a little smaller in
each step, here by 0.15 times the learning rate times the weight. The learning rate falls to zero along half a cosine,
as in the paper, which used SGD with momentum (chapter 16).

What we build   The four kinds, with graphs of WS, BA and ER. A graph has a seed of its own, apart from that of the
                weights. With several of both, the variance of the accuracy splits into a part between graphs and one
                between seeds. Last, we take single edges and nodes out of a trained network (graph damage).
What to look for  Are the random graphs as accurate as the ResNet? Do WS, BA and ER differ? How much accuracy does a
                network lose with one edge, and with one node? docs/wiring_or_weights.md: several graphs and seeds.
In TensorBoard  Scalars, epoch_accuracy: compare the curves by step, then by relative time. The randomly wired networks
                take more seconds, not more epochs. After one epoch their validation accuracy is low: the moving
                averages still contain the first steps. Graphs, tag keras, of a WS run: the stages node by node.
Now change      python -m chapters.ch06_cnn_architectures --graphs 3 --seeds 3
                    Does accuracy vary more with the graph or the weights? (minutes)
                python -m chapters.ch06_cnn_architectures --nodes 16
                    With twice the nodes, and more multiply-adds: more accurate?
                python -m chapters.ch06_cnn_architectures --examples 9000
                    Does the order of the networks change with more training images?
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import models
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main
from chapters.material import gallery as material
from datasets import Dataset
from runtime.backend import keras
from training import Run

GENERATORS = {
    "WS": {"generator": "ws", "k": 4},  # a ring in which each node is joined to its 4 nearest
    "BA": {"generator": "ba", "m": 3},  # each new node is joined to 3 others
    "ER": {"generator": "er", "p": 0.5},  # each possible edge is there with probability 0.5
}
SETTINGS = Settings(
    chapter="ch06_cnn_architectures",
    epochs=2,
    batch_size=64,
    learning_rate=0.003,
    images=True,
    tasks=("multiclass",),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(
        Flag("graphs", 1, "random graphs of each generator"),
        Flag("nodes", 8, "nodes in each of the three random stages"),
        Flag("examples", 3000, "training examples; --full takes all"),
    ),
    sizes={"by_hand": ("plain CNN", "VGG", "ResNet"), "generators": GENERATORS, "removals": 20, "test_images": 500},
    when_quick={
        "by_hand": ("ResNet",), "generators": {"WS": {"generator": "ws", "k": 2}}, "nodes": 4,
        "removals": 2, "test_images": 200,
    },
    when_full={"epochs": 8},
)  # fmt: skip
STUDY = replace(SETTINGS, epochs=4, seeds=5, values={"graphs": 4, "examples": 6_000})  # chosen before any run


# %% Networks designed by hand


def plain_cnn(
    input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.003, steps: int = 1_000
) -> keras.Model:
    """Three blocks of one convolution and pooling, then dense layers with dropout."""
    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (13, 26, 32):  # here and below: chosen for about a million multiply-adds
        model.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dropout(0.25))
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dropout(0.25))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    return compiled(model, learning_rate, steps)


def vgg(
    input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.003, steps: int = 1_000
) -> keras.Model:
    """Three blocks of two convolutions and pooling, then dense layers with dropout."""
    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (6, 12, 24):
        for _ in range(2):
            model.add(
                keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")
            )
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dropout(0.5))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    return compiled(model, learning_rate, steps)


def resnet(
    input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.003, steps: int = 1_000
) -> keras.Model:
    """A convolution, three residual units, and the mean of each feature map."""
    inputs = keras.Input(input_shape)
    x = normalised_convolution(inputs, 10, 3, strides=2)  # 28 x 28 -> 14 x 14
    for filters, strides in ((10, 1), (20, 2), (44, 2)):
        x = residual_unit(x, filters, strides)
    x = keras.layers.GlobalAveragePooling2D()(x)
    probabilities = keras.layers.Dense(outputs, activation="softmax")(x)
    return compiled(keras.Model(inputs, probabilities), learning_rate, steps)


def residual_unit(x: keras.KerasTensor, filters: int, strides: int) -> keras.KerasTensor:
    """relu(x + f(x)), where f is two convolutions with batch normalisation."""
    change = normalised_convolution(x, filters, 3, strides=strides)
    change = normalised_convolution(change, filters, 3, activation="linear")
    if x.shape != change.shape:  # a convolution of 1 x 1 brings x to the shape of f(x)
        x = normalised_convolution(x, filters, 1, strides=strides, activation="linear")
    return keras.layers.Activation("relu")(keras.layers.Add()([x, change]))


def normalised_convolution(
    x: keras.KerasTensor, filters: int, kernel_size: int, *, strides: int = 1, activation: str = "relu"
) -> keras.KerasTensor:
    """Convolution, batch normalisation, activation. With strides=2 the filter moves two pixels at a time."""
    x = keras.layers.Conv2D(
        filters, kernel_size, strides=strides, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(x)  # no bias: the normalisation adds one
    x = keras.layers.BatchNormalization(momentum=0.9)(x)  # new average = 0.9 old + 0.1 batch
    return keras.layers.Activation(activation)(x)


# %% Randomly wired networks


def randomly_wired(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, learning_rate: float = 0.003, steps: int = 1_000, **graph: Any,
) -> keras.Model:  # fmt: skip
    """Two convolutions, random stages of 20, 40 and 80 channels, a 1 x 1 convolution; node by node in `models`."""
    model = models.randomly_wired(
        input_shape, outputs, task, channels=20, stem_strides=(2, 1), head_filters=128, **graph
    )
    return compiled(model, learning_rate, steps)


def compiled(model: keras.Model, learning_rate: float, steps: int) -> keras.Model:
    """Every network is trained by AdamW, with a learning rate that falls to zero in `steps` steps."""
    half_a_cosine = keras.optimizers.schedules.CosineDecay(learning_rate, decay_steps=steps)
    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate=half_a_cosine, weight_decay=0.15),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %% The lesson


def run(settings: Settings) -> Report:
    """Train all networks, compare the spread between graphs and between seeds, and damage a trained random network."""
    data = settings.few(settings.load())  # at most `--examples` training images
    recipes = gallery(settings, data)
    material.print_costs(recipes, data)
    runs = training.fit_all(recipes, data, **settings.training)
    accuracies = material.accuracy_by_graph(runs)
    material.print_spread(accuracies)
    intact = [run for run in runs if run.name == "WS graph 0"]  # one for each seed of the weights
    x, y = data.test.x[: settings["test_images"]], data.test.y[: settings["test_images"]]
    damages = [material.accuracy_losses(run.model, x, y, removals=settings["removals"]) for run in intact]
    material.print_damages(damages, len(x))
    return Report(
        settings,
        {"Architectures at about equal multiply-adds": comparison.compare(runs)},
        figures=[
            material.draw_stages(intact[0].model, settings.report_folder / "wiring.png"),
            material.draw_accuracies(runs, settings.report_folder / "wirings_and_weights.png"),
        ],
        claims=check_claims(runs, accuracies, damages),
    )


def gallery(settings: Settings, data: Dataset) -> dict[str, partial]:
    """The networks designed by hand, and `--graphs` random graphs of each generator."""
    steps = settings.epochs * math.ceil(len(data.train) / settings.batch_size)
    keywords = {"learning_rate": settings.learning_rate, "steps": steps}
    by_hand = {"plain CNN": plain_cnn, "VGG": vgg, "ResNet": resnet}
    recipes = {name: partial(by_hand[name], **keywords) for name in settings["by_hand"]}
    for name, generator in settings["generators"].items():
        for graph_seed in range(settings["graphs"]):
            graph = {**generator, "nodes": settings["nodes"], "graph_seed": graph_seed}
            recipes[f"{name} graph {graph_seed}"] = partial(randomly_wired, **keywords, **graph)
    return recipes


def check_claims(
    runs: list[Run], accuracies: dict[str, np.ndarray], damages: list[dict[str, list[float]]]
) -> list[dict[str, Any]]:
    """The findings of the paper, one value for each seed; of the two mean losses by damage the larger one counts."""
    resnets = np.array([run.metrics["test"]["accuracy"] for run in runs if run.name == "ResNet"])
    found = [
        claims.check("random-wiring-is-competitive", list(accuracies["WS"].mean(axis=0) - resnets)),
        claims.check("graph-damage-hurts-little", [max(map(np.mean, damage.values())) for damage in damages]),
    ]
    means = np.array([values.mean(axis=0) for values in accuracies.values()])  # over graphs: (generators, seeds)
    if len(means) > 1:
        found.append(claims.check("graph-generators-differ-little", list(means.max(axis=0) - means.min(axis=0))))
    return found


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
