"""Fully connected networks (인공 신경망, feed-forward neural networks) with the full set of regularisers.

Slides "Artificial Neural Networks", "Deep Neural Networks", "Overfitting". Géron 2019, chapters 10 and 11.
"""

from __future__ import annotations

from models.tasks import known_activation, known_initializer, output_layer, shape_of_input
from runtime.arguments import flag, fraction, number, whole_numbers
from runtime.backend import keras


def dense(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    hidden: tuple[int, ...] = (300, 100),
    activation: str = "relu",
    kernel_initializer: str = "glorot_uniform",
    dropout: float = 0.0,
    l1: float = 0.0,
    l2: float = 0.0,
    max_norm: float | None = None,
    batch_normalization: bool = False,
    output_activation: str | None = None,
) -> keras.Model:
    """A stack of dense layers; by default the 300-100 network of Géron, chapter 10.

    Args:
        input_shape: of one example; images are flattened.
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        hidden: units of each hidden layer.
        activation: of the hidden layers.
        kernel_initializer: of the hidden layers; `"he_normal"` suits ReLU in deep networks.
        dropout: rate after every hidden layer (드롭아웃).
        l1: `l1 * sum(|w|)` of every kernel, added to the cost.
        l2: `l2 * sum(w**2)` of every kernel, added to the cost (가중치 규제).
        max_norm: largest norm of the weights into one hidden unit; None for no bound.
        batch_normalization: normalise every hidden layer before its activation.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, *input_shape) to (batch, outputs); 266,610 parameters for 28x28x1 and 10 classes.

    Raises:
        UserError: an argument is not what is said here.
    """
    input_shape = shape_of_input(input_shape)
    hidden = whole_numbers("hidden", hidden, may_be_empty=True)
    dropout, l1, l2 = fraction("dropout", dropout), number("l1", l1, 0), number("l2", l2, 0)
    max_norm = None if max_norm is None else number("max_norm", max_norm, above=0)
    batch_normalization = flag("batch_normalization", batch_normalization)
    activation = known_activation("activation", activation)
    kernel_initializer = known_initializer("kernel_initializer", kernel_initializer)
    penalty = keras.regularizers.L1L2(l1, l2) if l1 or l2 else None
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for units in hidden:
        model.add(
            keras.layers.Dense(
                units,
                use_bias=not batch_normalization,  # normalisation has a bias of its own
                kernel_initializer=kernel_initializer,
                kernel_regularizer=penalty,
                kernel_constraint=keras.constraints.MaxNorm(max_norm) if max_norm else None,
            )
        )
        if batch_normalization:
            model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation(activation))
        if dropout:
            model.add(keras.layers.Dropout(dropout))
    model.add(output_layer(outputs, task, output_activation=output_activation, kernel_regularizer=penalty))
    return model
