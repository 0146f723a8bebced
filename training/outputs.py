"""What a model's output is: traced to the last operation; where that fails, judged by one batch.

The lecture's slide "Activation Function" gives each task its output: a probability (sigmoid, softmax) or any number
(linear). A loss can ask for another: logits, of which it takes the sigmoid or softmax itself, or margins, whose sign is
the class. Which of them the numbers are decides what a metric may do with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from runtime.backend import keras
from runtime.errors import UserError
from training.checkpoints import random_state, restore_random
from training.code_identity import from_library

THRESHOLDS: dict[str, float | None] = {
    "probability": 0.5,  # of class 1, or of each class
    "logit": 0.0,  # its sigmoid or softmax is the probability
    "margin": 0.0,  # its sign is the class
    "value": 0.5,  # trained on the targets 0 and 1 themselves, or a regression
    "score": None,  # only the loss of one's own knows
}
"""What an output can be -> above which of them the class is 1."""

FAMILIES = {  # activations by their range: what a loss can ask for
    **dict.fromkeys(("softmax", "sparsemax"), "softmax"),
    **dict.fromkeys(("sigmoid", "hardsigmoid", "sparsesigmoid"), "sigmoid"),
    **dict.fromkeys(("tanh", "hardtanh", "softsign"), "tanh"),
    **dict.fromkeys(("linear", "logsoftmax"), "linear"),  # the softmax of a log-softmax is the softmax again
}
OTHERS = (
    "relu", "relu6", "leakyrelu", "prelu", "elu", "selu", "celu", "gelu", "glu", "silu", "swish", "hardsilu", "mish",
    "hardswish", "softplus", "exponential", "exp", "logsigmoid", "squareplus", "softshrink", "hardshrink", "threshold",
)  # fmt: skip
WEIGHTED = ("Dense", "EinsumDense", "Conv", "DepthwiseConv", "SeparableConv", "Activation", "SimpleRNN")
GATED = ("LSTM", "GRU", "ConvLSTM")
IN_RANGE = (  # layers and operations whose results lie where their inputs lay, and whose rows add up as those did
    "Identity", "Dropout", "SpatialDropout", "GaussianNoise", "GaussianDropout", "AlphaDropout",
    "ActivityRegularization",
    "Reshape", "Flatten", "RepeatVector", "Squeeze", "ExpandDims", "Cast", "GetItem", "Cropping", "UpSampling",
    "GlobalAveragePooling", "AveragePooling", "Average", "Concatenate", "StopGradient",
)  # fmt: skip
AFFINE = ("Rescaling", "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Negative")
ANY_NUMBER = ("BatchNormalization", "LayerNormalization")
INPUT = "input"
TOLERANCE = 1e-2
EXAMPLES = 32


@dataclass(frozen=True)
class Output:
    """What is known of a model's output.

    Attributes:
        size: its last axis.
        activation: the family of its last activation by range, `"softmax"`, `"sigmoid"`, `"tanh"`, `"linear"`, or the
            name of another; None where it could not be traced.
        batch: outputs of a few examples, where it could not be traced.
    """

    size: int
    activation: str | None
    batch: np.ndarray | None = None

    def may_be(self, activation: str) -> bool:
        """Whether it can come from an activation of this family; False only where it certainly does not."""
        if self.batch is None:
            return self.activation == activation
        rows = self.batch.reshape(-1, self.size)
        if not np.isfinite(rows).all():
            return True
        inside = bool((rows > -TOLERANCE).all() and (rows < 1 + TOLERANCE).all())
        sums_to_one = inside and self.size > 1 and bool((np.abs(rows.sum(axis=1) - 1) < TOLERANCE).all())
        differ = bool(np.ptp(rows, axis=0).max() > TOLERANCE)
        return {
            "softmax": sums_to_one,
            "sigmoid": inside,
            "tanh": bool((np.abs(rows) < 1 + TOLERANCE).all()),
            "linear": not (sums_to_one and differ),  # logits add up to 1 for all examples only by design
        }[activation]

    def __str__(self) -> str:
        if self.batch is None:
            return f"output activation {self.activation}"
        sums = self.batch.reshape(-1, self.size).sum(axis=1)
        added = f", in sum {sums.min():.3g} to {sums.max():.3g} an example" if self.size > 1 else ""
        return f"outputs from {self.batch.min():.3g} to {self.batch.max():.3g}{added}"


def output_of(model: keras.Model, x: np.ndarray) -> Output:
    """Look at a model's output.

    Args:
        model: built.
        x: examples, of which a few are predicted where the output cannot be traced; nothing of the model changes.

    Raises:
        UserError: the model has several outputs, or more than one row of numbers for an example.
    """
    outputs = list(getattr(model, "outputs", None) or ())
    if len(outputs) > 1:
        raise UserError(f"the model has {len(outputs)} outputs; give it one, as runs have one target")
    activation = traced(model)
    if activation is not None:
        _check_axes(outputs[0].shape)
        return Output(outputs[0].shape[-1], activation)
    with unchanged(model):
        batch = keras.tree.flatten(model.predict_on_batch(x[:EXAMPLES]))
    if len(batch) > 1:
        raise UserError(f"the model has {len(batch)} outputs; give it one, as runs have one target")
    values = np.asarray(batch[0], np.float64)
    _check_axes(values.shape)
    return Output(values.shape[-1], None, values)


def _check_axes(shape: Sequence[int | None]) -> None:
    """Refuse an output that is no row of numbers: Keras' losses spread one target over all of it, or fail."""
    if len(shape) != 2:
        raise UserError(
            f"the model gives an output of shape {tuple(shape[1:])} for each example, and runs have a row of numbers; "
            "put keras.layers.Flatten before the last layer, or leave out return_sequences=True of the last recurrent"
        )


