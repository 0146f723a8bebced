"""Whether a training has to go through `model.fit`, one step a call, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from datasets.dataset import Dataset
from datasets.rows import Rows
from runtime.backend import keras, tf
from training.code_identity import from_library

MODEL_METHODS = ("fit", "evaluate", "make_train_function", "make_test_function")
CALLBACK_METHODS = (
    "on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end",
    "on_test_batch_begin", "on_test_batch_end",
)  # fmt: skip


def single_steps(model: keras.Model, callbacks: Iterable[keras.callbacks.Callback], data: Dataset) -> str:
    """Why a training has to go through `model.fit`, one step a call; empty where many steps a call give the same.

    Args:
        model: compiled.
        callbacks: all that will be told of the training.
        data: what it is trained and validated on.
    """
    for name, part in (("training", data.train), ("validation", data.validation)):
        if isinstance(part.x, Rows):
            return f"the {name} examples are read when they are needed"
    if why := left_to_keras(model, MODEL_METHODS):
        return why
    if model.jit_compile:
        return "the model is compiled with XLA"
    if model.steps_per_execution != 1:
        return f"the model is compiled with steps_per_execution={model.steps_per_execution}"
    if model._distribute_strategy is not None or tf.distribute.has_strategy():
        return "the model is distributed"
    for callback in callbacks:
        if name := sees_steps(callback):
            return f"the callback {type(callback).__name__} has a method {name}"
    return ""


def left_to_keras(model: keras.Model, methods: Sequence[str]) -> str:
    """Why no loop but that of Keras can train a model, many steps a call or on several devices; empty if one can.

    Args:
        model: compiled.
        methods: of Keras' models that such a loop does without, or does otherwise.
    """
    for name in methods:
        if not from_library(getattr(type(model), name)):
            return f"{type(model).__name__} has a method {name} of its own"
    if model.run_eagerly or tf.config.functions_run_eagerly():
        return "the model runs eagerly"
    if keras.config.max_epochs() or keras.config.max_steps_per_epoch():
        return "keras.config limits the epochs or their steps"
    return ""


def sees_steps(callback: keras.callbacks.Callback) -> str:
    """The name of a callback's method that needs to be called for every step; empty if there is none."""
    return next((name for name in CALLBACK_METHODS if _sees_steps(callback, name)), "")


def _sees_steps(callback: keras.callbacks.Callback, name: str) -> bool:
    method = getattr(callback, name)
    if getattr(method, "_is_default", False):  # as Keras marks those that do nothing
        return False
    if (getattr(method, "__module__", None) or "").startswith("training."):
        return False
    of_keras = from_library(method)
    if of_keras and isinstance(callback, keras.callbacks.TensorBoard):
        return callback.update_freq != "epoch" or callback.write_steps_per_second or callback._should_trace
    return not (of_keras and isinstance(callback, keras.callbacks.ModelCheckpoint) and callback.save_freq == "epoch")
