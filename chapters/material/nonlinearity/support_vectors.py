"""The SVM beside the networks: fitted to all training examples, and again to its support vectors alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from sklearn.svm import SVC

from datasets.dataset import Dataset


class SupportVectorMachine(NamedTuple):
    """A fitted SVM.

    Attributes:
        predict: points (n, 2) -> their classes, 0 or 1, (n,).
        kept: the part of the training examples that are support vectors.
        changed: the part of the test points that get another class when it is fitted to the support vectors alone.
    """

    predict: Callable[[np.ndarray], np.ndarray]
    kept: float
    changed: float


def fit_support_vector_machine(data: Dataset, gamma: float) -> SupportVectorMachine:
    """scikit-learn's SVM with the kernel exp(-gamma |x - z|^2), on all training examples and on its support vectors."""
    x, y = data.train.x, data.train.y.reshape(-1)
    machine = SVC(gamma=gamma).fit(x, y)
    again = SVC(gamma=gamma).fit(x[machine.support_], y[machine.support_])
    changed = float(np.mean(machine.predict(data.test.x) != again.predict(data.test.x)))
    return SupportVectorMachine(machine.predict, len(machine.support_) / len(x), changed)


def print_support_vectors(machine: SupportVectorMachine, data: Dataset) -> None:
    """Print the SVM's test accuracy on one problem, its support vectors, and what changes without the others."""
    accuracy = np.mean(machine.predict(data.test.x) == data.test.y.reshape(-1))
    print(
        f"\nSVM on {data.name}: test accuracy {accuracy:.3f}\n"
        f"  {machine.kept:.0%} of the training examples are support vectors. Fitted again to these alone,\n"
        f"  the SVM gives {machine.changed:.1%} of the test points another class."
    )
