"""Loss and accuracy beside each other: their correlation over the epochs, and both as functions of the weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comparison.undefined import Undefined, Value
from training.runs import Run


def correlation(one: Sequence[float], other: Sequence[float]) -> Value:
    """Pearson's: the mean product of the two, each less its mean and divided by its standard deviation."""
    a, b = np.array(one, np.float64), np.array(other, np.float64)
    if len(a) < 3 or not a.std() or not b.std():
        return Undefined("it needs three epochs and values that change")
    return float(np.mean((a - a.mean()) * (b - b.mean())) / (a.std() * b.std()))


def correlated(trained: Run, first: int = 0, last: int | None = None) -> Value:
    """Correlation of validation loss and validation accuracy over the epochs of a training, or over some of them."""
    history = trained.history
    return correlation(history["val_loss"][first:last], history["val_accuracy"][first:last])


def softmax_regression(weights: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Log loss and accuracy of a network without hidden layer: weights (features, classes), x (examples, features)."""
    scores = x.astype(np.float64) @ weights.astype(np.float64) + bias
    scores -= scores.max(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(y)), y])
    return float(loss), float(np.mean(scores.argmax(axis=1) == y))


def along_a_line(
    weights: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray, distances: np.ndarray, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Loss and accuracy, (points,) each, as the weights move by `distances` (points,) along a random line."""
    direction = np.random.default_rng(seed).normal(size=weights.shape)
    direction /= np.linalg.norm(direction)
    losses, accuracies = zip(
        *(softmax_regression(weights + distance * direction, bias, x, y) for distance in distances), strict=True
    )
    return np.array(losses), np.array(accuracies)


def slopes_at(
    weights: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray, step: float, features: int = 20
) -> np.ndarray:
    """Derivatives of loss and accuracy, (features, 2), by the weights of class 0 on the features that vary most.

    Central differences: the weight is moved by `step` to either side.
    """
    slopes = []
    for feature in np.argsort(-x.std(axis=0))[:features]:
        moved = np.zeros(weights.shape)
        moved[feature, 0] = step
        ahead, behind = (np.array(softmax_regression(weights + sign * moved, bias, x, y)) for sign in (1, -1))
        slopes.append((ahead - behind) / (2 * step))
    return np.array(slopes)
