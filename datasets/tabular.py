"""Small tables of real measurements that scikit-learn brings along: no network, nothing to fetch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasets.arrays import content_sha256
from datasets.dataset import Provenance, Task
from datasets.preparation import standard
from datasets.source import Source
from datasets.splitting import hold_out


def breast_cancer(*, full: bool) -> Source:
    """Breast Cancer Wisconsin (Diagnostic): 569 tumours, 30 measurements of cell nuclei, malignant or benign (1).

    Street, Wolberg, Mangasarian 1993. A fifth is the test split. Features are scaled to mean 0, deviation 1.
    """
    from sklearn.datasets import load_breast_cancer

    return _table("binary", load_breast_cancer, full, "UCI Machine Learning Repository, dataset 17, CC BY 4.0")


def iris(*, full: bool) -> Source:
    """Iris: 150 flowers, 4 lengths in centimetres, three species (Fisher 1936).

    A fifth is the test split. Features are scaled to mean 0, deviation 1.
    """
    from sklearn.datasets import load_iris

    return _table("multiclass", load_iris, full, "UCI Machine Learning Repository, dataset 53, CC BY 4.0")


def diabetes(*, full: bool) -> Source:
    """Diabetes: 442 patients, 10 measurements; the target is the disease's progression after a year, 25 to 346.

    Efron, Hastie, Johnstone, Tibshirani 2004, "Least Angle Regression". A fifth is the test split. Features are scaled
    to mean 0, deviation 1; the target is not.
    """
    from sklearn.datasets import load_diabetes

    return _table("regression", load_diabetes, full, "as published by the authors; no licence is stated")


def _table(task: Task, load: Callable[..., Any], full: bool, licence: str) -> Source:
    import sklearn

    bunch = load()
    train, test = hold_out(bunch.data, bunch.target, classes=task != "regression")
    return Source(
        task=task,
        train=train,
        test=test,
        class_names=tuple(str(name) for name in bunch.get("target_names", ())) if task != "regression" else (),
        prepare=standard,
        provenance=Provenance(
            source=f"sklearn.datasets.{load.__name__}",
            sha256=content_sha256({"x": bunch.data, "y": bunch.target}),
            licence=licence,
            # scikit-learn's copy is the whole set, whatever was asked for.
            form="full",
            note=f"scikit-learn {sklearn.__version__}'s whole copy; a fifth drawn by seed 0 is the test split",
        ),
    )
