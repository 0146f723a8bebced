"""The gallery: known CNNs, one row each, as published and as small ones for 28 x 28 images.

The small ones keep the idea of their paper and, where it fits, its depth. Their filters were chosen by counting, before
any training, for about a million multiply-adds an image. LeNet-5 is as published, for 32 x 32 images: a third of that.
None has dropout, although most of the papers use it: a few epochs do not overfit, and one rate is fair to all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

import models
from runtime.backend import keras

WEIGHT_DECAY = 0.05  # of AdamW, for all


@dataclass(frozen=True)
class Classic:
    """A network of the gallery.

    Attributes:
        year: of the paper.
        paper: its authors and title.
        idea: what is new in it, in one sentence.
        published: the name of the configuration that is the builder's default.
        builder: a recipe of `models`.
        input_shape, outputs: of the published configuration.
        small: keywords of the builder for 28 x 28 images.
        batch_normalization: whether it has any, as published and as small network.
    """

    year: int
    paper: str
    idea: str
    published: str
    builder: Callable[..., keras.Model]
    small: Mapping[str, Any]
    input_shape: tuple[int, int, int] = (224, 224, 3)
    outputs: int = 1_000
    batch_normalization: bool = True


STEM = {"stem_kernel_size": 3, "stem_strides": 2, "stem_pooling": False}
INCEPTIONS = (((10, 10, 14, 2, 5, 5),) * 2, ((14, 10, 18, 4, 10, 10),) * 5, ((18, 14, 28, 4, 10, 10),) * 2)

CLASSICS = {
    "LeNet-5": Classic(
        1998,
        "LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition",
        "Convolution and pooling (풀링) in turn, then dense layers: trained filters read handwritten digits.",
        "LeNet-5", models.lenet5, {}, (32, 32, 1), 10, batch_normalization=False,
    ),
    "AlexNet": Classic(
        2012,
        "Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks",
        "The same in large, with ReLU, dropout (드롭아웃) and two GPUs, each with half of the feature maps.",
        "AlexNet", models.alexnet,
        {"filters": (12, 24, 36, 36, 24), "stem_kernel_size": 3, "stem_strides": 1, "hidden": (64, 64), "dropout": 0.0},
        (227, 227, 3), batch_normalization=False,
    ),
    "VGG": Classic(
        2014,
        "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition",
        "Small filters only: several 3 x 3 convolutions see as far as a large one, with fewer weights.",
        "VGG-16", models.vgg, {"depths": (2, 2, 3), "filters": (6, 12, 18), "hidden": (64, 64), "dropout": 0.0},
        batch_normalization=False,
    ),
    "GoogLeNet": Classic(
        2014,
        "Szegedy et al., Going Deeper with Convolutions",
        "Inception blocks (인셉션 블록): filters of several sizes side by side, after cheap 1 x 1 convolutions.",
        "GoogLeNet", models.googlenet,
        {"stem_filters": (10, 18), "stem_strides": (2, 1, 2), "stages": INCEPTIONS, "dropout": 0.0},
        batch_normalization=False,
    ),
    "ResNet": Classic(
        2015,
        "He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition",
        "Residual connections (잔차 연결): x + f(x), so that very deep networks can be trained.",
        "ResNet-34", models.resnet, {"depths": (2, 2, 2, 2), "filters": (8, 12, 20, 32), **STEM},
    ),
    "Xception": Classic(
        2016,
        "Chollet, Xception: Deep Learning with Depthwise Separable Convolutions",
        "Separable convolutions (깊이별 분리 합성곱): a 3 x 3 filter for each channel, then 1 x 1 over all.",
        "Xception", models.xception,
        {
            "stem_filters": (9, 18), "entry_filters": (26, 52), "middle_depth": 3, "exit_filters": (70, 104, 140),
            "dropout": 0.0,
        },
        (299, 299, 3),
    ),
    "DenseNet": Classic(
        2016,
        "Huang, Liu, van der Maaten and Weinberger, Densely Connected Convolutional Networks",
        "Dense connections (밀집 연결): each layer sees the feature maps of all layers before it.",
        "DenseNet-121", models.densenet, {"depths": (2, 3, 6), "growth_rate": 6, **STEM},
    ),
    "SE-ResNet": Classic(
        2017,
        "Hu, Shen and Sun, Squeeze-and-Excitation Networks",
        "Each channel is multiplied by a gate (게이트) from 0 to 1, computed from the means of all channels.",
        "SE-ResNet-50", models.squeeze_excitation_resnet,
        {"depths": (2, 2, 2, 2), "filters": (8, 12, 20, 32), "bottleneck": False, "squeeze_ratio": 4, **STEM},
    ),
    "WS random": Classic(
        2019,
        "Xie, Kirillov, Girshick and He, Exploring Randomly Wired Neural Networks for Image Recognition",
        "A random graph (무작위 그래프) decides which convolution feeds which; here of Watts-Strogatz.",
        "WS(4, 0.75)", models.randomly_wired,
        {"k": 4, "nodes": 8, "channels": 20, "stem_strides": (2, 1), "head_filters": 128, "dropout": 0.0},
    ),
}  # fmt: skip


def classic(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, network: str, learning_rate: float = 0.003, steps: int = 1_000,
) -> keras.Model:  # fmt: skip
    """A small network of `CLASSICS`; all are trained by AdamW, with a learning rate that falls along half a cosine.

    Args:
        input_shape: (height, width, channels).
        outputs: classes.
        task: "multiclass".
        network: its name.
        learning_rate: of the first step.
        steps: of the whole training.
    """
    model = small(network)(input_shape, outputs, task)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, decay_steps=steps)
    model.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def small(network: str) -> Callable[..., keras.Model]:
    """The recipe of a small network, not compiled."""
    return partial(CLASSICS[network].builder, **CLASSICS[network].small)


def published_counts(network: str) -> dict[str, int]:
    """`counts` of the published configuration, which is built for it: up to a few GiB of memory."""
    about = CLASSICS[network]
    return counts(about.builder(about.input_shape, about.outputs, "multiclass"))


def counts(model: keras.Model) -> dict[str, int]:
    """Depth, trained parameters (without the moving averages of batch normalisation), and multiply-adds of a model."""
    return {
        "depth": models.depth(model),
        "parameters": sum(int(np.prod(variable.shape)) for variable in model.trainable_variables),
        "multiply_adds": models.multiply_adds(model),
    }
