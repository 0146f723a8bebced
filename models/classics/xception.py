"""Xception (2016): depthwise separable convolutions, which look at places and at channels one after the other.

Slide "Convolutional Neural Networks (CNNs)", the gallery. Chollet 2016, "Xception: Deep Learning with Depthwise
Separable Convolutions", figure 5. Géron 2019, chapter 14, "Xception".
"""

from __future__ import annotations

from models.classics.layers import MOMENTUM, convolution, refuse_small_images
from models.hyperparameters import checked
from models.tasks import output_layer
from runtime.arguments import whole_numbers
from runtime.backend import keras


@checked("dropout", "middle_depth", "stem_strides")
def xception(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    stem_filters: tuple[int, int] = (32, 64),
    stem_strides: int = 2,
    entry_filters: tuple[int, ...] = (128, 256, 728),
    middle_depth: int = 8,
    exit_filters: tuple[int, int, int] = (1024, 1536, 2048),
    dropout: float = 0.5,
    output_activation: str | None = None,
) -> keras.Model:
    """Entry flow, middle flow and exit flow of separable convolutions with skip connections.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        stem_filters: of the two plain 3x3 convolutions at the start.
        stem_strides: steps of the first of them; 1 for small images.
        entry_filters: of each block of the entry flow; each halves height and width.
        middle_depth: blocks in the middle flow.
        exit_filters: of the last block and of the two separable convolutions after it.
        dropout: rate before the output layer (드롭아웃), as the paper has on ImageNet.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 22,855,952 trained parameters for 299x299x3
        and 1,000 classes.

    Raises:
        UserError: the input is no image, or smaller than the unpadded 3x3 kernels of the stem need; or stem_filters
            are not two numbers, or exit_filters not three.
    """
    of_stem = whole_numbers("stem_filters of xception", stem_filters, 2)
    of_block, *of_end = whole_numbers("exit_filters of xception", exit_filters, 3)
    entry_filters = whole_numbers("entry_filters of xception", entry_filters)
    refuse_small_images(input_shape, 2 * stem_strides + 3, "xception", "use larger images")
    inputs = keras.Input(input_shape)
    x = inputs
    for filters, strides in zip(of_stem, (stem_strides, 1), strict=True):  # "valid" padding, as the author's code
        x = keras.layers.Conv2D(filters, 3, strides=strides, use_bias=False)(x)
        x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(momentum=MOMENTUM)(x))
    for number, filters in enumerate(entry_filters):
        x = halving_block(x, filters, filters, starts_with_relu=number > 0)
    for _ in range(middle_depth):
        x = middle_block(x)
    x = halving_block(x, x.shape[-1], of_block)
    for filters in of_end:
        x = keras.layers.Activation("relu")(separable_convolution(x, filters))
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, output_layer(outputs, task, output_activation=output_activation)(x), name="xception")


def separable_convolution(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """A 3x3 kernel for each channel alone, a 1x1 convolution over channels, nothing between; batch normalisation."""
    x = keras.layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(x)
    return keras.layers.BatchNormalization(momentum=MOMENTUM)(x)


def halving_block(x: keras.KerasTensor, first: int, second: int, *, starts_with_relu: bool = True) -> keras.KerasTensor:
    """Two separable convolutions and a max pooling of stride 2, added to a 1x1 convolution of stride 2 of the input."""
    change = keras.layers.Activation("relu")(x) if starts_with_relu else x
    change = separable_convolution(change, first)
    change = separable_convolution(keras.layers.Activation("relu")(change), second)
    change = keras.layers.MaxPooling2D(3, strides=2, padding="same")(change)
    return keras.layers.Add()([change, convolution(x, second, 1, strides=2, activation=None)])


def middle_block(x: keras.KerasTensor) -> keras.KerasTensor:
    """Three times ReLU and separable convolution, added to the input."""
    change = x
    for _ in range(3):
        change = separable_convolution(keras.layers.Activation("relu")(change), x.shape[-1])
    return keras.layers.Add()([x, change])
