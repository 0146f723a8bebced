"""What is looked at before and while training: a dataset that no network can learn from, a loss that is no number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from datasets.dataset import Dataset, Split
from datasets.rows import Rows, blocks
from runtime.arguments import choice, instance, repeated, whole_number
from runtime.backend import keras
from runtime.errors import UserError

_RIGHT = {"features": "float32 values, or int32 token ids", "targets": "class indices or values"}
UNSCALED = 30.0
"""Standardised features rarely lie beyond; pixels from 0 to 255 do."""


def check_data(data: Dataset, batch_size: int) -> None:
    """Refuse data that would train without complaint and mean nothing.

    Args:
        data: every split of it is looked at.
        batch_size: of the training.

    Raises:
        UserError: a split is empty, its features and targets differ in number, or in shape from the other splits;
            there are fewer training examples than a batch, a value is NaN, infinite or no number, a target is neither
            a class nor one-hot, or a name is no name of one class.
    """
    instance("data", data, Dataset, "what datasets.load returns")
    batch_size = whole_number("batch_size", batch_size, 1)
    _check_class_names(data)
    for name in ("train", "validation", "test"):
        part = instance(f"the {name} split of {data.name}", data.split(name), Split, "datasets.Split(x, y)")
        where = f"the {name} split of {data.name}"
        for kind, values in (("features", part.x), ("targets", part.y)):
            is_array = isinstance(values, np.ndarray | Rows)
            if not is_array or values.dtype.kind not in "biuf" or values.dtype.itemsize > 8:
                found = f"an array of {values.dtype}" if is_array else type(values).__name__
                raise UserError(f"{where} has {kind} that are no array of numbers but {found}; give {_RIGHT[kind]}")
        if len(part.x) != len(part.y):
            raise UserError(f"{where} has {len(part.x):,} examples but {len(part.y):,} targets; give one for each")
        if len(part) == 0:
            raise UserError(f"{where} is empty; load the dataset with another validation fraction")
        if part.x.shape[1:] != tuple(data.input_shape):
            raise UserError(
                f"{where} has examples of shape {part.x.shape[1:]}, but the dataset says {tuple(data.input_shape)}; "
                "give all splits the same features"
            )
        if part.y.shape[1:] != data.train.y.shape[1:]:
            raise UserError(
                f"{where} has targets of shape {part.y.shape[1:]}, but the train split {data.train.y.shape[1:]}; "
                "give all splits the same form of targets"
            )
        for kind, values in (("features", part.x), ("targets", part.y)):
            if np.issubdtype(values.dtype, np.floating) and (wrong := _not_finite(values)).size:
                raise UserError(
                    f"{where} has NaN or infinite {kind} in {len(wrong):,} examples, the first is number {wrong[0]}; "
                    "drop them or fill them in"
                )
        _check_labels(data, part.y, where)
    if len(data.train) < batch_size:
        raise UserError(
            f"{data.name} has {len(data.train):,} training examples, fewer than one batch of {batch_size:,}; "
            "choose a smaller batch size"
        )


def _not_finite(values: np.ndarray | Rows) -> np.ndarray:
    """The numbers of the examples in which a value is NaN or infinite."""
    found, first = [np.empty(0, np.int64)], 0
    for block in blocks(values):
        if not np.isfinite(block).all():
            found.append(first + np.flatnonzero(~np.isfinite(block.reshape(len(block), -1)).all(axis=1)))
        first += len(block)
    return np.concatenate(found)


def _check_class_names(data: Dataset) -> None:
    names, classes = data.class_names, max(data.outputs, 2)
    if not all(isinstance(name, str) for name in names):
        raise UserError(f"{data.name} has class names that are no texts; write them with str")
    if data.task != "regression" and names and len(names) != classes:
        raise UserError(f"{data.name} has {len(names)} class names for {classes} classes; give a name a class")
    if twice := repeated(names):
        raise UserError(f"{data.name} has two classes called {twice!r}; give each class a name of its own")


def _check_labels(data: Dataset, y: np.ndarray, where: str) -> None:
    """Refuse targets that are no classes: a loss would round them or spread them, and every metric mean nothing."""
    shapes = {"binary": [(), (1,)], "multiclass": [(), (data.outputs,)], "regression": [(data.outputs,)]}
    shapes = shapes[choice("task", data.task, shapes)]
    if y.shape[1:] not in shapes and not (data.outputs == 1 and y.ndim == 1):
        form = "class indices of shape (n,)" if data.task != "regression" else f"values of shape (n, {data.outputs})"
        raise UserError(f"{where} has targets of shape {y.shape}, a {data.task} task takes {form}; give those")
    if data.task == "regression":
        return
    classes = max(data.outputs, 2)
    if data.task == "multiclass" and y.ndim == 2:
        wrong_rows = ~(np.isin(y, (0, 1)).all(axis=1) & (y.sum(axis=1) == 1))
        if wrong_rows.any():
            first = int(wrong_rows.argmax())
            raise UserError(
                f"{where} has targets that are not one-hot, the first is number {first}; give class indices"
            )
        return
    wrong = y[(y < 0) | (y >= classes) | (y != np.round(y))]
    if wrong.size:
        raise UserError(
            f"{where} has label {wrong[0]:g}, but its {classes} classes are 0 to {classes - 1}; mend the labels"
        )


class Diverged(UserError):
    """A loss became NaN or infinite."""


@contextmanager
def keeping_diverged(found: list[Any], keep: bool) -> Iterator[None]:
    """Append to what was found that a training of the block diverged, in place of raising it, if that is wanted."""
    try:
        yield
    except Diverged as error:
        if not keep:
            raise
        found.append(error)


def check_weights(model: keras.Model) -> None:
    """Refuse trained weights that are no numbers: a loss may be finite beside them, where an activation hides them.

    Raises:
        Diverged: a weight is NaN or infinite.
    """
    for weight in model.trainable_weights:
        if not np.isfinite(keras.ops.convert_to_numpy(weight).astype(np.float64)).all():
            raise Diverged(
                f"the weight {weight.path} became NaN or infinite, although the loss did not; look for a division by 0 "
                "or a logarithm of 0 in the network, or try a smaller learning rate"
            )


class FiniteLoss(keras.callbacks.Callback):
    """Stops a training whose loss is NaN or infinite: every later number would be NaN too."""

    def __init__(self, data: Dataset) -> None:
        super().__init__()
        self._data = data

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember where we are."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the loss after a step.

        Raises:
            Diverged: it is no number; the sentence has the step and a likely cause.
        """
        self._look(logs, f"in step {batch + 1} of epoch {self._epoch + 1}")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the losses of an epoch, as after a step."""
        self._look(logs, f"at the end of epoch {epoch + 1}")

    def _look(self, logs: dict[str, Any] | None, when: str) -> None:
        for name, value in (logs or {}).items():
            if name.removeprefix("val_") == "loss" and not math.isfinite(value):
                raise Diverged(f"{name} became {value} {when}; {self._cause()}")

    def _cause(self) -> str:
        x = self._data.train.x
        is_float = np.issubdtype(x.dtype, np.floating)
        if is_float and (largest := max(float(np.abs(block).max()) for block in blocks(x))) > UNSCALED:
            return f"features reach {largest:,.4g}: scale them, to 0 to 1 or to mean 0 and deviation 1"
        rate = float(self.model.optimizer.learning_rate)
        return f"the learning rate {rate:.4g} is probably too high: try {rate / 10:.4g}"
