"""GoogLeNet (2014): inception blocks look at each place with kernels of several sizes at once.

Slide "Convolutional Neural Networks (CNNs)", the gallery. Szegedy et al. 2014, "Going Deeper with Convolutions",
table 1. Géron 2019, chapter 14, "GoogLeNet".
"""

from __future__ import annotations

from models.classics.layers import local_response_normalization, refuse_small_images
from models.hyperparameters import checked
from models.tasks import output_layer
from runtime.arguments import whole_numbers
from runtime.backend import keras

Inception = tuple[int, int, int, int, int, int]

STAGES: tuple[tuple[Inception, ...], ...] = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
"""Table 1 of the paper, inception (3a) to (5b): filters of 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection."""


@checked("dropout")
def googlenet(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    stem_filters: tuple[int, int] = (64, 192),
    stem_strides: tuple[int, int, int] = (2, 2, 2),
    stages: tuple[tuple[Inception, ...], ...] = STAGES,
    dropout: float = 0.4,
    output_activation: str | None = None,
) -> keras.Model:
    """A stem, stages of inception blocks with a max pooling between them, and a global average.

    The two auxiliary classifiers, which the paper needs while training only, are left out.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        stem_filters: of the 7x7 and of the 3x3 convolution before the stages.
        stem_strides: of the 7x7 convolution and of the two poolings of the stem; (1, 1, 2) for small images.
        stages: inception blocks, each by its six numbers of filters.
        dropout: rate before the output layer (드롭아웃).
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 6,998,552 parameters for 224x224x3 and
        1,000 classes.

    Raises:
        UserError: the input is no image, or a list of filters or strides has another length.
    """
    refuse_small_images(input_shape, 1, "googlenet", "use larger images")
    narrow, wide = whole_numbers("stem_filters of googlenet", stem_filters, 2)
    strides = whole_numbers("stem_strides of googlenet", stem_strides, 3)
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(narrow, 7, strides=strides[0], padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(3, strides=strides[1], padding="same")(x)
    x = local_response_normalization(x)
    x = keras.layers.Conv2D(narrow, 1, activation="relu")(x)
    x = keras.layers.Conv2D(wide, 3, padding="same", activation="relu")(x)
    x = local_response_normalization(x)
    x = keras.layers.MaxPooling2D(3, strides=strides[2], padding="same")(x)
    for number, blocks in enumerate(stages):
        if number:
            x = keras.layers.MaxPooling2D(3, strides=2, padding="same")(x)
        for filters in blocks:
            x = inception_block(x, filters)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, output_layer(outputs, task, output_activation=output_activation)(x), name="googlenet")


def inception_block(x: keras.KerasTensor, filters: Inception) -> keras.KerasTensor:
    """1x1, 3x3 and 5x5 convolutions and a pooling of the same input, their maps side by side.

    Before the large kernels a 1x1 convolution reduces the channels, which is where the multiply-adds are saved.

    Args:
        x: (batch, height, width, channels).
        filters: of the 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5 convolutions, and of the projection after the pooling.

    Returns:
        (batch, height, width, 1x1 + 3x3 + 5x5 + projection).
    """
    one, reduce_three, three, reduce_five, five, projection = whole_numbers("filters of an inception", filters, 6)

    def convolution(tensor: keras.KerasTensor, maps: int, side: int) -> keras.KerasTensor:
        return keras.layers.Conv2D(maps, side, padding="same", activation="relu")(tensor)

    return keras.layers.Concatenate()(
        [
            convolution(x, one, 1),
            convolution(convolution(x, reduce_three, 1), three, 3),
            convolution(convolution(x, reduce_five, 1), five, 5),
            convolution(keras.layers.MaxPooling2D(3, strides=1, padding="same")(x), projection, 1),
        ]
    )
