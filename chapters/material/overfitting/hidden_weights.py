"""The weights of the hidden layers of a trained dense network."""

from __future__ import annotations

import numpy as np

from runtime.backend import keras
from training.runs import Run


def hidden_kernels(trained: Run) -> list[np.ndarray]:
    """The kernels (inputs, units) of the hidden layers, the first layer's first."""
    dense = [layer for layer in trained.model.layers if isinstance(layer, keras.layers.Dense)]
    return [np.asarray(layer.kernel) for layer in dense[:-1]]
