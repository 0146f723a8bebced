"""The line of Géron 2019, chapter 4: its 100 points, how the book descends on them, and where its steps end.

The numbers come from the book's public notebook. They can be repeated exactly: the book draws points, first parameters
and examples from NumPy's legacy generator, each time from seed 42.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

BOOK = {
    "normal equation": (4.21509616, 2.77011339),
    "batch, 1,000 steps": (4.21509616, 2.77011339),
    "stochastic, 50 epochs": (4.21076011, 2.74856079),
    "mini-batch of 20, 50 epochs": (4.25214635, 2.7896408),
}
"""How the book fits the line -> the parameters (theta_0, theta_1) that it prints."""


def book_points() -> tuple[np.ndarray, np.ndarray]:
    """y = 4 + 3 x + noise: one feature of 100 examples (100, 1), and targets (100, 1)."""
    draw = np.random.RandomState(42)
    x = 2 * draw.rand(100, 1)
    return x, 4 + 3 * x + draw.randn(100, 1)


def book_descents() -> dict[str, dict[str, Any]]:
    """Name, as in `BOOK` -> learning rates `alphas`, examples of each step `batches`, and first parameters `theta`.

    The book descends the cost with 1/m. The learning rates here are twice the book's, for the cost with 1/2m. Each can
    be used once: the examples are drawn while they are used, as in the book.
    """

    def after_theta() -> tuple[np.random.RandomState, np.ndarray]:
        draw = np.random.RandomState(42)
        return draw, draw.randn(2, 1)

    def shuffled(draw: np.random.RandomState) -> Iterable[np.ndarray]:
        for _ in range(50):
            order = draw.permutation(100)
            yield from (order[start : start + 20] for start in range(0, 100, 20))

    single, theta = after_theta()
    twenty, _ = after_theta()
    return {
        "batch, 1,000 steps": {"alphas": 2 * 0.1, "batches": [np.arange(100)] * 1_000, "theta": theta},
        "stochastic, 50 epochs": {
            "alphas": (2 * 5 / (step + 50) for step in range(5_000)),
            "batches": (single.randint(100, size=1) for _ in range(5_000)),
            "theta": theta,
        },
        "mini-batch of 20, 50 epochs": {
            "alphas": (2 * 200 / (step + 1_000) for step in range(1, 251)),
            "batches": shuffled(twenty),
            "theta": theta,
        },
    }
