"""What the chapter on CNN architectures prints: the cost of every network, and what a damaged one loses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import models
from datasets.dataset import Dataset
from training.settings import Recipe


def print_costs(recipes: Mapping[str, Recipe], data: Dataset) -> None:
    """Print the multiply-adds and parameters of every network, counted on the built model."""
    print("\nMultiply-adds for one image, and parameters:")
    for name, recipe in recipes.items():
        model = recipe(data.input_shape, data.outputs, data.task)
        print(f"{name:12} {models.multiply_adds(model):10,} multiply-adds {model.count_params():9,} parameters")
    print()


def print_damages(damages: Sequence[dict[str, list[float]]], images: int) -> None:
    """Print how much accuracy a trained network loses with an edge or a node.

    Args:
        damages: of `accuracy_losses`, one for each seed of the weights.
        images: test images that judged it.
    """
    seeds = f"{len(damages)} seed{'s' * (len(damages) > 1)}"
    print(f"\nGraph damage: accuracy that WS graph 0 loses on {images} test images ({seeds})")
    for kind in damages[0]:
        lost = np.concatenate([damage[kind] for damage in damages])
        print(f"  without {kind}: {lost.mean():.4f} on average, {lost.max():.4f} at most ({len(lost)} removals)")
