"""The lecture's losses, one by one: formula, what target and output they want, value and gradient.

Slide "Loss Function": squared error, logistic, hinge, cross-entropy. Here also the cross-entropy of a score, focal (Lin
et al. 2017, arXiv:1708.02002) and Huber (1964). Géron 2019, chapters 4, 5 and 10.

A score z is any number; its margin y z (y = -1 or +1) is positive when its sign is right. A probability is sigmoid(z).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from comparison.judging_input import numbers
from runtime.arguments import shown
from runtime.errors import UserError

Function = Callable[[Any, Any], np.ndarray]
SCORES = (-2.0, -0.5, 0.5, 2.0)


def sigmoid(z: np.ndarray | float) -> np.ndarray:
    """1 / (1 + e^-z), computed without overflow."""
    from scipy.special import expit

    return expit(np.asarray(z, np.float64))


@dataclass(frozen=True)
class Loss:
    """One loss of one example.

    Attributes:
        name: as the slide has it.
        formula: with target y and output z.
        targets: the convention: the values of y for "no" and "yes"; empty for any real number.
        output: what z is: `"score"` or `"probability"`.
        value: (y, z) -> loss.
        gradient: (y, z) -> d loss / d z.
        model: what is trained with it on the slide.
        keras: the Keras class and what it does otherwise.
    """

    name: str
    formula: str
    targets: tuple[int, ...]
    output: str
    value: Function
    gradient: Function
    model: str
    keras: str

    def at_margin(self, margin: np.ndarray) -> np.ndarray:
        """The loss of an example of the "yes" class whose score is the margin; probabilities are its sigmoid."""
        margin = np.asarray(margin, np.float64)
        return self.value(1.0, sigmoid(margin) if self.output == "probability" else margin)


def _cross_entropy(y: Any, p: Any) -> np.ndarray:
    # 0 log 0 is 0: a sure and right prediction costs nothing
    from scipy.special import xlog1py, xlogy

    return -(xlogy(y, p) + xlog1py(1 - y, -p))


def _focal(y: Any, p: Any) -> np.ndarray:
    right = np.where(np.asarray(y) == 1, p, 1 - p)
    return -((1 - right) ** 2) * np.log(right)


def _focal_gradient(y: Any, p: Any) -> np.ndarray:
    right = np.where(np.asarray(y) == 1, p, 1 - p)
    slope = 2 * (1 - right) * np.log(right) - (1 - right) ** 2 / right
    return np.where(np.asarray(y) == 1, slope, -slope)


def _huber(y: Any, z: Any) -> np.ndarray:
    error = np.abs(z - y)
    return np.where(error <= 1, error**2 / 2, error - 0.5)


LOSSES = (
    Loss(
        "squared error", "1/2 (y - z)^2", (), "score",
        lambda y, z: (y - z) ** 2 / 2, lambda y, z: z - y,
        "linear regression", "MeanSquaredError: without the 1/2",
    ),
    Loss(
        "logistic", "log(1 + exp(-y z))", (-1, 1), "score",
        lambda y, z: np.logaddexp(0, -y * z), lambda y, z: -y * sigmoid(-y * z),
        "logistic regression", "BinaryCrossentropy(from_logits=True) on targets (y + 1) / 2",
    ),
    Loss(
        "hinge", "max(0, 1 - y z)", (-1, 1), "score",
        lambda y, z: np.maximum(0, 1 - y * z), lambda y, z: np.where(y * z < 1, -y, 0.0),
        "SVM", "Hinge",
    ),
    Loss(
        "cross-entropy", "-[y log z + (1 - y) log(1 - z)]", (0, 1), "probability",
        _cross_entropy, lambda y, p: (p - y) / (p * (1 - p)),
        "neural network", "BinaryCrossentropy: clips z to [1e-7, 1 - 1e-7]",
    ),
    Loss(
        "cross-entropy of a score", "log(1 + exp(z)) - y z", (0, 1), "score",
        lambda y, z: np.logaddexp(0, z) - y * z, lambda y, z: sigmoid(z) - y,
        "neural network without its last sigmoid", "BinaryCrossentropy(from_logits=True)",
    ),
    Loss(
        "focal", "-(1 - p)^2 log p, p = z if y = 1 else 1 - z", (0, 1), "probability",
        _focal, _focal_gradient,
        "detectors of rare objects", "BinaryFocalCrossentropy",
    ),
    Loss(
        "Huber", "1/2 (y - z)^2 if |y - z| <= 1 else |y - z| - 1/2", (), "score",
        _huber, lambda y, z: np.clip(z - y, -1, 1),
        "regression with outliers", "Huber",
    ),
)  # fmt: skip


def named(name: str) -> Loss:
    """The loss of that name (a `KeyError` if there is none)."""
    return {loss.name: loss for loss in LOSSES}[name]


def loss_table(scores: tuple[float, ...] = SCORES) -> list[dict[str, Any]]:
    """One row a loss: formula, convention, and value and gradient for the target "yes" at a few scores.

    Args:
        scores: z; a loss of a probability is evaluated at sigmoid(z), its gradient is with respect to that.

    Raises:
        UserError: there are none, or one is no finite number.
    """
    z = _checked(scores)
    rows = []
    for loss in LOSSES:
        outputs = sigmoid(z) if loss.output == "probability" else z
        rows.append(
            {
                "name": loss.name,
                "formula": loss.formula,
                "targets": ", ".join(f"{y:+d}" if -1 in loss.targets else str(y) for y in loss.targets) or "any number",
                "output": loss.output,
                "values": [round(float(value), 4) for value in loss.value(1.0, outputs)],
                "gradients": [round(float(slope), 4) for slope in loss.gradient(1.0, outputs)],
                "model": loss.model,
                "keras": loss.keras,
            }
        )
    return rows


def _checked(scores: Any) -> np.ndarray:
    z = numbers("scores", scores)
    if not z.size or z.ndim > 1 or not np.isfinite(z).all():
        raise UserError(f"scores have to be a list of finite numbers, at least one, not {shown(scores)}")
    return z
