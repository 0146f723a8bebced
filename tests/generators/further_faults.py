"""Further planted faults: in the package, in Keras and scikit-learn, and in the words that a claim reads.

What computes a claim must notice each of them, as it notices those of `planted_faults`.
"""

import math

import numpy as np
from planted_faults import changed, losses, put, words
from sklearn import linear_model, svm

from chapters import ch10_gradient_descent as ch10
from chapters import ch14_activations as ch14
from chapters.claims import exact_lines as lines
from chapters.material.activations import curves
from comparison.losses import named
from runtime.backend import keras


def seven(y, z):
    return 7 + 0 * y * z


def negative(loss):
    """The gradient of one of the package's losses with the wrong sign."""
    gradient = named(loss).gradient
    return losses(loss, gradient=lambda y, z: -gradient(y, z))


class Reversed(linear_model.LogisticRegression):
    """A logistic regression with the right boundary, and the classes exchanged."""

    def fit(self, *given):
        super().fit(*given)
        self.coef_, self.intercept_ = -self.coef_, -self.intercept_
        return self


class Straight(svm.SVC):
    """An SVM whose kernel is none."""

    def __init__(self, **keywords):
        super().__init__(**{**keywords, "kernel": "linear"})


def without_a_valley(cost, theta, *_):
    return cost + math.cos(9 * theta[0]) - 1


FURTHER = [
    ("squared-loss-of-the-table", negative("squared error")),
    ("logistic-loss-of-the-table", losses("logistic", value=seven, gradient=seven)),
    ("logistic-loss-of-the-table", negative("logistic")),
    ("hinge-loss-of-the-table", negative("hinge")),
    ("hinge-loss-of-the-table", losses("hinge", gradient=lambda y, z: np.where(y * z < 1, y, 0.0))),
    ("logistic-loss-is-cross-entropy", losses("cross-entropy", value=seven)),
    ("logistic-loss-is-cross-entropy", losses("logistic", value=seven)),
    ("targets-belong-to-the-formula", losses("hinge", value=lambda y, z: np.maximum(0, 1 - (2 * y - 1) * z))),
    ("cost-is-the-sum-of-losses", losses("squared error", value=seven)),
    ("logistic-stands-the-far-example", put(linear_model, "LogisticRegression", Reversed)),
    ("terms-of-two-inputs", words(lines, "x2^2, ", "")),
    ("terms-of-two-inputs", words(lines, "x2^2, ", "x2^2, x2^3, ")),
    ("terms-of-three-inputs", words(lines, "x1x2x3,", "")),
    ("terms-of-three-inputs", words(lines, "x1x3", "x1x2")),  # one twice, one missing
    ("rgb-triples-the-features", words(lines, "x3", "x4")),
    ("kernel-estimates-the-distribution", put(svm, "SVC", Straight)),
    ("softmax-of-two-is-sigmoid", put(keras.activations, "softmax", lambda z, *_: 7 + 0 * z)),
    (
        "softmax-of-two-is-sigmoid",
        lambda monkeypatch: monkeypatch.setitem(curves.OUTPUTS, "softmax", (lambda z: 7 + 0 * z, "")),
    ),
    ("flattening-loses-information", put(keras.layers.Flatten, "call", lambda self, x: 0 * x)),
    ("activations-make-non-linearity", put(keras.activations, "tanh", lambda z: z)),
    ("activations-make-non-linearity", changed(ch14, "one_layer", lambda found, *_: (found[0], 0 * found[1]))),
    ("log-loss-is-convex", changed(ch10, "log_loss", without_a_valley)),
]
