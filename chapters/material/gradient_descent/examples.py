"""Examples for gradient descent, with a first column of ones: the book's line, and the classes of breast_cancer."""

from __future__ import annotations

import numpy as np

import datasets
from chapters.material.gradient_descent.book_steps import book_points


def with_ones(x: np.ndarray) -> np.ndarray:
    """Features as a table (m, n) in float64, with x_0 = 1 in its first column: theta_0 is the bias."""
    return np.column_stack([np.ones(len(x)), x.reshape(len(x), -1).astype(np.float64)])


def book_line() -> tuple[np.ndarray, np.ndarray]:
    """The book's 100 points: features (100, 2) with x_0 = 1, and targets (100, 1)."""
    x, y = book_points()
    return with_ones(x), y


def cancer_classes() -> tuple[np.ndarray, np.ndarray]:
    """The training examples of breast_cancer: the mean radius alone (m, 2) with x_0 = 1, and the classes (m, 1)."""
    train = datasets.load("breast_cancer").train
    return with_ones(train.x[:, :1]), train.y[:, None].astype(np.float64)
