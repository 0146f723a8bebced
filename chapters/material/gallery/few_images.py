"""What the experiments with few training images share: a small CNN, and a part of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from datasets.dataset import Baseline, Dataset, Split
from runtime.backend import keras
from runtime.errors import UserError

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

RATES = (0.001, 0.003)  # learning rates that every network tries
JUDGED = (300, 2_000)  # validation and test images: the networks are small, and judging them is to be quick, too


def small_cnn(
    input_shape: tuple[int, ...], outputs: int, task: str, *, augmentation: bool = False, learning_rate: float = 0.001
) -> keras.Model:
    """Two blocks of convolution and pooling, and two dense layers."""
    model = keras.Sequential([keras.Input(input_shape)])
    if augmentation:  # layers that work in training only: every time that an image is read, it is another one
        model.add(keras.layers.RandomTranslation(0.1, 0.1, fill_mode="constant", interpolation="nearest"))  # by 10%
    for filters in (16, 32):
        model.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    return compiled(model, learning_rate)


def compiled(model: keras.Model, learning_rate: float) -> keras.Model:
    """The model, ready for Adam; also one whose layers were frozen or released, which counts from `compile` on."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def of_classes(data: Dataset, classes: Sequence[int]) -> Dataset:
    """The examples of some classes, which get the numbers 0, 1, 2, ... in their order.

    Args:
        data: of several classes.
        classes: their numbers, at least two.

    Raises:
        UserError: the dataset has no classes, one of these is unknown or there twice, or there is one only.
    """
    known = range(data.outputs) if data.task == "multiclass" else ()
    if len(classes) < 2 or len(set(classes)) < len(classes) or not set(classes) <= set(known):
        raise UserError(f"classes {list(classes)} of {data.name} are none; give two or more of 0 to {data.outputs - 1}")
    number = np.full(data.outputs, -1, np.int32)
    number[list(classes)] = np.arange(len(classes))

    def part(split: Split) -> Split:
        chosen = np.flatnonzero(number[split.y] >= 0)
        return Split(split.x[chosen], number[split.y[chosen]])

    splits = {name: part(data.split(name)) for name in ("train", "validation", "test")}
    frequencies = np.bincount(splits["train"].y, minlength=len(classes)) / max(1, len(splits["train"]))
    return replace(
        data,
        **splits,
        outputs=len(classes),
        class_names=tuple(data.class_names[each] for each in classes),
        baseline=Baseline(data.baseline.name, frequencies.astype(np.float32)),
        options={**data.options, "classes": list(classes)},
    )


def few_images(data: Dataset, per_class: int) -> Dataset:
    """So many training images of each class, if there are so many, and the first `JUDGED` images that judge."""
    few = data.take(min(per_class * data.outputs, len(data.train)))
    judges = zip((data.validation, data.test), JUDGED, strict=True)
    validation, test = (Split(part.x[:most], part.y[:most]) for part, most in judges)
    return replace(few, validation=validation, test=test)


def budget(settings: Settings, part: str, epochs: int, batch_size: int) -> dict[str, Any]:
    """Keywords of `training.fit_all` for one experiment, with the seeds of the size `few_seeds`."""
    seeds = range(settings.seed, settings.seed + settings["few_seeds"])
    return {**settings.training_of(part), "seeds": seeds, "epochs": epochs, "batch_size": batch_size}
