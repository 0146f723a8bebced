"""What the chapter on convolutional networks prints beside its trainings."""

from __future__ import annotations

import numpy as np


def print_first_layer(image: np.ndarray, feature_maps: np.ndarray, pooled: np.ndarray, difference: float) -> None:
    """Print the shapes of what was computed by hand, each (height, width, channels), and how far Keras is from it."""
    print("\nThe first convolution and pooling of the CNN by hand, on one test image:")
    for name, array in (("image", image), ("feature maps", feature_maps), ("after pooling", pooled)):
        print(f"  {name:14}" + " x ".join(map(str, array.shape)))
    print(f"  largest difference from the output of Keras: {difference:.1g}")


def print_parameters(counts: dict[int, dict[str, int]], channels: int) -> None:
    """Print the parameters of each network by the side of the image, and how they grow.

    Args:
        counts: side of the image -> network -> its parameters.
        channels: of the image.
    """
    sides = list(counts)
    print(f"\nParameters of each network by the size of its images ({channels} channel{'s' * (channels > 1)}):")
    print(f"{'':20}" + "".join(f"{f'{side} x {side}':>12}" for side in sides) + f"{'growth':>9}")
    for name in counts[sides[0]]:
        row = [counts[side][name] for side in sides]
        print(f"{name:20}" + "".join(f"{count:12,}" for count in row) + f"{f'x {row[-1] / row[-2]:.2f}':>9}")
    print("average: global average pooling in place of Flatten (accuracy: table below)")
    print("without sharing: every position of the image has filters of its own")
    print(f"growth: from {sides[-2]} x {sides[-2]} to {sides[-1]} x {sides[-1]}, four times as many pixels")
