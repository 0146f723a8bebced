"""Known networks at the size of their papers: the year, and the work for one image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import models
from runtime.backend import keras


@dataclass(frozen=True)
class KnownNetwork:
    """A network as its paper has it: when, how it is built, and for which images and classes."""

    year: int
    recipe: Callable[..., keras.Model]
    input_shape: tuple[int, int, int]
    outputs: int


@dataclass(frozen=True)
class Work:
    """The year of a network's paper, and the multiply-adds of one forward pass on one image."""

    year: int
    multiply_adds: int


KNOWN = {
    "LeNet-5": KnownNetwork(1998, models.lenet5, (32, 32, 1), 10),
    "AlexNet": KnownNetwork(2012, models.alexnet, (227, 227, 3), 1_000),
    "VGG-16": KnownNetwork(2014, models.vgg, (224, 224, 3), 1_000),
    "GoogLeNet": KnownNetwork(2014, models.googlenet, (224, 224, 3), 1_000),
    "ResNet-34": KnownNetwork(2015, models.resnet, (224, 224, 3), 1_000),
    "Xception": KnownNetwork(2016, models.xception, (299, 299, 3), 1_000),
}


def work_of(name: str) -> Work:
    """Build a known network and count its multiply-adds, layer by layer."""
    known = KNOWN[name]
    counted = models.multiply_adds(known.recipe(known.input_shape, known.outputs, "multiclass"))
    keras.utils.clear_session()
    return Work(known.year, counted)
