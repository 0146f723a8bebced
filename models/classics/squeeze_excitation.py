"""SE-ResNet (2017): a gate for each channel, computed from the whole image.

Slide "Convolutional Neural Networks (CNNs)", the gallery. Hu, Shen and Sun 2017, "Squeeze-and-Excitation Networks",
section 3. Géron 2019, chapter 14, "SENet".
"""

from __future__ import annotations

from functools import partial

from models.classics.resnet import residual_network
from models.hyperparameters import checked
from runtime.backend import keras


@checked("bottleneck", "dropout", "squeeze_ratio", "stem_kernel_size", "stem_pooling", "stem_strides")
def squeeze_excitation_resnet(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    depths: tuple[int, ...] = (3, 4, 6, 3),
    filters: tuple[int, ...] | None = None,
    bottleneck: bool = True,
    squeeze_ratio: int = 16,
    stem_kernel_size: int = 7,
    stem_strides: int = 2,
    stem_pooling: bool = True,
    dropout: float = 0.0,
    output_activation: str | None = None,
) -> keras.Model:
    """A ResNet whose every residual unit ends in a squeeze-and-excitation gate; by default SE-ResNet-50.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        depths: residual units in each stage.
        filters: of each stage; by default 64, doubled from stage to stage.
        bottleneck: 1x1, 3x3, 1x1 convolutions a unit in place of two 3x3.
        squeeze_ratio: channels over units of the gate's narrow layer.
        stem_kernel_size: side of the first kernels; 3 for small images.
        stem_strides: steps of the first kernels; 1 for small images.
        stem_pooling: a 3x3 max pooling after them; False for small images.
        dropout: rate before the output layer (드롭아웃); ResNet has none.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 28,088,024 trained parameters for 224x224x3
        and 1,000 classes.

    Raises:
        UserError: the input is no image; there is no stage, or not one number of filters for each; or squeeze_ratio is
            not a whole number above 0.
    """
    return residual_network(
        "squeeze_excitation_resnet",
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
        gate=partial(squeeze_excitation, ratio=squeeze_ratio),
    )


def squeeze_excitation(x: keras.KerasTensor, ratio: int = 16) -> keras.KerasTensor:
    """Multiply each channel by a gate in 0 to 1.

    Squeeze: the mean of each channel. Excitation: a narrow dense layer with ReLU and a wide one with sigmoid.

    Args:
        x: (batch, height, width, channels).
        ratio: channels over units of the narrow layer, which has at least one.

    Returns:
        The shape of `x`.
    """
    channels = x.shape[-1]
    gate = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = keras.layers.Dense(max(1, channels // ratio), activation="relu")(gate)
    gate = keras.layers.Dense(channels, activation="sigmoid")(gate)
    return keras.layers.Multiply()([x, gate])
