"""Arrays without end in no memory, and a list that is nested ten thousand deep."""

import numpy as np


def cost(predictions, y):
    return np.broadcast_to(np.float64(0), (10**6, 10**6))


def sigmoid(z):
    deep = []
    for _ in range(10_000):
        deep = [deep]
    return deep


def predict(x, weights, bias):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (2**40,), (0,))


def log_loss(probabilities, y):
    return list(range(5_000_000))
