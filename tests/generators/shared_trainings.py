"""Small trainings that one device, several devices and several processes do, for the tests that compare them.

    python tests/generators/shared_trainings.py RUNS_FOLDER DEVICES NAME...

trains on so many devices, made of this machine's processor; with 1 on what is there.
"""

import os
import signal
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import datasets
import models
import training
from datasets import Dataset, Split
from runtime.backend import keras, tf
from runtime.errors import exit_code


def images(examples: int = 75) -> Dataset:
    """Fashion-MNIST, a few of it."""
    data = datasets.load("fashion_mnist").take(examples)
    few = {name: Split(data.split(name).x[:20], data.split(name).y[:20]) for name in ("validation", "test")}
    return replace(data, **few)


def tokens() -> Dataset:
    """Token ids of which some occur in no batch, 0 at the end of each row."""
    data, random = images(), np.random.default_rng(1)

    def ids(part: Split) -> Split:
        x = random.integers(1, 50, (len(part), 6)).astype(np.int32)
        x[:, 4:] *= random.integers(0, 2, (len(part), 1), dtype=np.int32)
        return Split(x, part.y)

    parts = {name: ids(data.split(name)) for name in ("train", "validation", "test")}
    return replace(data, **parts, input_shape=(6,))


def embedded(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """An LSTM over embedded tokens. Adam moves only the rows that a batch looked up, and the summed loss is large."""
    model = keras.Sequential(
        [
            keras.Input(input_shape, dtype="int32"),
            keras.layers.Embedding(50, 4, mask_zero=True),
            keras.layers.LSTM(6),
            keras.layers.Dense(outputs, "softmax"),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(reduction="sum"), metrics=["accuracy"])
    return model


def penalised(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """Penalties of weights and of outputs, a schedule, clipped gradients, averaged weights."""
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(12, "relu", kernel_regularizer="l2", activity_regularizer="l2"),
            keras.layers.Dense(outputs, "softmax"),
        ]
    )
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.9)
    optimizer = keras.optimizers.SGD(rate, momentum=0.9, clipnorm=1.0, use_ema=True)
    third = keras.metrics.SparseTopKCategoricalAccuracy(3)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy", third])
    return model


def normalised(input_shape: tuple[int, ...], outputs: int, task: str, synchronized: bool = True) -> keras.Model:
    """Batch normalization."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dense(12, use_bias=False),  # the mean is taken off again
            layers.BatchNormalization(synchronized=synchronized),
            layers.ReLU(),
            layers.Dense(outputs, "softmax"),
        ]
    )


class Halves(keras.callbacks.Callback):
    """Halves the learning rate after each epoch, and reads it as a number."""

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        rate = self.model.optimizer.learning_rate
        rate.assign(float(rate) / 2)


class Falls(keras.callbacks.Callback):
    """Kills its process at a step of an epoch, as the variable FALLS says: `"1:2"` for step 2 of epoch 1."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if os.environ.get("FALLS") == f"{self.epoch}:{batch}":
            os.kill(os.getpid(), signal.SIGKILL)


CASES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    # 75 examples in batches of 16: the last has 11, which 2 or 3 devices share unevenly
    "dense": (partial(models.dense, hidden=(12,)), images, {"patience": 0, "epochs": 8, "learning_rate": 0.02}),
    "lstm": (partial(models.recurrent, units=(6,)), images, {}),
    "cnn": (partial(models.convolutional, filters=(3,), dropout=0.0), images, {"callbacks": [Halves]}),
    "embedded": (embedded, tokens, {}),
    "penalised": (penalised, images, {}),
    "normalised": (normalised, images, {}),
    # the last batch has one example, fewer than there are devices
    "one-left": (partial(models.dense, hidden=(12,)), partial(images, 33), {}),
    "dropout": (partial(models.dense, hidden=(12,), dropout=0.5), images, {"callbacks": [Falls], "epochs": 3}),
    "plain-normalised": (partial(normalised, synchronized=False), images, {}),
}
SETTINGS: dict[str, Any] = {"epochs": 2, "batch_size": 16, "verbose": 0, "checkpoint_seconds": 0}


def train(name: str, folder: Path, **settings: Any) -> training.Run:
    """Do one of the trainings; it goes on where one was interrupted."""
    recipe, data, own = CASES[name]
    return training.fit(recipe, data(), name=name, folder=folder, resume=True, **{**SETTINGS, **own, **settings})


def furthest(one: training.Run, other: training.Run) -> dict[str, float]:
    """The largest differences between two runs: of each column of the history but the seconds, and of predictions."""
    mine, theirs = (
        {key: np.array(column) for key, column in run.history.items() if key != "seconds"} for run in (one, other)
    )
    found = {key: float(np.abs(mine[key] - theirs[key]).max()) for key in mine}
    outputs = (np.abs(one.predictions[name] - other.predictions[name]).max() for name in one.predictions)
    return {**found, "predictions": float(max(outputs))}


def main(arguments: list[str]) -> None:
    """Train in this process."""
    folder, devices, *names = arguments
    if devices != "1":
        processor = tf.config.list_physical_devices("CPU")[0]
        tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * int(devices))
    for name in names:
        run = train(name, Path(folder), verbose=1, seed=int(os.environ.get("SEED", 0)))
        print(f"{name} {run.record['fingerprints']['final weights']}")


if __name__ == "__main__":
    sys.exit(exit_code(main))
