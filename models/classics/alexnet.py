"""AlexNet (2012): the network that won ImageNet with ReLU, dropout and two GPUs.

Slide "Convolutional Neural Networks (CNNs)", the gallery. Krizhevsky, Sutskever and Hinton 2012, "ImageNet
Classification with Deep Convolutional Neural Networks", section 3. Géron 2019, chapter 14, "AlexNet".
"""

from __future__ import annotations

from models.classics.layers import local_response_normalization, refuse_small_images
from models.hyperparameters import checked
from models.tasks import output_layer
from runtime.arguments import whole_numbers
from runtime.backend import keras
from runtime.errors import UserError


@checked("dropout", "stem_kernel_size", "stem_strides")
def alexnet(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    filters: tuple[int, int, int, int, int] = (96, 256, 384, 384, 256),
    stem_kernel_size: int = 11,
    stem_strides: int = 4,
    hidden: tuple[int, ...] = (4096, 4096),
    dropout: float = 0.5,
    output_activation: str | None = None,
) -> keras.Model:
    """Five convolutions, of which the second, fourth and fifth see only their half of the maps, and dense layers.

    The halves were the two GPUs of the paper. The layers start as Keras' do (Glorot uniform, biases 0), where the paper
    draws every weight from a normal distribution of standard deviation 0.01 and sets some biases to 1.

    Args:
        input_shape: (height, width, channels); the paper's arithmetic needs 227x227x3, though it prints 224.
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        filters: of the five convolutions, even numbers.
        stem_kernel_size: side of the first kernels; 3 for small images.
        stem_strides: steps of the first kernels; 1 for small images.
        hidden: units of the dense layers.
        dropout: rate on the outputs of every hidden dense layer (드롭아웃).
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs); 60,965,224 parameters for 227x227x3 and
        1,000 classes.

    Raises:
        UserError: the input is no image, or too small for the strides; or filters are not five even numbers.
    """
    first, second, third, fourth, fifth = numbers = whole_numbers("filters of alexnet", filters, 5)
    hidden = whole_numbers("hidden of alexnet", hidden, may_be_empty=True)
    if any(number % 2 for number in numbers):
        raise UserError(f"filters of alexnet have to be even, as its convolutions work in halves, not {numbers}")
    refuse_small_images(
        input_shape,
        14 * stem_strides + stem_kernel_size,
        "alexnet",
        "take stem_kernel_size=3 and stem_strides=1 for images of 17x17 or more",
    )
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(first, stem_kernel_size, strides=stem_strides, activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(3, strides=2)(local_response_normalization(x))
    x = halved_convolution(x, second, 5)
    x = keras.layers.MaxPooling2D(3, strides=2)(local_response_normalization(x))
    x = keras.layers.Conv2D(third, 3, padding="same", activation="relu")(x)
    x = halved_convolution(x, fourth, 3)
    x = halved_convolution(x, fifth, 3)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    x = keras.layers.Flatten()(x)
    for units in hidden:
        x = keras.layers.Dense(units, activation="relu")(x)
        x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, output_layer(outputs, task, output_activation=output_activation)(x), name="alexnet")


def halved_convolution(x: keras.KerasTensor, filters: int, kernel_size: int) -> keras.KerasTensor:
    """Two convolutions side by side, each from one half of the maps to one half of the result's."""
    half = x.shape[-1] // 2
    halves = [
        keras.layers.Conv2D(filters // 2, kernel_size, padding="same", activation="relu")(part)
        for part in (x[..., :half], x[..., half:])
    ]
    return keras.layers.Concatenate()(halves)
