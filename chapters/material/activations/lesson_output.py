"""What the chapter on activation functions prints: gradients before training, and ranges of output activations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from chapters.material.activations.curves import OUTPUTS


def print_gradients(gradients: Mapping[str, np.ndarray]) -> None:
    """Print the gradient of the first hidden layer divided by that of the last, before training.

    Args:
        gradients: activation -> size of the gradient of each hidden layer.
    """
    print("\nBefore training: size of the gradient in the first hidden layer, divided by")
    print("that in the last")
    for name, sizes in gradients.items():
        print(f"  {name:<11} {sizes[0] / sizes[-1]:10.3g}")


def print_outputs() -> None:
    """Print the range of each output activation on random scores, the sum of its three outputs, and what it fits."""
    scores = np.random.default_rng(0).normal(0, 2, (1_000, 3))
    print("\nOutput activations of three random scores for each of 1,000 examples:")
    print("range of the outputs, range of an example's sum, and the task that they fit")
    for name, (activation, fits) in OUTPUTS.items():
        outputs = activation(scores)
        sums = outputs.sum(axis=1)
        print(
            f"  {name:<8} {outputs.min():6.2f} to {outputs.max():5.2f}   sum {sums.min():6.2f} to {sums.max():5.2f}\n"
            f"  {'':<8} fits {fits}"
        )
