"""Weights that are exactly 0 under an L1 penalty: none after a training with gradients, many at the minimum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comparison.losses import sigmoid
from datasets.dataset import Dataset
from training.runs import Run

MOST_NUMBERS = 100_000
"""Examples x features x classes up to which the minimum is computed; it takes less than a second."""


def smallest_cost(x: np.ndarray, y: np.ndarray, l1: float, most: int = 100_000) -> tuple[np.ndarray, np.ndarray, float]:
    """The minimum of mean cross-entropy + l1 x sum of |w|, by proximal gradient descent with momentum (FISTA).

    After each step with the gradient of the cross-entropy alone, every weight is moved towards 0 by learning rate x l1,
    and it stays at 0 where it would cross it. Beck and Teboulle 2009, doi:10.1137/080716542.

    Args:
        x: (examples, features).
        y: (examples, outputs): one column of 0 and 1 for the sigmoid, one column a class for the softmax.
        l1: weight of the penalty, above 0; the biases have none.
        most: steps at most.

    Returns:
        Weights (features, outputs), biases (outputs,), and the cost.
    """
    examples, ones = len(x), np.ones((len(x), 1))
    with_ones = np.hstack([x, ones])
    curvature = np.linalg.eigvalsh(with_ones.T @ with_ones / examples)[-1] * (0.25 if y.shape[1] == 1 else 0.5)
    threshold = np.full((with_ones.shape[1], 1), l1 / curvature)
    threshold[-1] = 0
    now = ahead = np.zeros((with_ones.shape[1], y.shape[1]))
    weight = 1.0
    for _ in range(most):
        gradient = with_ones.T @ (_probabilities(with_ones @ ahead) - y) / examples
        moved = ahead - gradient / curvature
        then = np.sign(moved) * np.maximum(np.abs(moved) - threshold, 0)
        step = then - now
        if np.abs(step).max() < 1e-9:
            break
        if np.sum((ahead - then) * step) > 0:  # the momentum leads uphill: begin anew without it
            weight = 1.0
        following = (1 + np.sqrt(1 + 4 * weight**2)) / 2
        now, ahead, weight = then, then + (weight - 1) / following * step, following
    chosen = np.where(y > 0, _probabilities(with_ones @ now), 1 - _probabilities(with_ones @ now))
    entropy = -np.log(chosen).sum() if y.shape[1] == 1 else -np.log(chosen[y > 0]).sum()
    return now[:-1], now[-1], float(entropy / examples + l1 * np.abs(now[:-1]).sum())


def _probabilities(scores: np.ndarray) -> np.ndarray:
    """Sigmoid of one column of scores, softmax of several."""
    if scores.shape[1] == 1:
        return sigmoid(scores)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def print_zeros(runs: Sequence[Run], data: Dataset) -> None:
    """Print how many weights are exactly 0 after trainings with an L1 penalty, and how many at the minimum.

    Args:
        runs: of one Dense layer, with the same penalty, under several optimizers.
        data: of their training.
    """
    l1 = runs[0].settings["recipe"]["hyperparameters"]["l1"]
    total = runs[0].model.layers[-1].get_weights()[0].size
    print(f"\nL1 penalty, l1 = {l1:g}: weights that are exactly 0, of {total:,}")
    print(f"{'':24} {'exactly 0':>9} {'smallest |w|':>13} {'cost (train)':>13}")
    for trained in runs:
        weights = trained.model.layers[-1].get_weights()[0]
        name = f"{trained.settings['recipe']['hyperparameters']['optimizer']}, epochs: {trained.epochs}"
        cost = trained.metrics["train"]["loss"]
        print(f"{name:24} {np.sum(weights == 0):9,} {np.abs(weights).min():13.1e} {cost:13.4f}")
    x, y = data.train.x.reshape(len(data.train), -1).astype(np.float64), data.train.y.reshape(-1)
    if x.size * data.outputs > MOST_NUMBERS:
        print("The minimum of the cost is not computed here: it would take long for so many numbers.")
        return
    weights, _, cost = smallest_cost(x, np.eye(data.outputs)[y] if data.outputs > 1 else y[:, None], l1)
    print(f"{'minimum of the cost':24} {np.sum(weights == 0):9,} {np.abs(weights).min():13.1e} {cost:13.4f}")
    print("The derivative of |w| is -1 below 0 and 1 above. So a step with the gradient")
    print("jumps over 0 and the next one back: a weight comes near 0 and does not stay.")
