"""The metrics of the slide in plain NumPy and the same from Keras; log loss and accuracy as functions of the weights.

Slide "Metric". Géron 2019, chapter 3, "Performance Measures".
"""

from __future__ import annotations

import numpy as np

from comparison.undefined import Undefined, Value, ratio
from runtime.backend import keras


def of_classes(y: np.ndarray, called: np.ndarray) -> dict[str, Value]:
    """Accuracy, precision, recall and F1 from truth and answer, 0 or 1 each, (examples,)."""
    hits, false_alarms = np.sum((y == 1) & (called == 1)), np.sum((y == 0) & (called == 1))
    misses, rightly_left = np.sum((y == 1) & (called == 0)), np.sum((y == 0) & (called == 0))
    return {
        "accuracy": float((hits + rightly_left) / len(y)),
        "precision": ratio(hits, hits + false_alarms, "nothing was called positive"),
        "recall": ratio(hits, hits + misses, "nothing is positive"),
        "f1": ratio(2 * hits, 2 * hits + false_alarms + misses, "nothing is or was called positive"),
    }


def of_errors(y: np.ndarray, prediction: np.ndarray) -> dict[str, Value]:
    """MSE, MAE and RMSE from truth and prediction, (examples,)."""
    error = np.asarray(prediction, np.float64) - y
    mse = float(np.mean(error**2))
    return {"mse": mse, "mae": float(np.mean(np.abs(error))), "rmse": mse**0.5}


def from_keras(y: np.ndarray, prediction: np.ndarray, task: str, threshold: float = 0.5) -> dict[str, float]:
    """The same metrics as Keras computes them, from targets (examples,) and outputs (examples,)."""
    metrics = {
        "accuracy": keras.metrics.BinaryAccuracy(threshold=threshold),
        "precision": keras.metrics.Precision(thresholds=threshold),
        "recall": keras.metrics.Recall(thresholds=threshold),
        "f1": keras.metrics.F1Score(threshold=threshold),
    }
    if task == "regression":
        metrics = {
            "mse": keras.metrics.MeanSquaredError(),
            "mae": keras.metrics.MeanAbsoluteError(),
            "rmse": keras.metrics.RootMeanSquaredError(),
        }
    for metric in metrics.values():
        metric.update_state(y[:, None].astype(np.float32), prediction[:, None].astype(np.float32))
    return {name: float(np.squeeze(metric.result())) for name, metric in metrics.items()}


def correlation(one: list[float], other: list[float]) -> Value:
    """Pearson's: the mean product of the two, each less its mean and divided by its standard deviation."""
    a, b = np.array(one, np.float64), np.array(other, np.float64)
    if len(a) < 3 or not a.std() or not b.std():
        return Undefined("it takes three epochs and something that changes")
    return float(np.mean((a - a.mean()) * (b - b.mean())) / (a.std() * b.std()))


def softmax_regression(weights: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Log loss and accuracy of a network without hidden layer: weights (features, classes), x (examples, features)."""
    scores = x.astype(np.float64) @ weights.astype(np.float64) + bias
    scores -= scores.max(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(y)), y])
    return float(loss), float(np.mean(scores.argmax(axis=1) == y))


def line_through(
    weights: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray, distances: np.ndarray, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Loss and accuracy, (points,) each, as the weights move by `distances` (points,) along a random line."""
    direction = np.random.default_rng(seed).normal(size=weights.shape)
    direction /= np.linalg.norm(direction)
    losses, accuracies = zip(
        *(softmax_regression(weights + far * direction, bias, x, y) for far in distances), strict=True
    )
    return np.array(losses), np.array(accuracies)


def slopes_at(
    weights: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray, step: float, features: int = 20
) -> np.ndarray:
    """Slopes of loss and accuracy, (features, 2), by the weights of class 0 on the features that vary most.

    Central differences: the weight is moved by `step` to either side.
    """
    slopes = []
    for feature in np.argsort(-x.std(axis=0))[:features]:
        moved = np.zeros(weights.shape)
        moved[feature, 0] = step
        ahead, behind = (np.array(softmax_regression(weights + way * moved, bias, x, y)) for way in (1, -1))
        slopes.append((ahead - behind) / (2 * step))
    return np.array(slopes)
