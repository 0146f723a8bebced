"""Arrays of objects, pickles, structures and dates."""

import numpy as np


class Bomb:
    def __reduce__(self):
        return eval, ("__import__('os').system('touch /tmp/left-by-attack')",)


def cost(predictions, y):
    return np.array([Bomb()], dtype=object)


def sigmoid(z):
    return np.zeros(3, dtype=[("x", object), ("y", float)])


def log_loss(probabilities, y):
    return np.array(["2026-01-01"], dtype="datetime64[D]")


def predict(x, weights, bias):
    return np.rec.array([(1, b"x")]), Bomb(), 1 + 2j, b"bytes", {1: 2}, {"a": Bomb()}
