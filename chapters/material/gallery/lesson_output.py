"""What the chapter on CNN architectures prints of damaged networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def print_losses(losses: Sequence[dict[str, list[float]]], images: int) -> None:
    """Print how much accuracy a trained network loses with an edge or a node.

    Args:
        losses: of `accuracy_losses`, one for each seed of the weights.
        images: test images that judged it.
    """
    seeds = f"{len(losses)} seed{'s' * (len(losses) > 1)}"
    print(f"\nGraph damage: how far the accuracy of WS graph 0 falls on {images} test images ({seeds})")
    for kind in losses[0]:
        lost = np.concatenate([of_seed[kind] for of_seed in losses])
        print(f"  without {kind}: by {lost.mean():.4f} on average, {lost.max():.4f} at most ({len(lost)} removals)")
