"""What several classics share: a normalised convolution, local response normalisation, filters, the smallest image."""

from __future__ import annotations

from runtime.arguments import LARGEST, is_whole_number, shown, whole_numbers
from runtime.backend import keras
from runtime.errors import UserError

MOMENTUM = 0.9
"""Of the moving averages of batch normalisation. Keras' 0.99 needs hundreds of steps to forget the start, which a short
training does not have; 0.9 is what most implementations of these papers use."""


def convolution(
    x: keras.KerasTensor,
    filters: int,
    kernel_size: int,
    *,
    strides: int = 1,
    activation: str | None = "relu",
) -> keras.KerasTensor:
    """A convolution without biases, batch normalisation (Ioffe and Szegedy 2015), an activation.

    The normalisation has a bias of its own, so that one in the convolution would be lost.

    Args:
        x: (batch, height, width, channels).
        filters: channels of the result.
        kernel_size: side of the kernels; padding is "same".
        strides: steps of the kernels.
        activation: after the normalisation; None for none.

    Returns:
        (batch, height / strides, width / strides, filters), sizes rounded up.
    """
    x = keras.layers.Conv2D(
        filters, kernel_size, strides=strides, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(x)
    x = keras.layers.BatchNormalization(momentum=MOMENTUM)(x)
    return keras.layers.Activation(activation)(x) if activation else x


def local_response_normalization(
    x: keras.KerasTensor, *, size: int = 5, bias: float = 2.0, alpha: float = 1e-4, beta: float = 0.75
) -> keras.KerasTensor:
    """Divide each channel by (bias + alpha * sum of squares of the `size` channels around it) ** beta.

    Krizhevsky, Sutskever and Hinton 2012, section 3.3, whose constants are the defaults. Batch normalisation has
    replaced it since.

    Args:
        x: (batch, height, width, channels).
        size: how many neighbouring channels count, itself in the middle.
        bias: keeps the divisor from 0.
        alpha: weight of the neighbours.
        beta: how strongly the divisor acts.

    Returns:
        The shape of `x`.
    """
    channels, reach = x.shape[-1], size // 2
    squares = keras.ops.pad(keras.ops.square(x), [(0, 0), (0, 0), (0, 0), (reach, reach)])
    around = squares[..., :channels]
    for shift in range(1, size):
        around = around + squares[..., shift : shift + channels]
    return x / (bias + alpha * around) ** beta


def stage_filters(
    network: str, depths: tuple[int, ...], filters: tuple[int, ...] | None, most: int = 2**30
) -> tuple[int, ...]:
    """Filters of each stage: the given ones, or 64, doubled from stage to stage.

    Args:
        network: its name.
        depths: units or convolutions in each stage.
        filters: one number a stage; None for the doubled ones.
        most: where doubling ends.

    Raises:
        UserError: there is no stage, a number is not whole and above 0, or there is not one of `filters` for each.
    """
    depths = whole_numbers(f"depths of {network}", depths)
    if filters is None:
        return tuple(min(64 * 2**stage, most) for stage in range(len(depths)))
    return whole_numbers(f"filters of {network}, one for each of the depths {depths},", filters, len(depths))


def refuse_small_images(input_shape: tuple[int, ...], side: int, network: str, fix: str) -> None:
    """Refuse an image that the network's strides would shrink to nothing.

    Args:
        input_shape: (height, width, channels).
        side: the smallest height and width that work.
        network: its name.
        fix: what to do instead.

    Raises:
        UserError: the input is no image, its size is unknown, or smaller than that.
    """
    if not isinstance(input_shape, tuple | list) or len(input_shape) != 3:
        raise UserError(f"{network} needs images of shape (height, width, channels), not {shown(input_shape)}")
    if None in input_shape:
        raise UserError(
            f"{network} needs images of one known size, not {shown(input_shape)}; give all three as numbers"
        )
    if not all(is_whole_number(size) and 1 <= size <= LARGEST for size in input_shape):
        raise UserError(f"{network} needs images of whole numbers of 1 or more, not {shown(input_shape)}")
    if min(input_shape[:2]) < side:
        raise UserError(
            f"{network} in this configuration needs images of {side}x{side} or more, "
            f"not {input_shape[0]}x{input_shape[1]}; {fix}"
        )
