"""Networks without a hidden layer: linear regression (선형 회귀) and logistic regression (로지스틱 회귀).

Slides "Linear Regression", "Logistic Regression". Géron 2019, chapter 4.
"""

from __future__ import annotations

from models.tasks import output_layer, shape_of_input
from runtime.arguments import number
from runtime.backend import keras


def linear_regression(input_shape: tuple[int, ...], outputs: int, task: str, *, l2: float = 0.0) -> keras.Model:
    """H(x) = wx + b: one linear unit an output, whatever the task.

    Args:
        input_shape: of one example; images are flattened.
        outputs: number of predicted values.
        task: recorded by the caller; the output stays linear, so a classification is refused when it is trained.
        l2: L2 penalty (가중치 규제), `l2 * sum(w**2)` added to the cost; ridge regression.

    Returns:
        A model from (batch, *input_shape) to (batch, outputs), with `outputs * (inputs + 1)` parameters.
    """
    return _without_hidden_layer(input_shape, outputs, task, l2, output_activation="linear")


def logistic_regression(input_shape: tuple[int, ...], outputs: int, task: str, *, l2: float = 0.0) -> keras.Model:
    """Sigmoid of a linear function; with several classes, softmax regression.

    Args:
        input_shape: of one example; images are flattened.
        outputs: 1 for a binary task, else the number of classes.
        task: chooses sigmoid or softmax.
        l2: L2 penalty (가중치 규제), `l2 * sum(w**2)` added to the cost.

    Returns:
        A model from (batch, *input_shape) to probabilities (batch, outputs); 7,850 parameters for 28x28x1 and 10
        classes.
    """
    return _without_hidden_layer(input_shape, outputs, task, l2, output_activation=None)


def _without_hidden_layer(
    input_shape: tuple[int, ...], outputs: int, task: str, l2: float, output_activation: str | None
) -> keras.Model:
    input_shape, l2 = shape_of_input(input_shape), number("l2", l2, 0)
    penalty = keras.regularizers.L2(l2) if l2 else None
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            output_layer(outputs, task, output_activation=output_activation, kernel_regularizer=penalty),
        ]
    )
