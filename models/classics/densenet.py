"""DenseNet (2016): every layer sees the maps of all layers before it.

Slide "Convolutional Neural Networks (CNNs)", the gallery. Huang, Liu, van der Maaten and Weinberger 2016, "Densely
Connected Convolutional Networks", table 1.
"""

from __future__ import annotations

from models.classics.layers import MOMENTUM, convolution, refuse_small_images
from models.hyperparameters import checked
from models.tasks import output_layer
from runtime.arguments import whole_numbers
from runtime.backend import keras


@checked("compression", "dropout", "growth_rate", "stem_kernel_size", "stem_pooling", "stem_strides")
def densenet(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    depths: tuple[int, ...] = (6, 12, 24, 16),
    growth_rate: int = 32,
    compression: float = 0.5,
    stem_kernel_size: int = 7,
    stem_strides: int = 2,
    stem_pooling: bool = True,
    dropout: float = 0.0,
    output_activation: str | None = None,
) -> keras.Model:
    """Dense blocks with transitions between them; by default DenseNet-BC-121.

    The bottleneck ("B": a 1x1 convolution to 4 * growth_rate maps before each 3x3) is always there; compression ("C")
    is left out by `compression=1`.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        depths: layers in each dense block.
        growth_rate: maps that each layer adds.
        compression: part of the maps that a transition keeps.
        stem_kernel_size: side of the first kernels; 3 for small images.
        stem_strides: steps of the first kernels; 1 for small images.
        stem_pooling: a 3x3 max pooling after them; False for small images.
        dropout: rate after every convolution but the first, those of the transitions included (드롭아웃): the paper has
            none on ImageNet, 0.2 on small sets without augmentation.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 7,978,856 trained parameters for 224x224x3
        and 1,000 classes.

    Raises:
        UserError: the input is no image, or too small for the transitions; or there is no block.
    """
    depths = whole_numbers("depths of densenet", depths)
    shrinks = stem_strides * (2 if stem_pooling else 1) * 2 ** (len(depths) - 1)
    refuse_small_images(
        input_shape, shrinks, "densenet", "give fewer blocks in depths, or stem_strides=1 and stem_pooling=False"
    )
    inputs = keras.Input(input_shape)
    x = convolution(inputs, 2 * growth_rate, stem_kernel_size, strides=stem_strides)
    if stem_pooling:
        x = keras.layers.MaxPooling2D(3, strides=2, padding="same")(x)
    for number, depth in enumerate(depths):
        if number:
            x = transition(x, compression, dropout=dropout)
        x = dense_block(x, depth, growth_rate, dropout=dropout)
    x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(momentum=MOMENTUM)(x))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, output_layer(outputs, task, output_activation=output_activation)(x), name="densenet")


def dense_block(x: keras.KerasTensor, depth: int, growth_rate: int, *, dropout: float = 0.0) -> keras.KerasTensor:
    """`depth` layers, each of which puts `growth_rate` new maps beside all that it was given.

    Args:
        x: (batch, height, width, channels).
        depth: layers.
        growth_rate: maps a layer.
        dropout: rate after every convolution.

    Returns:
        (batch, height, width, channels + depth * growth_rate).
    """
    for _ in range(depth):
        new = normalized_convolution(x, 4 * growth_rate, 1, dropout)  # the bottleneck: 1x1 before 3x3
        new = normalized_convolution(new, growth_rate, 3, dropout)
        x = keras.layers.Concatenate()([x, new])
    return x


def normalized_convolution(x: keras.KerasTensor, filters: int, kernel_size: int, dropout: float) -> keras.KerasTensor:
    """Batch normalisation, ReLU and convolution, in this order (pre-activation)."""
    x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(momentum=MOMENTUM)(x))
    x = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    return keras.layers.Dropout(dropout)(x) if dropout else x


def transition(x: keras.KerasTensor, compression: float, *, dropout: float = 0.0) -> keras.KerasTensor:
    """A 1x1 convolution to `compression` times the channels, dropout, and a 2x2 average pooling."""
    x = normalized_convolution(x, int(compression * x.shape[-1]), 1, dropout)
    return keras.layers.AveragePooling2D(2)(x)
