"""The lecture's metrics from saved predictions, by task. What has no value says why, in words, and is never NaN.

Slide "Metric". Classification: accuracy, precision, recall, F1. Regression: MSE, MAE, RMSE. Géron 2019, chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from comparison.counting import counts
from comparison.curves import average_precision, calibration, roc_area
from comparison.judging_input import Answers, answers, checked, checked_run, names_of_classes
from comparison.undefined import Undefined, Value, ratio

if TYPE_CHECKING:
    from training.runs import Run

EPSILON = 1e-7
"""Keras clips probabilities to [EPSILON, 1 - EPSILON] before taking the logarithm."""

LOWER_IS_BETTER = frozenset(
    {"loss", "penalty", "log_loss", "brier", "calibration_error", "mse", "mae", "rmse"}
    | {"false_positives", "false_negatives"}
)
COSTS = ("error", "loss", "crossentropy", "hinge", "divergence", "log_cosh", "logcosh", "poisson", "huber")
"""How the names of Keras' losses end; each of them can be a metric as well."""

GAP = " gap"
"""`"accuracy gap"`: by how much a run does better on train than on test, the measure of overfitting."""

KERAS_NAMES = {
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "root_mean_squared_error": "rmse",
    "r2_score": "r2",
    "auc": "roc_auc",
    "f1_score": "f1",
    "binary_accuracy": "accuracy",
    "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy",
}
"""What Keras calls a metric -> what it is called here."""


def lower_is_better(metric: str) -> bool:
    """Whether a smaller value of the metric is the better one: losses, errors, and the gap of overfitting."""
    return metric.endswith((GAP, *COSTS)) or KERAS_NAMES.get(metric, metric) in LOWER_IS_BETTER


