"""Eight examples of two classes on one feature and a ninth that lies far away; what the numbers of the patients are."""

from __future__ import annotations

import numpy as np

X = np.arange(1.0, 9.0)
"""The feature of eight examples: 1, 2, ..., 8."""

Y = np.array([0, 0, 0, 0, 1, 1, 1, 1])
"""Their classes: 0 up to 4, 1 from 5 on."""

FAR_X, FAR_Y = np.append(X, 100.0), np.append(Y, 1)
"""The same with a ninth example of class 1, far on the side of its class."""

PATIENTS = (
    "age",
    "sex",
    "body mass index (BMI)",
    "average blood pressure",
    "total cholesterol (s1)",
    "low-density lipoproteins (s2)",
    "high-density lipoproteins (s3)",
    "total cholesterol / HDL (s4)",
    "triglycerides, possibly their log (s5)",
    "blood sugar (s6)",
)
"""The ten features of the dataset diabetes, in their order, as scikit-learn's description names them."""

PROGRESSION = "disease progression after one year (a score, no unit)"
"""Its target; the description gives neither unit nor scale."""


def axis_names(dataset: str, feature: int) -> tuple[str, str]:
    """What feature and target of a dataset are, for the axes of a figure."""
    if dataset == "diabetes":
        return f"{PATIENTS[feature]}, in standard deviations from its mean", PROGRESSION
    return f"feature {feature + 1} of {dataset} (scaled)", f"target of {dataset}"
