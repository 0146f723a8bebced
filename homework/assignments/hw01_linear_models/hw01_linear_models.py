# %% [markdown]
"""Homework 1: linear and logistic regression by gradient descent (선형 회귀, 로지스틱 회귀, 경사하강법).

Fill in every function that ends with `raise NotImplementedError`. Use NumPy only. The README says what is worth what.
This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in VS Code and Jupyter.

In all functions m is the number of examples, n the number of features.
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
import numpy as np

import comparison
import datasets
import models
import training


# %% Part 1: a line
def predict(x: np.ndarray, weights: np.ndarray, bias: float) -> np.ndarray:
    """The output of the line H(x) = w x + b for every example (slide "How it works").

    Args:
        x: features, shape (m, n).
        weights: one a feature, shape (n,).
        bias: the intercept b.

    Returns:
        Shape (m,).
    """
    raise NotImplementedError


def cost(predictions: np.ndarray, y: np.ndarray) -> float:
    """The mean squared error: cost = 1/m sum_i (H(x_i) - y_i)^2 (slide "How it works").

    Args:
        predictions: H(x_i), shape (m,).
        y: targets, shape (m,).
    """
    raise NotImplementedError


def line_gradient(x: np.ndarray, y: np.ndarray, weights: np.ndarray, bias: float) -> tuple[np.ndarray, float]:
    """The gradient of J = 1/(2m) sum_i (H(x_i) - y_i)^2: what the slide's update rule multiplies by alpha.

        dJ/dw_j = 1/m sum_i (H(x_i) - y_i) x_ij          dJ/db = 1/m sum_i (H(x_i) - y_i)

    Args:
        x: features, shape (m, n).
        y: targets, shape (m,).
        weights, bias: as of `predict`.

    Returns:
        (dJ/dw of shape (n,), dJ/db).
    """
    raise NotImplementedError


# %% Part 2: gradient descent
def standardise(train: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale features to mean 0 and standard deviation 1: gradient descent needs features of one size.

    The mean and the standard deviation are those of the training split, for both arrays: nothing of the other split may
    be known in the training. A column that is constant in the training split is only centred.

    Args:
        train: features of the training split, shape (m, n).
        other: features of another split, shape (k, n).

    Returns:
        (train scaled, other scaled); the arrays that are given stay as they are.
    """
    raise NotImplementedError


def fit_line(x: np.ndarray, y: np.ndarray, learning_rate: float, steps: int) -> tuple[np.ndarray, float, np.ndarray]:
    """Batch gradient descent from weights and bias 0: `steps` times theta := theta - alpha dJ/dtheta.

    In a step, weights and bias change together: both gradients belong to the old values.

    Args:
        x: features, shape (m, n).
        y: targets, shape (m,).
        learning_rate: alpha.
        steps: how many.

    Returns:
        (weights of shape (n,), bias, the `cost` before each step and after the last, shape (steps + 1,)).
    """
    raise NotImplementedError


# %% Part 3: logistic regression
def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-z) for every element (slide "Linear Regression for classification?"), between 0 and 1.

    It gives no warning and no NaN for z of 1000 and -1000.

    Args:
        z: any shape.
    """
    raise NotImplementedError


def log_loss(probabilities: np.ndarray, y: np.ndarray) -> float:
    """J = -1/m sum_i [y_i log h_i + (1 - y_i) log(1 - h_i)] (slide "How it works", logistic regression).

    A probability of exactly 0 or 1 counts as 1e-7 or 1 - 1e-7, so that the loss stays finite.

    Args:
        probabilities: h_i, shape (m,).
        y: 0 or 1, shape (m,).
    """
    raise NotImplementedError


def logistic_gradient(x: np.ndarray, y: np.ndarray, weights: np.ndarray, bias: float) -> tuple[np.ndarray, float]:
    """The gradient of the log loss of h = sigmoid(x w + b).

    Args and returns as of `line_gradient`.
    """
    raise NotImplementedError


def classify(x: np.ndarray, weights: np.ndarray, bias: float, threshold: float = 0.5) -> np.ndarray:
    """1 where the probability of the logistic regression is at least the decision threshold, else 0.

    Args:
        x: features, shape (m, n).
        weights, bias: of the logistic regression.
        threshold: of the probability.

    Returns:
        Integers, shape (m,).
    """
    raise NotImplementedError


# %% To look at: your logistic regression beside Keras' on real tumours. Run this file when all functions are written.
if __name__ == "__main__":
    data = datasets.load("breast_cancer")
    x, test_x = standardise(data.train.x, data.test.x)
    weights, bias = np.zeros(x.shape[1]), 0.0
    for _ in range(500):
        by_weights, by_bias = logistic_gradient(x, data.train.y.reshape(-1), weights, bias)
        weights, bias = weights - 0.5 * by_weights, bias - 0.5 * by_bias
    accuracy = np.mean(classify(test_x, weights, bias) == data.test.y.reshape(-1))
    print(f"your logistic regression: accuracy {accuracy:.3f} on {len(test_x)} tumours it has not seen")
    runs = training.fit_all({"keras": models.logistic_regression}, data, epochs=30, folder="runs/hw01")
    table = comparison.compare(runs)
    table.print()
    print("figure:", table.plot("runs/hw01/comparison.png"))
