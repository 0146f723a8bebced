"""What one forward pass costs: multiply-adds, counted call by call from the shapes of the built model.

A multiply-add is one product of a weight and an input, added to a sum. Biases, activations, pooling, normalisation,
dropout and reshaping multiply by no weight matrix and count 0; so do look-ups in an embedding, and the operations of
`keras.ops` that work element by element, sum or move. What is not known is refused, never counted as 0.
"""

from __future__ import annotations

import math
from typing import Any

from runtime.arguments import instance
from runtime.backend import keras
from runtime.errors import UserError

FREE = (
    "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "AveragePooling1D", "AveragePooling2D",
    "BatchNormalization", "CenterCrop", "Concatenate", "Cropping1D", "Cropping2D", "Dropout", "ELU", "Embedding",
    "Flatten", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalMaxPooling1D", "GlobalMaxPooling2D", "InputLayer", "LayerNormalization", "LeakyReLU", "Masking",
    "MaxPooling1D", "MaxPooling2D", "Maximum", "Multiply", "Normalization", "PReLU", "Permute", "RandomFlip",
    "RandomRotation", "RandomTranslation", "RandomZoom", "ReLU", "RepeatVector", "Rescaling", "Reshape", "Resizing",
    "Softmax", "SpatialDropout1D", "SpatialDropout2D", "StageInput", "Subtract", "UnitNormalization", "UpSampling1D",
    "UpSampling2D", "ZeroPadding1D", "ZeroPadding2D",
)  # fmt: skip
"""Layers without a product of weights and inputs. The scale of a normalisation can be folded into the layer before."""

COSTLY = (
    "AffineTransform", "AssociativeScan", "CDist", "Cholesky", "CholeskyInverse", "Cond", "Conv", "ConvTranspose",
    "Corrcoef", "Correlate", "Cross", "DepthwiseConv", "Det", "Dot", "DotProductAttention", "Eig", "Eigh", "Einsum",
    "ElasticTransform", "FFT", "FFT2", "ForiLoop", "Function", "GaussianBlur", "IFFT2", "IRFFT", "ISTFT", "Inner",
    "Inv", "JVP", "Kron", "Logdet", "Lstsq", "LuFactor", "Map", "Matmul", "MatrixRank", "Outer", "PerspectiveTransform",
    "Pinv", "Qr", "RFFT", "SSIM", "STFT", "SVD", "Scan", "SeparableConv", "Slogdet", "SobelEdges", "Solve",
    "SolveTriangular", "Switch", "Tensordot", "Vander", "Vdot", "Vecdot", "VectorizedMap", "WhileLoop",
)  # fmt: skip
"""Operations of `keras.ops` that multiply arrays by each other, or run code that cannot be looked into."""

GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}

Shape = tuple[int | None, ...]


def multiply_adds(model: keras.Model) -> int:
    """Multiply-adds of one forward pass on one example.

    Args:
        model: Sequential or functional, and built; every dimension but the batch is known.

    Returns:
        Their number, a layer that is called twice counted twice, for the layers of this course: dense, convolutional
        (plain, depthwise, separable, transposed), recurrent (simple, LSTM, GRU, bidirectional, time-distributed), and
        those that cost nothing.

    Raises:
        UserError: a layer or operation is of another kind, a dimension is unknown, or the model has no graph of calls:
            it is not built, or a class of its own.
    """
    instance("model", model, keras.Model, "what a recipe returns")
    return sum(_of_call(call) for call in calls_of(model))


def calls_of(model: keras.Model) -> list[Any]:
    """Every call of a layer or operation in a Sequential or functional model, those that come first at the start.

    Raises:
        UserError: the model has no graph of calls: it is not built, or a class of its own.
    """
    # A graph's nodes are its calls. Keras has no public name for them: a layer's own list of calls holds those in other
    # models too.
    graph = getattr(getattr(model, "_functional", model), "_nodes_by_depth", None)
    if graph is None:
        raise UserError(
            f"the calls of model {model.name} are not known; build it as a Sequential or functional model with an Input"
        )
    return [call for distance in sorted(graph, reverse=True) for call in graph[distance]]  # to the output


def _of_call(call: Any) -> int:
    operation, kind = call.operation, type(call.operation).__name__
    if isinstance(operation, keras.Model):  # a model inside the model
        return multiply_adds(operation)
    if not isinstance(operation, keras.layers.Layer):
        if kind in COSTLY or type(operation).__module__.split(".")[0] != "keras":
            raise UserError(f"multiply-adds of operation {operation.name} ({kind}) are not known; use a layer instead")
        return 0
    if kind in FREE:
        return 0
    return of_layer(operation, _shape(call.input_tensors), _shape(call.output_tensors))


def of_layer(layer: keras.layers.Layer, inputs: Shape, outputs: Shape) -> int:
    """Multiply-adds of one call of a layer, by its kind.

    Args:
        layer: that has weights.
        inputs: shape of its first input, without the batch.
        outputs: shape of its first output, without the batch.

    Raises:
        UserError: its kind is not known, or a size that decides is not.
    """
    kind = type(layer).__name__
    if kind == "WeightedSum":  # of a randomly wired network: one weight for each input
        return math.prod(layer.edge_weights.shape) * _places(outputs, layer)
    if kind == "Dense":
        return math.prod(layer.kernel.shape) * _places(outputs[:-1], layer)
    if kind == "TimeDistributed" and type(layer.layer).__name__ == "Dense":
        return math.prod(layer.layer.kernel.shape) * _places(outputs[:-1], layer)
    if kind in ("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"):
        return math.prod(layer.kernel.shape) * _places(_positions(outputs, layer), layer)
    if kind in ("Conv1DTranspose", "Conv2DTranspose"):  # every input position is spread by the kernel
        return math.prod(layer.kernel.shape) * _places(_positions(inputs, layer), layer)
    if kind in ("SeparableConv1D", "SeparableConv2D"):
        # The depthwise part makes the strides, so both parts work at the output's positions.
        kernels = math.prod(layer.depthwise_kernel.shape) + math.prod(layer.pointwise_kernel.shape)
        return kernels * _places(_positions(outputs, layer), layer)
    cells = (layer.forward_layer, layer.backward_layer) if kind == "Bidirectional" else (layer,)
    if all(type(cell).__name__ in GATES for cell in cells):
        steps, features = _places(inputs[:1], layer), inputs[-1]
        return sum(steps * GATES[type(cell).__name__] * cell.units * (features + cell.units) for cell in cells)
    raise UserError(f"multiply-adds of layer {layer.name} ({kind}) are not known; add it to models/arithmetic.py")


def _positions(shape: Shape, layer: Any) -> Shape:
    """Where a kernel is applied: the shape without its channels."""
    return shape[1:] if layer.data_format == "channels_first" else shape[:-1]


def _shape(tensors: list[Any]) -> Shape:
    return tuple(tensors[0].shape[1:])


def _places(shape: Shape, layer: Any) -> int:
    known = [size for size in shape if size is not None]
    if len(known) < len(shape):
        raise UserError(f"layer {layer.name} works on an unknown size {shape}; build the model with a fixed shape")
    return math.prod(known)
