"""CNN architectures (합성곱 신경망 구조): networks designed by hand and randomly wired ones, at equal multiply-adds.

Goal      Build a VGG, a ResNet and randomly wired networks of equal cost; measure what wiring and weights change.
Before    ch05_convolutional_networks.
Minutes   3
Slides    "Convolutional Neural Networks (CNNs)", "Exploring Randomly Wired Neural Networks for Image Recognition"
Book      Géron 2019, chapter 14, "CNN Architectures"

Many network models have been proposed (여러가지 네트워크 모델들이 제안됨). We compare four kinds. A multiply-add is one
product of a weight and an input, added to a sum; ours need about a million of them for one image. Then the parameters
need not be equal: a convolution uses a weight at every place of the image, a dense layer only once. We chose the sizes
so that these are about equal, too: between 80 and 95 thousand.

    plain CNN        as in chapter 5: one convolution, then pooling, and again; at the end a dense layer
    VGG              2014: several 3 x 3 convolutions before each pooling; at the end two dense layers
    ResNet           2015: residual units; each computes x + f(x), where f is two convolutions
    randomly wired   2019: a random graph decides which convolution feeds which

The way of x around f to the sum is a residual connection (잔차 연결): f only has to learn how x should change. In
training, the gradient (기울기, chapter 11) also goes this way around f, so that very deep networks can be trained.

Xie et al. (2019) wired networks by random graphs, and these were about as accurate as networks designed by hand. They
have three stages. Each is a graph whose edges lead from lower to higher node numbers. A node adds the outputs of the
nodes with an edge to it, each multiplied by a learned number between 0 and 1. Then follow ReLU, max(0, x), a separable
convolution (깊이별 분리 합성곱: a 3 x 3 filter for each channel, then 1 x 1 filters that mix the channels), and batch
normalisation. Three generators draw the graphs at random. Watts-Strogatz (WS) joins each node of a ring to its nearest
ones and moves most edges. Barabasi-Albert (BA) adds nodes one by one and joins each preferably to nodes with many
edges. Erdos-Renyi (ER) gives each possible edge the same probability. A graph has a seed of its own.

Batch normalisation (배치 정규화) subtracts from each channel its mean over the batch and divides by its standard
deviation; then it multiplies by a learned number and adds another. For prediction it takes moving averages (이동 평균).

All networks are trained alike: the same images, epochs and batches, no dropout (드롭아웃, chapter 13), and AdamW: Adam
with weight decay (가중치 감쇠), which makes every weight smaller in each step, here by 0.15 times the learning rate
times the weight. The learning rate falls to zero along half a cosine. Here all begin with one rate, and another may
suit some networks better; the stored study chooses one for each kind of network, and one for all random graphs. Plain
CNN and VGG have no batch normalisation. Initial weights are He's, but Keras' default in separable convolutions and the
last layer.

A trained network can be reused: transfer learning (전이 학습). A small CNN learns five classes. Its convolutions are
frozen (동결) while new dense layers learn five other classes, from five images each. Then all layers train on at a
tenth of the rate: fine-tuning (미세 조정). The same network also starts from scratch, for as many steps. In a second
experiment few images are shifted by chance whenever they are read: data augmentation (데이터 증강).

What we build   The four kinds. With several graphs and seeds, the variance of the accuracy splits into a part between
                graphs and one between seeds. Edges and nodes are taken out one at a time (graph damage). A table of
                known networks, trained before. Transfer learning and augmentation with few images.
What to look for  By how much do the networks beat a softmax regression, which has no hidden layer? Are random graphs
                as accurate as the ResNet? Do WS, BA and ER differ? What accuracy is lost with one edge or node?
                Do reused convolutions help? Do shifted images, on test images as they are, and on shifted ones?
In TensorBoard  Scalars, epoch_accuracy: compare the curves by step, then by relative time. The randomly wired networks
                take more seconds, not more epochs. Graphs, tag keras, of a WS run: the stages node by node.
Now change      python -m chapters.ch06_cnn_architectures --graphs 3 --seeds 3
                    What changes accuracy more, graph or weights? docs/wiring_or_weights.md (minutes)
                python -m chapters.ch06_cnn_architectures --epochs 12
                    With three times the steps, are random graphs nearer the ResNet? (minutes)
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import comparison
import models
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main
from chapters.material import gallery as material
from comparison import Comparison
from datasets import Dataset
from runtime.backend import keras

GENERATORS = {  # each with its parameter
    "WS": ("ws", "k", 4),  # a ring in which each node is joined to its 4 nearest
    "BA": ("ba", "m", 3),  # each new node is joined to 3 others
    "ER": ("er", "p", 0.5),  # each possible edge is there with probability 0.5
}
SETTINGS = Settings(
    chapter="ch06_cnn_architectures",
    epochs=4,
    batch_size=32,
    learning_rate=0.003,
    images=True,
    tasks=("multiclass",),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(
        Flag("graphs", 1, "random graphs of each generator"),
        Flag("examples", 3000, "training examples; --full takes all"),
    ),
    sizes={
        "by_hand": ("plain CNN", "VGG", "ResNet"), "generators": GENERATORS, "nodes": 8,  # in each random stage
        "removals": 20, "test_images": 500, "few_seeds": 5,  # seeds of the experiments with few images
        "rates": (), "tuning_seeds": (),  # to choose from on validation, and who chooses; else --learning-rate
    },
    when_quick={
        "by_hand": ("plain CNN",), "generators": {"WS": ("ws", "k", 2)}, "nodes": 3, "removals": 2, "few_seeds": 0,
    },
    when_full={"epochs": 8},
)  # fmt: skip
TUNING = {"rates": (0.003, 0.01, 0.03), "tuning_seeds": (100, 101, 102)}
STUDY = replace(SETTINGS, seeds=5, values={"graphs": 2, "examples": 6_000, "few_seeds": 0, **TUNING})


# %% Networks designed by hand


def vgg(
    input_shape: tuple[int, ...], outputs: int, task: str, *, depth: int = 2, filters: tuple[int, ...] = (6, 12, 22),
    hidden: tuple[int, ...] = (190, 190), learning_rate: float = 0.003, steps: int = 1_000,
) -> keras.Model:  # fmt: skip
    """Three blocks of `depth` convolutions and pooling, then dense layers."""
    model = keras.Sequential([keras.Input(input_shape)])
    for width in filters:  # sizes here and below: for equal multiply-adds and parameters, before any training
        for _ in range(depth):
            model.add(keras.layers.Conv2D(width, 3, padding="same", activation="relu", kernel_initializer="he_normal"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    return compiled(model, learning_rate, steps)


plain_cnn = partial(vgg, depth=1, filters=(12, 26, 32), hidden=(256,))


def resnet(
    input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.003, steps: int = 1_000
) -> keras.Model:
    """A convolution, four residual units, and the mean of each feature map."""
    inputs = keras.Input(input_shape)
    x = normalised_convolution(inputs, 9, 3, strides=2)  # 28 x 28 -> 14 x 14
    for filters, strides in ((9, 1), (18, 2), (36, 2), (68, 2)):
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
    input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.003, steps: int = 1_000,
    generator: tuple[str, str, Any] = ("ws", "k", 4), nodes: int = 8, graph_seed: int = 0,
) -> keras.Model:  # fmt: skip
    """Two convolutions, random stages of 20, 40 and 80 channels, a 1 x 1 convolution; node by node in `models`."""
    kind, parameter, value = generator
    model = models.randomly_wired(
        input_shape, outputs, task, generator=kind, **{parameter: value}, nodes=nodes, graph_seed=graph_seed,
        channels=20, stem_strides=(2, 1), head_filters=128, dropout=0.0,
    )  # fmt: skip
    return compiled(model, learning_rate, steps)


# %% What all networks share


def softmax_regression(
    input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.003, steps: int = 1_000
) -> keras.Model:
    """No hidden layer: what every network has to beat."""
    return compiled(models.logistic_regression(input_shape, outputs, task), learning_rate, steps)


def compiled(model: keras.Model, learning_rate: float, steps: int) -> keras.Model:
    """Every network is trained by AdamW, with a learning rate that falls to zero in `steps` steps."""
    half_a_cosine = keras.optimizers.schedules.CosineDecay(learning_rate, decay_steps=steps)
    optimizer = keras.optimizers.AdamW(learning_rate=half_a_cosine, weight_decay=0.15)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def gallery(settings: Settings, data: Dataset) -> dict[str, partial]:
    """The baseline, the networks designed by hand, and `--graphs` random graphs of each generator."""
    steps = settings.epochs * -(-len(data.train) // settings.batch_size)  # rounded up
    keywords = {"learning_rate": settings.learning_rate, "steps": steps}
    by_hand = {"plain CNN": plain_cnn, "VGG": vgg, "ResNet": resnet}
    recipes = {material.BASELINE: partial(softmax_regression, **keywords)}
    recipes |= {name: partial(by_hand[name], **keywords) for name in settings["by_hand"]}
    for name, generator in settings["generators"].items():
        for graph_seed in range(settings["graphs"]):
            graph = {"generator": generator, "nodes": settings["nodes"], "graph_seed": graph_seed}
            recipes[f"{name} graph {graph_seed}"] = partial(randomly_wired, **keywords, **graph)
    return recipes


# %% The lesson


def run(settings: Settings) -> Report:
    """Train all networks, compare the spread between graphs and between seeds, damage one; then use few images."""
    everything = settings.load()
    data = settings.few(everything)  # at most `--examples` training images
    runs = material.train_gallery(gallery(settings, data), data, settings)
    table = comparison.compare(material.networks(runs), baselines=[material.trained_baseline(runs)])
    material.print_costs(table)
    material.print_spread(material.accuracy_by_graph(table.runs))
    intact = table.row("WS graph 0").runs  # one for each seed of the weights
    damages = material.damaged(intact, data, images=settings["test_images"], removals=settings["removals"])
    material.print_classics()
    few = material.train_on_few_images(everything, settings)
    return Report(
        settings,
        {"Architectures at about equal multiply-adds and parameters": table, **few},
        figures=[
            material.draw_stages(intact[0].model, settings.report_folder / "wiring.png"),
            material.draw_accuracies(table, settings.report_folder / "wirings_and_weights.png"),
        ],
        claims=check_claims(table, damages),
    )


def check_claims(table: Comparison, damages: list[dict[str, list[float]]]) -> list[dict[str, Any]]:
    """The findings of the paper. Of the two mean losses by damage the larger one counts, one value for each seed."""
    generators, rows = material.rows_by_generator(table), {row.label: row for row in table.rows}
    losses = [max(sum(lost) / len(lost) for lost in damage.values()) for damage in damages]
    found = [claims.check("graph-damage-hurts-little", losses)]
    if "ResNet" in rows:
        against = comparison.mean_difference(generators["WS"], [rows["ResNet"]], "accuracy")
        found.append(claims.check("random-wiring-is-competitive", against))
    if len(generators) > 1:
        pairs, furthest = material.generator_differences(generators), material.furthest_apart(generators)
        found.append(claims.check("graph-generators-differ-little", furthest, beside=pairs))
    return found


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
