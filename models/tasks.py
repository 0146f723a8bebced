"""The lecture's rows of tasks: which output activation, which loss and which metrics belong together.

Slide "Activation Function": binary classification sigmoid, multiclass classification softmax, regression linear.
Slide "Loss Function": regression squared error, classification cross-entropy. Slide "Metric": accuracy; MSE, MAE, RMSE.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    if task not in TASKS:
        raise UserError(f"task {task!r} is unknown; choose {', '.join(TASKS)}")
    return TASKS[task]


def output_layer(
    outputs: int,
    task: str,
    *,
    output_activation: str | None = None,
    kernel_regularizer: keras.Regularizer | None = None,
) -> keras.layers.Dense:
    """The last layer: `outputs` units with the activation of the task (출력층), unless another is named."""
    return keras.layers.Dense(
        outputs,
        activation=output_activation or row(task).activation,
        kernel_regularizer=kernel_regularizer,
        name="output",
    )
