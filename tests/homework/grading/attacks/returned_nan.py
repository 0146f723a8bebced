"""Everything is NaN, infinite or 0, also what answers the questions."""

import numpy as np


def cost(predictions, y):
    return np.nan


def sigmoid(z):
    return np.full(np.shape(z), np.nan)


def log_loss(probabilities, y):
    return 0.0


def fit_line(x, y, learning_rate, steps):
    return np.full(x.shape[1], np.inf), np.nan, np.full(steps + 1, -np.inf)
