"""Activation functions (활성화 함수) and their derivatives in NumPy, as the papers write them.

Slide "Activation Function". Géron 2019, chapter 11, "Nonsaturating Activation Functions"; GELU and swish are not in
that section and are cited where they stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.special import erf

from comparison.losses import sigmoid

Curve = Callable[[np.ndarray], np.ndarray]

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
"""Klambauer, Unterthiner, Mayr and Hochreiter 2017: with these a layer keeps mean 0 and variance 1."""


def sigmoid_slope(z: np.ndarray) -> np.ndarray:
    """sigmoid (1 - sigmoid): at most 1/4."""
    return sigmoid(z) * (1 - sigmoid(z))


def tanh_slope(z: np.ndarray) -> np.ndarray:
    """1 - tanh^2: 1 at zero, vanishing at both ends."""
    return 1 - np.tanh(z) ** 2


def relu(z: np.ndarray) -> np.ndarray:
    """max(0, z)."""
    return np.maximum(z, 0)


def relu_slope(z: np.ndarray) -> np.ndarray:
    """1 above zero, 0 below."""
    return (z > 0).astype(float)


def leaky_relu(z: np.ndarray, leak: float = 0.2) -> np.ndarray:
    """z above zero, leak * z below (Maas, Hannun and Ng 2013); Keras' leak is 0.2."""
    return np.where(z > 0, z, leak * z)


def leaky_relu_slope(z: np.ndarray, leak: float = 0.2) -> np.ndarray:
    """1 above zero, the leak below: never 0."""
    return np.where(z > 0, 1.0, leak)


def elu(z: np.ndarray) -> np.ndarray:
    """z above zero, e^z - 1 below (Clevert, Unterthiner and Hochreiter 2015)."""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def elu_slope(z: np.ndarray) -> np.ndarray:
    """1 above zero, e^z below."""
    return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))


def selu(z: np.ndarray) -> np.ndarray:
    """scale * (z above zero, alpha (e^z - 1) below)."""
    return SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * np.expm1(np.minimum(z, 0)))


def selu_slope(z: np.ndarray) -> np.ndarray:
    """scale * (1 above zero, alpha e^z below)."""
    return SELU_SCALE * np.where(z > 0, 1.0, SELU_ALPHA * np.exp(np.minimum(z, 0)))


def gelu(z: np.ndarray) -> np.ndarray:
    """z Phi(z) with Phi the normal distribution function (Hendrycks and Gimpel 2016)."""
    return z * (1 + erf(z / math.sqrt(2))) / 2


def gelu_slope(z: np.ndarray) -> np.ndarray:
    """Phi(z) + z phi(z)."""
    return (1 + erf(z / math.sqrt(2))) / 2 + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def swish(z: np.ndarray) -> np.ndarray:
    """z sigmoid(z) (Ramachandran, Zoph and Le 2017); Keras' `silu`."""
    return z * sigmoid(z)


def swish_slope(z: np.ndarray) -> np.ndarray:
    """sigmoid(z) + z sigmoid(z) (1 - sigmoid(z))."""
    return sigmoid(z) + z * sigmoid_slope(z)


CURVES: dict[str, tuple[Curve, Curve]] = {
    "relu": (relu, relu_slope),
    "sigmoid": (sigmoid, sigmoid_slope),
    "tanh": (np.tanh, tanh_slope),
    "leaky_relu": (leaky_relu, leaky_relu_slope),
    "elu": (elu, elu_slope),
    "selu": (selu, selu_slope),
    "gelu": (gelu, gelu_slope),
    "swish": (swish, swish_slope),
}
"""Keras' name of an activation -> the function and its derivative."""


def softmax(z: np.ndarray) -> np.ndarray:
    """e^z over the sum of all e^z of the example: (examples, classes) -> the same."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softplus(z: np.ndarray) -> np.ndarray:
    """log(1 + e^z): above 0 everywhere."""
    return np.logaddexp(0, z)


OUTPUTS: dict[str, tuple[Curve, str]] = {
    "sigmoid": (sigmoid, "two classes: the probability of class 1"),
    "softmax": (softmax, "several classes: one probability for each"),
    "linear": (lambda z: z, "a regression: any number"),
    "relu": (relu, "a regression whose targets are 0 or above"),
    "softplus": (softplus, "a regression whose targets are above 0"),
    "tanh": (np.tanh, "a regression whose targets lie between -1 and 1"),
}
"""Output activation -> the function, and what its range fits: the slide's three, then those for targets of a known sign
or with bounds (Géron 2019, table 10-1; there also the sigmoid, for targets between 0 and 1).
"""

SLOPES: dict[str, tuple[float, float]] = {
    "relu": (0.0, 1.0),
    "sigmoid": (0.0, 0.25),
    "tanh": (0.0, 1.0),
    "leaky_relu": (0.2, 1.0),
    "elu": (0.0, 1.0),
    "selu": (0.0, SELU_SCALE * SELU_ALPHA),
    "gelu": (-0.128904, 1.128904),
    "swish": (-0.099840, 1.099840),
}
"""Keras' name of an activation -> lower and upper bound of its derivative over all z.

GELU has them at z = -sqrt(2) and sqrt(2), swish at about -2.4 and 2.4; a bound of 0 or 1/4 may be only approached.
"""
