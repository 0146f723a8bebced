"""What the chapter on backpropagation prints beside its passes: trainings by hand beside those of Keras."""

from __future__ import annotations

import numpy as np

from chapters.material.backpropagation.layers import Layer, flat, layers_of
from training.runs import Run


def print_by_hand(run: Run, first: list[Layer], last: list[Layer]) -> None:
    """Print how far the weights of a training by hand are from those of Keras, beside how far they moved.

    Args:
        run: the training in Keras.
        first: the layers before it.
        last: the layers after the training by hand.
    """
    theirs = flat(layers_of(run.model))
    moved, apart = (np.abs(theirs - flat(layers)).max() for layers in (first, last))
    name = f"{run.name} (seed {run.seed})"
    print(f"  {name:<26} {len(theirs):6,} parameters   moved by up to {moved:.2f}   Keras' differ by {apart:.0e}")
