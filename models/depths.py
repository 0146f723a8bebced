"""How deep a network is: its layers with weights, counted along the longest path from an input to an output."""

from __future__ import annotations

from typing import Any

from models.arithmetic import calls_of
from runtime.arguments import instance
from runtime.backend import keras


def depth(model: keras.Model) -> int:
    """Layers with a kernel on the longest path: dense, convolutional (a separable convolution is one) and recurrent.

    So the papers count: VGG-16 has 16, ResNet-50 has 50, as convolutions side by side count once. Pooling,
    normalisation and activations do not count. The gates of SE-ResNet lie on the path, and their dense layers count,
    which the name SE-ResNet-50 leaves out.

    Args:
        model: Sequential or functional, and built.

    Returns:
        Their number; a layer that is called twice on the path counts twice.

    Raises:
        UserError: the model has no graph of calls: it is not built, or a class of its own.
    """
    instance("model", model, keras.Model, "what a recipe returns")
    longest: dict[int, int] = {}  # of each tensor
    for call in calls_of(model):
        before = max((longest[id(tensor)] for tensor in call.input_tensors), default=0)
        longest |= {id(tensor): before + _counted(call.operation) for tensor in call.output_tensors}
    return max(longest[id(tensor)] for tensor in model.outputs)


def _counted(operation: Any) -> int:
    if isinstance(operation, keras.Model):
        return depth(operation)
    weights = operation.weights if isinstance(operation, keras.layers.Layer) else ()
    return int(any(weight.name.endswith("kernel") for weight in weights))