def traced(model: keras.Model) -> str | None:
    """The family of the activation that a model's output comes from, as of `Output`; None where it cannot be traced."""
    found = _of_graph(model, 0, {}) if _is_graph(model) else None
    return None if found == INPUT else found


def _is_graph(operation: Any) -> bool:
    """Whether it is a model of which Keras knows every step: functional or sequential, without a `call` of its own."""
    is_model = isinstance(operation, keras.Model) and bool(getattr(operation, "outputs", None))
    return is_model and from_library(type(operation).call)


def _of_graph(model: Any, index: int, known: dict[int, str | None]) -> str | None:
    return _of_tensor(model.outputs[index], known)


def _of_tensor(tensor: Any, known: dict[int, str | None]) -> str | None:
    """What `traced` gives, of a symbolic tensor; `INPUT` where nothing but its graph's input is behind it."""
    if id(tensor) not in known:
        known[id(tensor)] = None  # should a graph ever lead back to itself
        known[id(tensor)] = _find(tensor, known)
    return known[id(tensor)]


def _find(tensor: Any, known: dict[int, str | None]) -> str | None:
    operation, node_index, tensor_index = tensor._keras_history
    if operation is None or isinstance(operation, keras.layers.InputLayer):
        return INPUT
    inputs = operation._inbound_nodes[node_index].input_tensors

    def of_inputs() -> str | None:
        found = {_of_tensor(each, known) for each in inputs}
        return found.pop() if len(found) == 1 else None

    while isinstance(operation, keras.layers.TimeDistributed):
        operation = operation.layer
    if _is_graph(operation):
        found = _of_graph(operation, tensor_index, known)
        return of_inputs() if found == INPUT else found
    if not from_library(type(operation)):
        return None
    return _of_operation(operation, tensor, inputs, of_inputs)


def _of_operation(operation: Any, tensor: Any, inputs: list[Any], of_inputs: Callable[[], str | None]) -> str | None:
    kind = re.sub("[123]D|Transpose$", "", type(operation).__name__)
    if kind in WEIGHTED:
        found = _of_activation(operation.activation)
        return of_inputs() if (kind, found) == ("Activation", "linear") else found
    if kind in GATED:  # a gate between 0 and 1 keeps a range around 0, and no sum
        found = _of_activation(operation.activation)
        return None if found == "softmax" else found
    if kind in ANY_NUMBER:
        return "linear"
    if kind in AFFINE:
        return "linear" if of_inputs() == "linear" else None
    if kind in IN_RANGE:
        found = of_inputs()
        keeps_rows = all(each.shape[-1] == tensor.shape[-1] for each in inputs)
        return None if found == "softmax" and not keeps_rows else found
    axis = getattr(operation, "axis", -1)
    return _of_name(kind) if axis in (-1, len(tensor.shape) - 1) else None


def _of_activation(activation: Any) -> str | None:
    if isinstance(activation, keras.layers.Layer):
        return _of_name(type(activation).__name__) if from_library(type(activation)) else None
    return _of_name(getattr(activation, "__name__", "")) if from_library(activation) else None


def _of_name(name: str) -> str | None:
    plain = name.replace("_", "").lower()
    return FAMILIES.get(plain) or (name.lower() if plain in OTHERS else None)


@contextmanager
def unchanged(model: keras.Model) -> Iterator[None]:
    """Give a model's variables and all random numbers the state back that they had."""
    before, numbers = [variable.numpy() for variable in model.variables], random_state()
    try:
        yield
    finally:
        for variable, value in zip(model.variables, before, strict=True):
            variable.assign(value)
        restore_random(numbers)
        model.predict_function = None  # the next prediction traces what it needs anew
