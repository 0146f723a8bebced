"""Probes of homework 3: networks of the package to try functions on, and what compiled models and callbacks do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import models
from runtime.backend import keras


def network_of_the_package(
    inputs: int, hidden: Sequence[int], outputs: int, dropout: float = 0.0, ready: bool = False
) -> keras.Model:
    """A network that gives logits; with `ready` one that gives probabilities, compiled to train on integer labels."""
    last = "softmax" if ready else "linear"
    model = models.dense(
        (inputs,), outputs, "multiclass", hidden=tuple(hidden), dropout=dropout, output_activation=last
    )
    if ready:
        # a few eager steps take less time than making a graph for them
        model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
        model.optimizer.learning_rate = 0.01
    return model


def penalty(model: Any, x: np.ndarray) -> float:
    """What the layers of a model add to the loss, on a batch."""
    model(x, training=False)
    return float(sum(model.losses, start=np.float32(0)))


def loss_of(model: Any, x: np.ndarray, y: np.ndarray) -> float:
    """The loss of a compiled model on a batch, penalties included, dropout off."""
    if not model.compiled:
        raise ValueError("the model is not compiled")
    return float(model.compute_loss(x=x, y=y, y_pred=model(x, training=False), training=False))


def evaluated(model: Any, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Loss and metrics by name, of `model.evaluate`."""
    model.run_eagerly = True
    return {str(name): float(value) for name, value in model.evaluate(x, y, verbose=0, return_dict=True).items()}


def step(model: Any, x: np.ndarray, y: np.ndarray) -> None:
    """Train a compiled model for one step on one batch."""
    model.run_eagerly = True
    model.train_on_batch(x, y)


def steps(model: Any) -> int:
    """How many steps the optimizer of a compiled model has taken."""
    return int(model.optimizer.iterations)


def watched(callback: Any, losses: Sequence[float]) -> list[int]:
    """What a callback does in a training with these validation losses: an epoch's number is the epoch's only weight.

    Returns:
        The epoch whose weights the model has afterwards, and the last epoch, both counted from 1.
    """
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile("sgd", "mse")
    model.stop_training = False
    callback.set_params({"epochs": len(losses), "steps": 1, "verbose": 0})
    callback.set_model(model)
    callback.on_train_begin()
    epoch, logs = 0, {}
    for epoch, loss in enumerate(losses):
        callback.on_epoch_begin(epoch)
        model.set_weights([np.full((1, 1), epoch + 1.0)])
        logs = {"loss": 1 / (epoch + 1), "accuracy": 0.5, "val_loss": float(loss), "val_accuracy": 0.1 * (epoch + 1)}
        callback.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    callback.on_train_end(logs)
    return [round(float(model.get_weights()[0][0, 0])), epoch + 1]
