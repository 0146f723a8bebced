"""The lecture's rows of tasks: which output activation, which loss and which metrics belong together.

Slide "Activation Function": binary classification sigmoid, multiclass classification softmax, regression linear.
Slide "Loss Function": regression squared error, classification cross-entropy. Slide "Metric": accuracy; MSE, MAE, RMSE.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from runtime.arguments import LARGEST, choice, is_whole_number, shown, whole_number
from runtime.backend import keras
from runtime.errors import UserError


@dataclass(frozen=True)
class Task:
    """One row of the lecture's table, in Keras' names."""

    activation: str
    loss: str
    metrics: tuple[str, ...]


TASKS = {
    "binary": Task("sigmoid", "binary_crossentropy", ("accuracy",)),
    "multiclass": Task("softmax", "sparse_categorical_crossentropy", ("accuracy",)),
    "regression": Task("linear", "mean_squared_error", ("mean_absolute_error", "root_mean_squared_error")),
}


def row(task: str) -> Task:
    """The row of a task.

    Raises:
        UserError: the lecture has no such row.
    """
    return TASKS[choice("task", task, TASKS)]


def output_layer(
    outputs: int,
    task: str,
    *,
    output_activation: str | None = None,
    kernel_regularizer: keras.Regularizer | None = None,
) -> keras.layers.Dense:
    """The last layer: `outputs` units with the activation of the task (출력층), unless another is named.

    Raises:
        UserError: there are no such outputs, task or activation.
    """
    outputs = whole_number("outputs", outputs, 1, LARGEST)
    own = row(task).activation
    if output_activation is not None:
        own = known_activation("output_activation", output_activation)
    elif task == "multiclass" and outputs == 1:
        raise UserError("outputs is 1, and a softmax of one unit is always 1; give a unit a class, or the task binary")
    return keras.layers.Dense(
        outputs,
        activation=own,
        kernel_regularizer=kernel_regularizer,
        name="output",
    )


def known_activation(what: str, activation: Any) -> Any:
    """The activation as it was given, if Keras knows it.

    Raises:
        UserError: it does not.
    """
    if callable(activation):
        return activation
    try:
        known = isinstance(activation, str) and callable(keras.activations.get(activation))
    except ValueError:
        known = False
    if not known:
        raise UserError(f"{what} {shown(activation)} is unknown; choose relu, tanh, sigmoid or another that Keras has")
    return activation


def known_initializer(what: str, initializer: Any) -> Any:
    """The initializer as it was given, if Keras knows it.

    Raises:
        UserError: it does not.
    """
    state = random.getstate()  # making an initializer draws its seed: looking at one may not change the weights
    try:
        known = callable(initializer) or (isinstance(initializer, str) and keras.initializers.get(initializer))
    except ValueError:
        known = False
    finally:
        random.setstate(state)
    if not known:
        raise UserError(f"{what} {shown(initializer)} is unknown; choose glorot_uniform, he_normal or another of Keras")
    return initializer


def shape_of_input(input_shape: Any, sizes: int | None = None, like: str = "", *, any_length: bool = False) -> Any:
    """The shape as a tuple of Python's integers, if it is one.

    Args:
        input_shape: as a caller gave it.
        sizes: how many it has; None for any.
        like: what it should look like, for the sentence.
        any_length: the first may be None: sequences of any length.

    Raises:
        UserError: it is not.
    """
    given = input_shape if isinstance(input_shape, tuple | list) else ()
    rest = given[1:] if any_length and given and given[0] is None else given
    right = all(is_whole_number(size) and 1 <= size <= LARGEST for size in rest)
    if not given or not right or sizes not in (None, len(given)):
        wanted = like or "a tuple of whole numbers of 1 or more, without the batch"
        raise UserError(f"input_shape has to be {wanted}, not {shown(input_shape)}; data.input_shape is one")
    return tuple(None if size is None else int(size) for size in given)
