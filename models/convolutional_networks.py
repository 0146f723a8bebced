"""Convolutional networks (합성곱 신경망, CNN): images keep their shape, pooling makes them smaller.

Slide "Convolutional Neural Networks (CNNs)". Géron 2019, chapter 14.
"""

from __future__ import annotations

from models.tasks import known_activation, output_layer, shape_of_input
from runtime.arguments import LARGEST, fraction, number, whole_number, whole_numbers
from runtime.backend import keras
from runtime.errors import UserError


def convolutional(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    filters: tuple[int, ...] = (32, 64),
    kernel_size: int = 3,
    pool_size: int = 2,
    hidden: tuple[int, ...] = (64,),
    activation: str = "relu",
    dropout: float = 0.25,
    l2: float = 0.0,
    output_activation: str | None = None,
) -> keras.Model:
    """Blocks of convolution and max pooling, then dense layers.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        filters: of each block; "same" padding keeps the image's size inside a block.
        kernel_size: side of the kernels.
        pool_size: side of the pooling windows; 1 leaves pooling out.
        hidden: units of the dense layers after the blocks.
        activation: of convolutions and hidden layers.
        dropout: rate before every dense layer, the output included (드롭아웃).
        l2: `l2 * sum(w**2)` of every kernel, added to the cost (가중치 규제).
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 220,234 parameters for 28x28x1 and 10
        classes.

    Raises:
        UserError: an argument is not what is said here, or pooling leaves nothing of the image.
    """
    input_shape = shape_of_input(input_shape, 3, "(height, width, channels)")
    filters, hidden = (
        whole_numbers(what, values, may_be_empty=True) for what, values in (("filters", filters), ("hidden", hidden))
    )
    kernel_size = whole_number("kernel_size", kernel_size, 1, LARGEST)
    pool_size = whole_number("pool_size", pool_size, 1, LARGEST)
    dropout, l2 = fraction("dropout", dropout), number("l2", l2, 0)
    activation = known_activation("activation", activation)
    side = min(input_shape[:2])
    if side // pool_size ** len(filters) < 1:
        raise UserError(
            f"{len(filters)} blocks with a pool_size of {pool_size} leave nothing of an image with {side} pixels a "
            "side; take fewer filters, or the pool_size 1"
        )
    penalty = keras.regularizers.L2(l2) if l2 else None
    model = keras.Sequential([keras.Input(input_shape)])
    for maps in filters:
        model.add(
            keras.layers.Conv2D(
                maps,
                kernel_size,
                padding="same",
                activation=activation,
                kernel_initializer="he_normal",
                kernel_regularizer=penalty,
            )
        )
        if pool_size > 1:
            model.add(keras.layers.MaxPooling2D(pool_size))
    model.add(keras.layers.Flatten())
    for units in hidden:
        if dropout:
            model.add(keras.layers.Dropout(dropout))
        model.add(keras.layers.Dense(units, activation=activation, kernel_regularizer=penalty))
    if dropout:
        model.add(keras.layers.Dropout(dropout))
    model.add(output_layer(outputs, task, output_activation=output_activation, kernel_regularizer=penalty))
    return model
