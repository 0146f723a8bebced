"""Networks for the whole Fashion-MNIST that train in a minute or less: each line of a recipe says what it is for.

The lessons train their networks in the simplest way. Here stand together the means that later chapters explain (batch
normalisation and AdamW in chapter 6, dropout in chapter 13, schedules of the learning rate in chapter 16). What each
of them is worth: `python benchmarks/time_to_accuracy.py` leaves them out one by one.

The book's CNN has 64 filters of 7 x 7, pooling, two layers of 128 filters of 3 x 3, pooling, two of 256, pooling,
and dense layers of 128, 64 and 10 units. Its test accuracy: 0.8983 in the notebook of 2019, 0.9117 in that of the third
edition. The "fast cnn" here trains 3 epochs in batches of 128 on 55,000 images; benchmarks/RESULTS.md has what it
reaches in how many seconds on two cores, beside the book's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import training
from datasets.dataset import Dataset
from runtime.backend import keras
from training import Run
from training.settings import Recipe

BATCH_SIZE = 128  # fewer steps than with 32, and each makes better use of the processor


def fast_cnn(
    input_shape: tuple[int, ...], outputs: int, task: str, *,
    filters: tuple[int, ...] = (24, 48, 96), residual: bool = False, flip: bool = False, shift: float = 0.0,
    pool_first: bool = True,
    batch_normalization: bool = True, dropout: float = 0.4, kernel_initializer: str = "he_normal", **schedule: Any,
) -> keras.Model:  # fmt: skip
    """Three convolutions with pooling between them, and one dense layer.

    Args:
        input_shape: of an image, (height, width, channels).
        outputs: classes.
        task: `"multiclass"`.
        filters: of each convolution.
        residual: two more convolutions at the end, around which the features also go straight on.
        flip: mirror half of the training images, left to right; for the sets in `datasets.images.MIRRORED`.
        shift: each training image by up to this part of its height and width, up or down, left or right.
        pool_first: pool before normalisation and ReLU, not after them.
        batch_normalization: after each convolution.
        dropout: the part of the last features that is set to zero in a training step.
        kernel_initializer: of the convolutions.
        schedule: keywords of `compiled`.
    """
    layers = keras.layers

    def convolution(x: keras.KerasTensor, filters: int, *, pool: bool = False) -> keras.KerasTensor:
        x = layers.Conv2D(
            filters, 3, padding="same",
            kernel_initializer=kernel_initializer,  # He's initial weights fit ReLU
            use_bias=not batch_normalization,  # the normalisation adds one
        )(x)  # fmt: skip
        if pool and pool_first:  # so that the next two layers have a quarter of the numbers
            x = layers.MaxPooling2D()(x)
        if batch_normalization:  # lets large steps go well
            x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.Activation("relu")(x)
        return layers.MaxPooling2D()(x) if pool and not pool_first else x

    x = inputs = keras.Input(input_shape)
    if flip:  # a mirrored shirt is a shirt: more images to learn from
        x = layers.RandomFlip("horizontal")(x)
    if shift:  # a shirt two pixels further down is a shirt, too
        x = layers.RandomTranslation(shift, shift, fill_mode="constant", interpolation="nearest")(x)
    for width in filters[:-1]:  # the large feature maps are few, the many are small: 28 x 28, 14 x 14, 7 x 7
        x = convolution(x, width, pool=True)
    x = convolution(x, filters[-1])
    if residual:  # deeper, and the gradient still has a short way back
        x = layers.Add()([x, convolution(convolution(x, filters[-1]), filters[-1])])
    x = layers.Flatten()(x)
    x = layers.Dropout(dropout)(x)  # against overfitting: almost half of the weights are behind it
    x = layers.Dense(outputs, activation="softmax")(x)
    return compiled(keras.Model(inputs, x), **schedule)


def fast_dense(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: tuple[int, ...] = (300, 100), **schedule: Any
) -> keras.Model:
    """Géron's dense network; it is trained otherwise, and nothing else differs."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for width in units:
        model.add(keras.layers.Dense(width, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    return compiled(model, **schedule)


def compiled(
    model: keras.Model, *, steps: int, learning_rate: float = 0.005, warm_up: float = 0.2, cosine: bool = True,
    weight_decay: float = 0.05,
) -> keras.Model:  # fmt: skip
    """The model, ready for a short training: its learning rate rises, then falls to zero at the last step.

    Args:
        model: built.
        steps: of the whole training.
        learning_rate: the highest.
        warm_up: the part of the steps in which the learning rate rises; the first gradients are too large for it.
        cosine: whether it falls along half a cosine after that, so that the last steps settle; or stays.
        weight_decay: of AdamW; what part of a weight a step takes away, times the learning rate.
    """
    rising = int(warm_up * steps)
    rate = keras.optimizers.schedules.CosineDecay(
        learning_rate / 100 if rising else learning_rate,
        decay_steps=steps - rising,
        alpha=0.0 if cosine else 1.0,
        warmup_target=learning_rate if rising else None,
        warmup_steps=rising,
    )
    model.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=weight_decay),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def with_steps(
    recipe: Callable[..., keras.Model], data: Dataset, *, epochs: int, batch_size: int, **hyperparameters: Any
) -> Recipe:
    """A recipe of this file, told how many steps its training has."""
    return partial(recipe, steps=epochs * -(-len(data.train) // batch_size), **hyperparameters)


def train_fast_cnn(data: Dataset, epochs: int, keywords: dict[str, Any]) -> list[Run]:
    """Train the fast CNN as it is for so many epochs; the other keywords are those of `training.fit_all`."""
    short = {"epochs": epochs, "batch_size": BATCH_SIZE}
    return training.fit_all({"fast cnn": with_steps(fast_cnn, data, **short)}, data, **{**keywords, **short})
