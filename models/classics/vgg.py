"""VGG (2014): nothing but 3x3 convolutions and pooling, many of them.

Slide "Convolutional Neural Networks (CNNs)", the gallery. Simonyan and Zisserman 2014, "Very Deep Convolutional
Networks for Large-Scale Image Recognition", section 2. Géron 2019, chapter 14, "VGGNet".
"""

from __future__ import annotations

from models.classics.layers import refuse_small_images, stage_filters
from models.hyperparameters import checked
from models.tasks import output_layer
from runtime.arguments import whole_numbers
from runtime.backend import keras


@checked("dropout")
def vgg(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    depths: tuple[int, ...] = (2, 2, 3, 3, 3),
    filters: tuple[int, ...] | None = None,
    hidden: tuple[int, ...] = (4096, 4096),
    dropout: float = 0.5,
    output_activation: str | None = None,
) -> keras.Model:
    """Blocks of 3x3 convolutions, each block halved by max pooling, then dense layers; by default VGG-16.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        depths: convolutions in each block; (2, 2, 4, 4, 4) is VGG-19.
        filters: of each block; by default 64, doubled from block to block up to 512, as in the paper.
        hidden: units of the dense layers.
        dropout: rate after every hidden dense layer (드롭아웃).
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 138,357,544 parameters for 224x224x3 and
        1,000 classes.

    Raises:
        UserError: the input is no image, or too small for the pooling; or there is no block, or not one number of
            filters for each.
    """
    hidden = whole_numbers("hidden of vgg", hidden, may_be_empty=True)
    filters = stage_filters("vgg", depths, filters, most=512)
    refuse_small_images(input_shape, 2 ** len(depths), "vgg", "give fewer blocks in depths and filters")
    inputs = keras.Input(input_shape)
    x = inputs
    for depth, maps in zip(depths, filters, strict=True):
        x = vgg_block(x, depth, maps)
    x = keras.layers.Flatten()(x)
    for units in hidden:
        x = keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal")(x)
        x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, output_layer(outputs, task, output_activation=output_activation)(x), name="vgg")


def vgg_block(x: keras.KerasTensor, depth: int, filters: int) -> keras.KerasTensor:
    """`depth` convolutions of 3x3 with ReLU, and a 2x2 max pooling: half the height and width."""
    for _ in range(depth):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    return keras.layers.MaxPooling2D(2)(x)
