"""Arrays without elements, and with many axes."""

import numpy as np


def cost(predictions, y):
    return np.zeros(0)


def sigmoid(z):
    return np.zeros((0, 2**60))


def predict(x, weights, bias):
    return np.zeros((1,) * 32)


def log_loss(probabilities, y):
    return []
