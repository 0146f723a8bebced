"""The steps of one epoch on several devices, as `training.many_steps` takes them; and which trainings can have them."""

from __future__ import annotations

from typing import Any

import numpy as np

from datasets.dataset import Dataset
from datasets.rows import Rows
from runtime.backend import keras, tf
from runtime.errors import UserError
from runtime.wrapping import wrapped
from training.building import output_shape
from training.checkpoints import further_variables, path_of
from training.code_identity import from_library
from training.distribution.devices import Devices
from training.distribution.sharing import SEED, shared_step
from training.distribution.together import others
from training.many_steps import Done
from training.outputs import unchanged
from training.single_steps import MODEL_METHODS, left_to_keras

OWN = (*MODEL_METHODS, "train_step", "compute_loss", "compute_metrics")


def looked_at(model: keras.Model, data: Dataset) -> tuple[str, str]:
    """Why a training cannot be shared out, or what comes out otherwise than on one device; empty if nothing.

    Args:
        model: compiled.
        data: what it is trained and validated on.
    """
    if why := _why_not(model, data):
        return why, ""
    changed, masked = _forward(model, data)
    if changed - {id(variable) for variable in model.variables}:
        return "a layer draws random numbers without a keras.random.SeedGenerator of its own", ""
    return ("its output has a mask", "") if masked else ("", _otherwise(model, changed))


def _why_not(model: keras.Model, data: Dataset) -> str:
    """What is seen without a forward pass."""
    if isinstance(data.train.x, Rows) or isinstance(data.validation.x, Rows):
        return "its examples are read when they are needed"
    if why := left_to_keras(model, OWN):
        return why
    if not from_library(type(model).metrics.fget):
        return f"{type(model).__name__} has metrics of its own"
    if model._distribute_strategy is not None or tf.distribute.has_strategy():
        return "its recipe distributes it itself"
    if any(getattr(one, "shape", (None,))[0] is not None for one in getattr(model, "inputs", None) or ()):
        return "its batches have a fixed size"
    for layer in model._flatten_layers():
        if getattr(layer, "stateful", False):
            return f"the layer {layer.name} keeps a state for each example of a batch"
    if held := further_variables(model):
        return f"a layer holds {path_of(held[0])}, which is no weight of the model"
    return ""


def _forward(model: keras.Model, data: Dataset) -> tuple[set[int], bool]:
    """The variables that a forward pass of training changes, as their ids; and whether its output has a mask."""
    with unchanged(model), keras.StatelessScope() as scope:
        output = model(data.train.x[:2], training=True)
    return set(scope.state_mapping), getattr(output, "_keras_mask", None) is not None


def sharing_out(devices: Devices, model: keras.Model, data: Dataset, verbose: int) -> Devices | None:
    """The devices, if a training can be shared out between them; else one of this process is left, and a line says why.

    Args:
        devices: that are there.
        model: compiled.
        data: what it is trained and validated on.
        verbose: 0 prints nothing.

    Raises:
        UserError: it cannot, and there are several processes: all of them would train the same.
    """
    why, otherwise = looked_at(model, data)
    if why and devices.cluster:
        raise UserError(f"{devices} cannot train this network together: {why}; start one process")
    if verbose:
        print(wrapped(f"trains on one of {devices}: {why}" if why else f"on {devices}{otherwise}"), flush=True)
    return None if why else devices


def _otherwise(model: keras.Model, changed: set[int]) -> str:
    """What does not come out as on one device, beyond rounding; empty if everything does."""
    found = []
    if any(SEED in variable.path and id(variable) in changed for variable in model.non_trainable_variables):
        found.append("each draws random numbers of its own, as for dropout")
    if any(_is_plain(layer) for layer in model._flatten_layers()):
        found.append("batch normalization looks at each device's share (with synchronized=True at the whole batch)")
    return f"; otherwise than on one device, {', and '.join(found)}" if found else ""


def _is_plain(layer: keras.Layer) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization) and layer.trainable and not layer.synchronized


class SharedSteps:
    """One pass after the other over the training examples, one step a call, each shared out between all devices.

    Args:
        devices: that compute; each gets all features into its memory once.
        model: compiled.
        data: its training split.
        batch_size: examples of a whole batch, on all devices together.

    Attributes:
        steps: of a pass.
        most: steps of one call.
        why: that it is one.
    """

    def __init__(self, devices: Devices, model: keras.Model, data: Dataset, batch_size: int) -> None:
        self.most: int | None = 1
        self.steps, self.why = -(-len(data.train) // batch_size), f"on {devices}"
        self._devices, self._model, self._batch_size = devices, model, batch_size
        self._x = _on_each(devices, data.train.x)
        self._y, self._outputs = tf.convert_to_tensor(data.train.y), output_shape(model, data)
        self.begin(np.arange(len(data.train)))
        self._made_for: Any = self  # for nothing yet

    def begin(self, order: np.ndarray) -> None:
        """Set the order of the examples: indices of shape (n,), int64. Before that it is the order of the split."""
        self._order = order

    def run(self, first: int, most: int | None = None) -> Done:
        """Make one step.

        Args:
            first: how many steps of the pass are done.
            most: no more than so many.
        """
        if self._made_for is not self._model.train_function:  # another one after `make_train_function(force=True)`
            self._made_for = self._model.train_function
            self._step = shared_step(self._model, self._devices, self._y, self._outputs)
        rows = self._order[first * self._batch_size : (first + 1) * self._batch_size]
        with others(self._devices):
            return Done(first + 1, self._step(self._x, tf.constant(rows)))


def _on_each(devices: Devices, array: np.ndarray) -> Any:
    def copy(context: Any) -> Any:
        with tf.device(devices.local[int(context.replica_id_in_sync_group) % len(devices.local)]):
            return tf.identity(array)

    return devices.strategy.experimental_distribute_values_from_function(copy)
