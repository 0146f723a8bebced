"""ResNet (2015): every unit adds its result to its input, so that a hundred layers still train.

Slide "Convolutional Neural Networks (CNNs)", the gallery. He, Zhang, Ren and Sun 2015, "Deep Residual Learning for
Image Recognition", table 1. Géron 2019, chapter 14, "ResNet".
"""

from __future__ import annotations

from collections.abc import Callable

from models.classics.layers import convolution, refuse_small_images, stage_filters
from models.hyperparameters import checked
from models.tasks import output_layer
from runtime.backend import keras

Gate = Callable[["keras.KerasTensor"], "keras.KerasTensor"]


@checked("bottleneck", "dropout", "stem_kernel_size", "stem_pooling", "stem_strides")
def resnet(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    depths: tuple[int, ...] = (3, 4, 6, 3),
    filters: tuple[int, ...] | None = None,
    bottleneck: bool = False,
    stem_kernel_size: int = 7,
    stem_strides: int = 2,
    stem_pooling: bool = True,
    dropout: float = 0.0,
    output_activation: str | None = None,
) -> keras.Model:
    """A stem, stages of residual units, and a global average; by default ResNet-34.

    Where a unit changes the shape, its skip connection has a 1x1 convolution (the paper's option B); elsewhere the skip
    is the input itself.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        depths: residual units in each stage: (2, 2, 2, 2) is ResNet-18, (3, 4, 6, 3) ResNet-34 or, with `bottleneck`,
            ResNet-50, (3, 8, 36, 3) with `bottleneck` ResNet-152.
        filters: of each stage; by default 64, doubled from stage to stage, as in the paper. A bottleneck unit ends with
            four times as many.
        bottleneck: 1x1, 3x3, 1x1 convolutions a unit in place of two 3x3.
        stem_kernel_size: side of the first kernels; 3 for small images.
        stem_strides: steps of the first kernels; 1 for small images.
        stem_pooling: a 3x3 max pooling after them; False for small images.
        dropout: rate before the output layer (드롭아웃); the paper has none.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 21,797,672 trained parameters for 224x224x3
        and 1,000 classes.

    Raises:
        UserError: the input is no image; or there is no stage, or not one number of filters for each.
    """
    return residual_network(
        "resnet",
        input_shape,
        outputs,
        task,
        depths=depths,
        filters=filters,
        bottleneck=bottleneck,
        stem_kernel_size=stem_kernel_size,
        stem_strides=stem_strides,
        stem_pooling=stem_pooling,
        dropout=dropout,
        output_activation=output_activation,
    )


def residual_network(
    name: str,
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    depths: tuple[int, ...],
    filters: tuple[int, ...] | None,
    bottleneck: bool,
    stem_kernel_size: int,
    stem_strides: int,
    stem_pooling: bool,
    dropout: float,
    output_activation: str | None,
    gate: Gate | None = None,
) -> keras.Model:
    """What ResNet and SE-ResNet share: arguments as `resnet`, the model's name, and the gate of every unit."""
    filters = stage_filters(name, depths, filters)
    refuse_small_images(input_shape, 1, name, "use larger images")
    inputs = keras.Input(input_shape)
    x = convolution(inputs, filters[0], stem_kernel_size, strides=stem_strides)
    if stem_pooling:
        x = keras.layers.MaxPooling2D(3, strides=2, padding="same")(x)
    unit = bottleneck_unit if bottleneck else residual_unit
    for stage, (depth, maps) in enumerate(zip(depths, filters, strict=True)):
        for number in range(depth):
            x = unit(x, maps, strides=2 if stage and not number else 1, gate=gate)
    x = keras.layers.GlobalAveragePooling2D()(x)
    if dropout:
        x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, output_layer(outputs, task, output_activation=output_activation)(x), name=name)


def residual_unit(
    x: keras.KerasTensor, filters: int, *, strides: int = 1, gate: Gate | None = None
) -> keras.KerasTensor:
    """Two 3x3 convolutions, added to the input (skip connection), ReLU.

    Args:
        x: (batch, height, width, channels).
        filters: channels of the result.
        strides: of the first convolution.
        gate: changes the result of the convolutions before the addition, and not its shape; None for none.

    Returns:
        (batch, height / strides, width / strides, filters).
    """
    change = convolution(x, filters, 3, strides=strides)
    change = convolution(change, filters, 3, activation=None)
    return add_to_skip(x, change, strides, gate)


def bottleneck_unit(
    x: keras.KerasTensor, filters: int, *, strides: int = 1, gate: Gate | None = None
) -> keras.KerasTensor:
    """1x1 to fewer channels, 3x3, 1x1 to four times `filters`, added to the input, ReLU; arguments as `residual_unit`.

    The stride is in the first 1x1 convolution, as in the paper; later implementations move it into the 3x3.
    """
    change = convolution(x, filters, 1, strides=strides)
    change = convolution(change, filters, 3)
    change = convolution(change, 4 * filters, 1, activation=None)
    return add_to_skip(x, change, strides, gate)


def add_to_skip(
    x: keras.KerasTensor, change: keras.KerasTensor, strides: int, gate: Gate | None = None
) -> keras.KerasTensor:
    """ReLU of the sum; a 1x1 convolution brings `x` to the shape of `change` where they differ (option B)."""
    if gate:
        change = gate(change)
    if strides > 1 or x.shape[-1] != change.shape[-1]:
        x = convolution(x, change.shape[-1], 1, strides=strides, activation=None)
    return keras.layers.Activation("relu")(keras.layers.Add()([x, change]))
