"""LeNet-5 (1998): convolution, subsampling, convolution, subsampling, and three dense layers read handwritten digits.

Slide "Convolutional Neural Networks (CNNs)", the gallery. LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based
Learning Applied to Document Recognition", section II.B. Géron 2019, chapter 14, "LeNet-5".
"""

from __future__ import annotations

from models.classics.layers import refuse_small_images
from models.hyperparameters import checked
from models.tasks import output_layer
from runtime.backend import keras

C3_CONNECTIONS = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip
"""Which of the six maps of S2 each of the sixteen maps of C3 sees (table I of the paper)."""


@checked("activation")
def lenet5(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    activation: str = "tanh",
    output_activation: str | None = None,
) -> keras.Model:
    """LeNet-5 with the paper's connection table and its trainable subsampling.

    Images smaller than the paper's 32x32 are padded with zeros to that size, as the paper pads MNIST's 28x28. The
    output layer is the task's, where the paper compares with fixed drawings of the digits (radial basis functions).
    Two numbers differ from the paper's: tanh is plain, where the paper has 1.7159 tanh(2a / 3); and a subsampling unit
    weighs the mean of its four inputs, where the paper weighs their sum (the same functions, with a weight four times
    as large). The weights start as Keras' do, those of the subsampling at 1.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        activation: of every other layer.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); for one channel and up to 32x32 pixels the
        paper's 60,000 parameters before the output layer.

    Raises:
        UserError: the input is no image.
    """
    refuse_small_images(input_shape, 1, "lenet5", "use larger images")
    inputs = keras.Input(input_shape)
    missing = [max(0, 32 - side) for side in input_shape[:2]]
    padding = tuple((pixels // 2, pixels - pixels // 2) for pixels in missing)
    x = keras.layers.ZeroPadding2D(padding)(inputs) if any(missing) else inputs
    x = keras.layers.Conv2D(6, 5, activation=activation, name="C1")(x)
    x = subsampling(x, activation, name="S2")
    x = partly_connected_convolution(x, C3_CONNECTIONS, 5, activation, name="C3")
    x = subsampling(x, activation, name="S4")
    x = keras.layers.Conv2D(120, 5, activation=activation, name="C5")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(84, activation=activation, name="F6")(x)
    return keras.Model(inputs, output_layer(outputs, task, output_activation=output_activation)(x), name="lenet5")


def subsampling(x: keras.KerasTensor, activation: str, *, name: str) -> keras.KerasTensor:
    """The mean of each 2x2 window, times one weight a map, plus one bias a map, through the activation."""
    x = keras.layers.AveragePooling2D(2, name=f"{name}_mean")(x)
    return keras.layers.DepthwiseConv2D(
        1, depthwise_initializer="ones", activation=activation, name=f"{name}_weight_and_bias"
    )(x)


def partly_connected_convolution(
    x: keras.KerasTensor, connections: tuple[tuple[int, ...], ...], kernel_size: int, activation: str, *, name: str
) -> keras.KerasTensor:
    """One map for each row of `connections`, which names the maps of `x` that it sees."""
    maps = []
    for number, seen in enumerate(connections):
        selected = keras.layers.Concatenate()([x[..., channel : channel + 1] for channel in seen])
        maps.append(keras.layers.Conv2D(1, kernel_size, activation=activation, name=f"{name}_map{number}")(selected))
    return keras.layers.Concatenate(name=name)(maps)