@dataclass(frozen=True)
class Judged:
    """The metrics of one split.

    Attributes:
        values: name -> number, or `Undefined` with its reason.
        per_class: precision, recall and F1 of each class, and its number of examples; empty for a regression.
        confusion: counts of shape (classes, classes), rows true, columns predicted; None for a regression.
    """

    values: dict[str, Value]
    per_class: dict[str, dict[str, Value]]
    confusion: np.ndarray | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: numbers, and null with its reason where there is none."""

        def shown(values: dict[str, Value]) -> dict[str, Any]:
            return {key: value.as_dict() if isinstance(value, Undefined) else value for key, value in values.items()}

        return {
            "values": shown(self.values),
            "per_class": {name: shown(values) for name, values in self.per_class.items()},
            "confusion": None if self.confusion is None else self.confusion.tolist(),
        }


def judge(
    y: np.ndarray,
    prediction: np.ndarray,
    task: str,
    class_names: Sequence[str] = (),
    threshold: float | None = None,
    output_kind: str = "probability",
) -> Judged:
    """Every metric of the lecture for a task.

    Args:
        y: targets: class indices (n,) or (n, 1), one-hot (n, classes), or values (n,) or (n, outputs).
        prediction: outputs of the network, (n, outputs): probabilities for classes. Scores give accuracy, precision,
            recall, F1 and ranking metrics; what needs a probability is then undefined.
        task: `"binary"`, `"multiclass"` or `"regression"`.
        class_names: one a class, each another; numbers if empty.
        threshold: binary only: above it the prediction is class 1, in the unit of the outputs; None for that of their
            kind, 0.5 for a probability.
        output_kind: what the outputs are. Of a `"logit"` (a loss had from_logits=True) the sigmoid or softmax is the
            probability, a `"margin"` (hinge) is a score around 0.

    Raises:
        UserError: shapes that do not fit, no examples, values that are not finite, targets that are no classes,
            predictions that are, or two classes of one name.
    """
    if task == "regression":
        return Judged(regression(*checked(y, prediction, task)), {}, None)
    given = answers(y, prediction, task, output_kind, threshold)
    classes = max(2, given.score.shape[1])
    names = names_of_classes(class_names, classes)
    values = of_ranking(given.y, given.score, names) | of_probability(given)
    if classes == 2 and given.threshold is None:
        reason = Undefined("nothing says above which output the class is 1")
        return Judged(dict.fromkeys(("accuracy", "precision", "recall", "f1"), reason) | values, {}, None)
    matrix = counts(given.y, given.classes, classes)
    per_class = {name: one_against_rest(matrix, index) for index, name in enumerate(names)}
    return Judged(of_confusion(matrix, per_class, task) | values, per_class, matrix)


def metric_value(
    y: np.ndarray,
    prediction: np.ndarray,
    task: str,
    metric: str,
    output_kind: str = "probability",
    threshold: float | None = None,
) -> Value:
    """One metric of `judge`, without the work of the others; arguments as there.

    Raises:
        KeyError: `judge` gives no such metric for the task.
    """
    if task == "regression":
        return regression(*checked(y, prediction, task))[metric]
    given = answers(y, prediction, task, output_kind, threshold)
    classes = max(2, given.score.shape[1])
    if metric in ("roc_auc", "average_precision", "roc_auc_macro"):
        return of_ranking(given.y, given.score, [str(index) for index in range(classes)])[metric]
    if metric in ("log_loss", "brier", "calibration_error"):
        return of_probability(given)[metric]
    if classes == 2 and given.threshold is None:
        return judge(y, prediction, task, (), threshold, output_kind).values[metric]
    matrix = counts(given.y, given.classes, classes)
    per_class = {str(index): one_against_rest(matrix, index) for index in range(len(matrix))}
    return of_confusion(matrix, per_class, task)[metric]


def of_confusion(matrix: np.ndarray, per_class: dict[str, dict[str, Value]], task: str) -> dict[str, Value]:
    """Accuracy; precision, recall and F1 of class 1 (binary), or their macro and weighted means."""
    values: dict[str, Value] = {"accuracy": float(np.trace(matrix) / matrix.sum())}
    for key in ("precision", "recall", "f1"):
        values |= {key: list(per_class.values())[1][key]} if task == "binary" else averages(per_class, key)
    return values


def of_ranking(y: np.ndarray, prediction: np.ndarray, names: Sequence[str]) -> dict[str, Value]:
    """Areas under the ROC and precision-recall curves (binary), or the mean ROC area of each class against the rest."""
    if prediction.shape[1] == 1:
        score = prediction[:, 0]
        return {"roc_auc": roc_area(y == 1, score), "average_precision": average_precision(y == 1, score)}
    areas = [roc_area(y == index, prediction[:, index]) for index in range(prediction.shape[1])]
    return {"roc_auc_macro": _mean(areas, [f"class {name}" for name in names])}


def one_against_rest(matrix: np.ndarray, index: int) -> dict[str, Value]:
    """Precision, recall and F1 of one class, and its number of examples, from the confusion matrix."""
    hits, of_class, called = matrix[index, index], matrix[index].sum(), matrix[:, index].sum()
    return {
        "precision": ratio(hits, called, "no example was predicted as this class"),
        "recall": ratio(hits, of_class, "no example has this class"),
        "f1": ratio(2 * hits, of_class + called, "no example has this class or was predicted as it"),
        "examples": float(of_class),
    }


def averages(per_class: dict[str, dict[str, Value]], key: str) -> dict[str, Value]:
    """Macro mean over the classes that occur in truth or prediction, and the mean weighted by examples."""
    occurring = {name: row for name, row in per_class.items() if not isinstance(row["f1"], Undefined)}
    examples = {name: row["examples"] for name, row in per_class.items()}
    weights = {name: count for name, count in examples.items() if not isinstance(count, Undefined) and count}
    return {
        f"{key}_macro": _mean([row[key] for row in occurring.values()], [f"class {name}" for name in occurring]),
        f"{key}_weighted": _mean(
            [per_class[name][key] for name in weights], [f"class {name}" for name in weights], list(weights.values())
        ),
    }


def _mean(values: Sequence[Value], names: Sequence[str], weights: Sequence[float] | None = None) -> Value:
    numbers = []
    for value, name in zip(values, names, strict=True):
        if isinstance(value, Undefined):
            return Undefined(f"{name}: {value.reason}")
        numbers.append(value)
    return float(np.average(numbers, weights=weights))


def of_probability(given: Answers) -> dict[str, Value]:
    """Log loss, Brier score and expected calibration error; undefined for scores."""
    if given.probability is None:
        reason = Undefined("the outputs are scores, not probabilities")
        return {"log_loss": reason, "brier": reason, "calibration_error": reason}
    return {
        "log_loss": float(log_losses(given.y, given.probability).mean()),
        "brier": float(brier_scores(given.y, given.probability).mean()),
        "calibration_error": calibration(given.y, given.probability).error,
    }


def log_losses(y: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """Cross-entropy of each example (n,), clipped as Keras does it."""
    if prediction.shape[1] == 1:
        of_truth = np.where(y == 1, prediction[:, 0], 1 - prediction[:, 0])
    else:
        of_truth = prediction[np.arange(len(y)), y] / prediction.sum(axis=1)
    return -np.log(np.clip(of_truth, EPSILON, 1 - EPSILON))


def brier_scores(y: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """Squared error of the probabilities of each example (n,); for several classes, summed over them (Brier 1950)."""
    if prediction.shape[1] == 1:
        return (prediction[:, 0] - y) ** 2
    return ((prediction - np.eye(prediction.shape[1])[y]) ** 2).sum(axis=1)


def regression(y: np.ndarray, prediction: np.ndarray) -> dict[str, Value]:
    """MSE, MAE, RMSE (of all outputs together, as Keras has it) and R2 (mean over outputs, as scikit-learn has it)."""
    errors = prediction - y
    spread = ((y - y.mean(axis=0)) ** 2).sum(axis=0)
    r2: Value = Undefined("one example has no spread" if len(y) == 1 else "the targets are constant")
    if len(y) > 1 and (spread > 0).all():
        r2 = float(np.mean(1 - (errors**2).sum(axis=0) / spread))
    mse = float((errors**2).mean())
    return {"mse": mse, "mae": float(np.abs(errors).mean()), "rmse": mse**0.5, "r2": r2}


def run_metrics(run: Run, threshold: float | None = None) -> dict[str, Judged]:
    """Every metric of a run on train, validation and test, from its saved predictions.

    Args:
        run: any; what its outputs are is recorded.
        threshold: as of `judge`; None for the run's own.

    Raises:
        UserError: it is no run, or its predictions are missing or damaged.
    """
    arrays = checked_run(run).predictions
    return {
        split: judge(
            arrays[f"{split}_y"],
            arrays[f"{split}_prediction"],
            run.task,
            run.record.get("class_names", ()),
            run.threshold if threshold is None else threshold,
            run.output_kind,
        )
        for split in ("train", "validation", "test")
    }
