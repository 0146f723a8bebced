"""Where a metric has no value: every line of the table in docs/statistics.md, computed by scikit-learn and by judge."""

import warnings

import numpy as np
import pytest
from sklearn import metrics as sklearn

from comparison.metrics import judge
from comparison.undefined import Undefined


def probabilities(called, classes=3):
    """Outputs (n, classes) that call these classes."""
    found = np.full((len(called), classes), 0.1 / (classes - 1))
    found[np.arange(len(called)), called] = 0.9
    return found


def of_classes(metric, y, called, classes=3):
    """(scikit-learn's macro mean over all classes, ours)."""
    theirs = getattr(sklearn, f"{metric}_score")(y, called, average="macro", labels=range(classes))
    return theirs, judge(np.array(y), probabilities(called, classes), "multiclass").values[f"{metric}_macro"]


def of_negatives(metric, function):
    """(scikit-learn's value where no example is positive and none is called so, ours)."""
    y, outputs = np.zeros(3, int), np.array([[0.1], [0.2], [0.3]])
    theirs = function(y, outputs[:, 0] if metric in ("roc_auc", "average_precision") else outputs[:, 0] > 0.5)
    return theirs, judge(y, outputs, "binary").values[metric]


def of_regression(y, prediction):
    """(scikit-learn's R2, ours)."""
    y, prediction = np.array(y, float)[:, None], np.array(prediction, float)[:, None]
    return sklearn.r2_score(y, prediction), judge(y, prediction, "regression").values["r2"]


def of_log_loss(probability):
    """(scikit-learn's log loss of one example of class 1, ours)."""
    theirs = sklearn.log_loss([1], probability, labels=[0, 1])
    return theirs, judge(np.array([1]), np.array([[float(probability[0])]]), "binary").values["log_loss"]


SEEN, CALLED, RARE = [0, 0, 1, 1, 2], [0, 0, 1, 1, 1], [0, 0, 1, 1]
LINES = {
    "macro precision, a class that is never predicted": lambda: of_classes("precision", SEEN, CALLED),
    "macro recall, a class that is predicted but has no example": lambda: of_classes("recall", RARE, [0, 0, 1, 2]),
    "macro F1, a class without example and prediction": lambda: of_classes("f1", SEEN, CALLED, 4),
    "precision, nothing predicted as positive": lambda: of_negatives("precision", sklearn.precision_score),
    "recall, no positive example": lambda: of_negatives("recall", sklearn.recall_score),
    "F1, neither of both": lambda: of_negatives("f1", sklearn.f1_score),
    "area under the ROC curve, no positive example": lambda: of_negatives("roc_auc", sklearn.roc_auc_score),
    "average precision, no positive one": lambda: of_negatives("average_precision", sklearn.average_precision_score),
    "R2, constant targets, predicted exactly": lambda: of_regression([1, 1, 1], [1, 1, 1]),
    "R2, constant targets, missed": lambda: of_regression([1, 1, 1], [1, 2, 3]),
    "R2, one example": lambda: of_regression([1], [2]),
    "log loss, probability 0 for the true class (float64)": lambda: of_log_loss(np.array([0.0])),
    "log loss, probability 0 for the true class (float32)": lambda: of_log_loss(np.array([0.0], np.float32)),
}  # fmt: skip


def shown(value):
    """As the table has it."""
    if isinstance(value, Undefined):
        return str(value)
    return "NaN" if np.isnan(value) else f"{value:.3f}"


@pytest.mark.parametrize("what", LINES)
def test_the_table_has_what_both_give(what, root):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, ours = LINES[what]()
    page = (root / "docs" / "statistics.md").read_text(encoding="utf-8")
    start = f"| {what} | {shown(theirs)} | {shown(ours)} |"
    assert any(line.startswith(start) for line in page.splitlines()), start


def test_the_table_has_no_other_line(root):
    page = (root / "docs" / "statistics.md").read_text(encoding="utf-8")
    table = page[page.index("| case | scikit-learn |") :].split("\n\n")[0].splitlines()[2:]
    assert [line.split(" | ")[0].removeprefix("| ") for line in table] == list(LINES)
