"""What the chapter on backpropagation prints beside its passes: trainings by hand beside those of Keras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chapters.material.backpropagation.layers import Layer, flat, layers_of
from training.runs import Run


def print_by_hand(runs: Sequence[Run], by_hand: Sequence[tuple[list[Layer], list[Layer]]]) -> None:
    """Print how far the weights of trainings by hand are from those of Keras, and how far they moved.

    Args:
        runs: the trainings in Keras.
        by_hand: of each run the layers before the training and after it, by hand.
    """
    print(f"\nThe same trainings by hand on {runs[0].settings['data']['name']}, from the same first weights")
    print(f"  {'':<26} {'parameters':>10} {'largest change':>15} {'difference to Keras':>20}")
    for run, pair in zip(runs, by_hand, strict=True):
        theirs = flat(layers_of(run.model))
        moved, apart = (np.abs(theirs - flat(layers)).max() for layers in pair)
        print(f"  {f'{run.name} (seed {run.seed})':<26} {len(theirs):10,} {moved:15.2f} {apart:20.0e}")
