"""Shared by the tests of models: weights that no builder would set."""

from collections.abc import Callable

import numpy as np
import pytest


@pytest.fixture
def random_weights() -> Callable:
    """Give every weight of a model another value, so that a loader that drops one of them is found out."""

    def change(model) -> None:
        rng = np.random.default_rng(7)
        # Around 0.5: a variance has to be positive, and no value is one that Keras starts from.
        model.set_weights([rng.uniform(0.2, 0.8, weight.shape).astype("float32") for weight in model.get_weights()])
        for layer in model.layers:  # kernels of both signs, so that not everything passes ReLU and saturates softmax
            kernels = [weight for weight in layer.weights if "kernel" in weight.path]
            for kernel in kernels:
                kernel.assign(rng.normal(0, 0.1, kernel.shape))

    return change
