"""What the chapter on logistic regression prints beside its trainings: sigmoids in float32, and numbers of products."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from comparison.losses import sigmoid

PICTURE = 283 * 354
FEATURES = {
    "x1, x2": 2,
    "x1, x2, x3": 3,
    "a tumour": 30,
    "28 x 28 pixels": 28 * 28,
    "283 x 354 pixels": PICTURE,
    "283 x 354 in RGB": 3 * PICTURE,
    "1024 x 1024 pixels": 1024 * 1024,
}
"""What has features, and how many: the slides' examples among them."""


def print_sigmoid(float32_sigmoid: Callable[[np.ndarray], np.ndarray]) -> None:
    """Print the sigmoid of a few numbers in float64 and in float32, where it reaches 0 and 1."""
    x = np.array([-110.0, -17.0, -1.0, 0.0, 1.0, 16.0, 17.0, 110.0])
    print("The sigmoid 1 / (1 + e^-x), with 64 bits a number (float64) and with 32 (float32)")
    print(f"{'x':>6}  {'float64':23} float32")
    for number, exact, rounded in zip(x, sigmoid(x), float32_sigmoid(x), strict=True):
        reached = f"   exactly {rounded:g}" if rounded in (0, 1) else ""
        print(f"{number:6g}  {exact:<23.17g} {rounded:.9g}{reached}")


def print_terms(polynomial_terms: Callable[[int, int], int]) -> None:
    """Print how many products of up to 1, 2 and 3 features there are."""
    print("\nHow many products a logistic regression needs as features, for all terms up to")
    print(f"{'':20} {'degree 1':>10} {'degree 2':>16} {'degree 3':>24}")
    for name, features in FEATURES.items():
        one, two, three = (polynomial_terms(features, degree) for degree in (1, 2, 3))
        print(f"{name:20} {one:10,} {two:16,} {three:24,}")
