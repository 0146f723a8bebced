"""What one forward pass costs: multiply-adds, counted layer by layer from the built model's shapes.

A multiply-add is one product of a weight and an input, added to a sum. Biases, activations, pooling, normalisation,
dropout and reshaping multiply by no weight matrix and count 0; so do look-ups in an embedding.
"""

from __future__ import annotations

import math
from typing import Any

from runtime.backend import keras
from runtime.errors import UserError

FREE = (
    "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "AveragePooling1D", "AveragePooling2D",
    "BatchNormalization", "CenterCrop", "Concatenate", "Cropping1D", "Cropping2D", "Dropout", "ELU", "Embedding",
    "Flatten", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalMaxPooling1D", "GlobalMaxPooling2D", "InputLayer", "Lambda", "LayerNormalization", "LeakyReLU", "Masking",
    "MaxPooling1D", "MaxPooling2D", "Maximum", "Multiply", "Normalization", "PReLU", "Permute", "RandomFlip",
    "RandomRotation", "RandomTranslation", "RandomZoom", "ReLU", "RepeatVector", "Rescaling", "Reshape", "Resizing",
    "Softmax", "SpatialDropout1D", "SpatialDropout2D", "StageInput", "Subtract", "UnitNormalization", "UpSampling1D",
    "UpSampling2D", "ZeroPadding1D", "ZeroPadding2D",
)  # fmt: skip
"""Layers without a product of weights and inputs. The scale of a normalisation can be folded into the layer before."""

GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}


def multiply_adds(model: keras.Model) -> int:
    """Multiply-adds of one forward pass on one example.

    Args:
        model: built; every dimension but the batch is known.

    Returns:
        Their number, for the layers of this course: dense, convolutional (plain, depthwise, separable, transposed),
        recurrent (simple, LSTM, GRU, bidirectional, time-distributed), and those that cost nothing.

    Raises:
        UserError: a layer is of another kind, or a dimension is unknown.
    """
    return sum(of_layer(layer) for layer in model.layers)


def of_layer(layer: Any) -> int:
    """Multiply-adds of one layer, by its kind."""
    kind = type(layer).__name__
    if hasattr(layer, "layers"):  # a model inside the model
        return multiply_adds(layer)
    if kind in FREE:
        return 0
    if kind == "WeightedSum":  # of a randomly wired network: one weight for each input
        return math.prod(layer.edge_weights.shape) * _places(_shape(layer.output), layer)
    if kind == "Dense":
        return math.prod(layer.kernel.shape) * _places(_shape(layer.output)[:-1], layer)
    if kind in ("Conv1D", "Conv2D", "Conv3D"):
        return math.prod(layer.kernel.shape) * _places(_positions(layer), layer)
    if kind in ("Conv1DTranspose", "Conv2DTranspose"):  # every input position is spread by the kernel
        return math.prod(layer.kernel.shape) * _places(_shape(layer.input)[:-1], layer)
    if kind in ("DepthwiseConv1D", "DepthwiseConv2D"):
        return math.prod(layer.kernel.shape) * _places(_positions(layer), layer)
    if kind in ("SeparableConv1D", "SeparableConv2D"):
        kernels = math.prod(layer.depthwise_kernel.shape) + math.prod(layer.pointwise_kernel.shape)
        return kernels * _places(_positions(layer), layer)
    if kind in GATES:
        steps = _places(_shape(layer.input)[:1], layer)
        return steps * GATES[kind] * layer.units * (_shape(layer.input)[-1] + layer.units)
    if kind == "Bidirectional":
        steps, features = _places(_shape(layer.input)[:1], layer), _shape(layer.input)[-1]
        cells = (layer.forward_layer, layer.backward_layer)
        return sum(steps * GATES[type(cell).__name__] * cell.units * (features + cell.units) for cell in cells)
    if kind == "TimeDistributed" and type(layer.layer).__name__ == "Dense":
        return math.prod(layer.layer.kernel.shape) * _places(_shape(layer.output)[:-1], layer)
    raise UserError(f"multiply-adds of layer {layer.name} ({kind}) are not known; add it to models/arithmetic.py")


def _positions(layer: Any) -> tuple[int | None, ...]:
    """Where a kernel is applied: the output's shape without its channels."""
    shape = _shape(layer.output)
    return shape[1:] if layer.data_format == "channels_first" else shape[:-1]


def _shape(tensor: Any) -> tuple[int | None, ...]:
    if isinstance(tensor, list | tuple):
        tensor = tensor[0]
    return tuple(tensor.shape[1:])


def _places(shape: tuple[int | None, ...], layer: Any) -> int:
    if None in shape:
        raise UserError(f"layer {layer.name} works on an unknown size {shape}; build the model with a fixed shape")
    return math.prod(shape)
