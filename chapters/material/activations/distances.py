"""How far the layers of a network moved from their initial weights."""

from __future__ import annotations

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run
from training.settings import Recipe


def layer_moves(trained: Run, recipe: Recipe, data: Dataset) -> np.ndarray:
    """The way of the kernel W of each hidden layer relative to its initial size, |W - W0| / |W0|, (depth,).

    Args:
        trained: a run of the recipe; its seed gives the initial weights W0 again.
        recipe: of a network whose hidden layers are called hidden1, hidden2, ...
        data: that it was trained on.
    """
    keras.utils.set_random_seed(trained.seed)
    begun = recipe(data.input_shape, data.outputs, data.task)
    names = [layer.name for layer in begun.layers if layer.name.startswith("hidden")]
    before, after = ([model.get_layer(name).get_weights()[0] for name in names] for model in (begun, trained.model))
    return np.array([np.linalg.norm(w - w0) / np.linalg.norm(w0) for w, w0 in zip(after, before, strict=True)])
