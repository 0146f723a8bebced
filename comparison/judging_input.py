"""What is judged, refused in one sentence where it is not what it is taken for: runs, targets, predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from runtime.arguments import choice, instance, number, repeated, sequence, shown
from runtime.errors import UserError
from training.outputs import THRESHOLDS
from training.runs import Run

SPLITS = ("train", "validation", "test")
TASKS = ("binary", "multiclass", "regression")


def checked(y: Any, prediction: Any, task: str) -> tuple[np.ndarray, np.ndarray]:
    """Targets as class indices (n,) or values (n, outputs), predictions as float64 (n, outputs).

    Raises:
        UserError: there are none, they do not fit each other or the task, they are no finite numbers, or the
            predictions are decided already (a saturated sigmoid gives 0.0 and 1.0, but no integers).
    """
    given = prediction
    y, prediction = numbers("targets", y), numbers("predictions", prediction)
    if not y.size or not prediction.size:
        raise UserError("there are no examples to judge; give at least one")
    prediction = prediction.reshape(len(prediction), -1)
    if len(y) != len(prediction):
        raise UserError(f"{len(y)} targets and {len(prediction)} predictions do not fit; give one of each an example")
    if not np.isfinite(prediction).all():
        raise UserError("predictions are not all finite numbers; the training diverged: lower the learning rate")
    if not np.isfinite(y).all():
        raise UserError("targets are not all finite numbers; leave out the examples without a target")
    if choice("task", task, TASKS) == "regression":
        y = y.reshape(len(y), -1)
        if y.shape != prediction.shape:
            raise UserError(f"targets {y.shape} and predictions {prediction.shape} do not fit; make the shapes equal")
        return y, prediction
    if task == "multiclass" and prediction.shape[1] == 1:
        raise UserError(
            "predictions have one value an example, as class indices have; give the network's outputs, one a class"
        )
    if task == "binary" and prediction.shape[1] > 2:
        raise UserError(
            f"predictions have {prediction.shape[1]} columns; a binary task has one, or the task multiclass"
        )
    if np.asarray(given).dtype.kind in "biu" and np.isin(prediction, (0, 1)).all():
        raise UserError(
            "predictions are whole numbers 0 and 1, as decided classes are; give the network's outputs, as float"
        )
    return class_indices(y, max(2, prediction.shape[1])), prediction


@dataclass(frozen=True)
class Answers:
    """The outputs of a network beside the targets, and what they are.

    Attributes:
        y: targets, as of `checked`.
        score: outputs (n, outputs), float64; higher means rather this class.
        threshold: binary: above it the prediction is class 1; None where nothing says so.
        probability: (n, outputs), None where the outputs are none and cannot be made some.
    """

    y: np.ndarray
    score: np.ndarray
    threshold: float | None
    probability: np.ndarray | None

    @property
    def classes(self) -> np.ndarray:
        """Predicted class indices (n,): above the threshold, or the largest.

        Raises:
            UserError: nothing says above which output the class is 1.
        """
        if self.score.shape[1] > 1:
            return self.score.argmax(axis=1)
        if self.threshold is None:
            raise UserError(
                "nothing says above which output the class is 1; train with metrics=[keras.metrics.BinaryAccuracy("
                "threshold=0.0)], or the threshold it has"
            )
        return (self.score[:, 0] > self.threshold).astype(np.int64)


def answers(
    y: Any, prediction: Any, task: str, output_kind: str = "probability", threshold: float | None = None
) -> Answers:
    """Targets and outputs of a classifier as they are judged; of logits the probabilities.

    Args:
        y: targets, as of `checked`.
        prediction: outputs, (n, outputs).
        task: `"binary"` or `"multiclass"`.
        output_kind: what the outputs are, as `training.Run.output_kind` has it.
        threshold: binary: in the unit of the outputs; None for that of their kind.

    Raises:
        UserError: as of `checked`; there is no such kind, or the threshold is no number.
    """
    y, prediction = checked(y, prediction, task)
    from scipy.special import expit, softmax

    usual = THRESHOLDS[choice("output_kind", output_kind, THRESHOLDS)]
    threshold = usual if threshold is None else threshold_of(threshold)
    several = prediction.shape[1] > 1
    if output_kind == "logit":
        probability = softmax(prediction, axis=1) if several else expit(prediction)
        # one class against the rest: the softmax sees the other logits, a single logit does not
        return Answers(y, probability if several else prediction, threshold, probability)
    is_probability = output_kind == "probability" and are_probabilities(prediction)
    return Answers(y, prediction, threshold, prediction if is_probability else None)


def answers_of(run: Run, split: str, threshold: float | None = None) -> Answers:
    """The saved predictions of a classifier, as it was trained to give them.

    Args:
        run: of a binary or multiclass task.
        split: `"train"`, `"validation"` or `"test"`.
        threshold: binary: in the unit of the outputs; None for the run's own.

    Raises:
        UserError: the predictions are missing or damaged.
    """
    y, prediction = run.predictions[f"{split}_y"], run.predictions[f"{split}_prediction"]
    return answers(y, prediction, run.task, run.output_kind, run.threshold if threshold is None else threshold)


def are_probabilities(prediction: np.ndarray) -> bool:
    """Whether outputs (n, outputs) lie in [0, 1] and, for several, add up to 1."""
    inside = bool(((prediction >= 0) & (prediction <= 1)).all())
    return inside and (prediction.shape[1] == 1 or bool(np.allclose(prediction.sum(axis=1), 1, atol=1e-3)))


def class_indices(y: np.ndarray, classes: int) -> np.ndarray:
    """Targets as class indices, int64 of shape (n,).

    Args:
        y: indices (n,) or (n, 1), or one-hot (n, classes), of any numeric type.
        classes: how many there are.

    Raises:
        UserError: a target is no index of a class.
    """
    if y.ndim == 2 and y.shape[1] > 1:
        if y.shape[1] != classes or not (np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all()):
            raise UserError(
                f"targets of shape {y.shape} are neither one-hot over {classes} classes nor class indices; give indices"
            )
        return y.argmax(axis=1)
    if y.size != len(y):
        raise UserError(f"targets have the shape {y.shape}; give one class index an example")
    y = y.reshape(-1)
    wrong = y[(y != np.round(y)) | (y < 0) | (y >= classes)]
    if len(wrong):
        counted = "; count them from 0" if y.min() == 1 and y.max() == classes else ""
        raise UserError(
            f"target {wrong[0]:g} is no class: the {classes} classes of the predictions are 0 to {classes - 1}{counted}"
        )
    return y.astype(np.int64)


def numbers(what: str, values: Any) -> np.ndarray:
    """The values as float64, with at least one axis.

    Raises:
        UserError: they are no numbers, or rows of different lengths.
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind in "biuf" or (array.dtype.kind == "O" and array.size):
            return np.atleast_1d(array).astype(np.float64)
        if not array.size:
            return np.zeros(0)
    except (TypeError, ValueError, OverflowError):
        pass
    raise UserError(f"{what} are no table of numbers but {shown(values)}; give an array of numbers")


def scored(positive: Any, score: Any) -> tuple[np.ndarray, np.ndarray]:
    """What a curve is made of: which examples are positive, bool (n,), and their scores, float64 (n,).

    Raises:
        UserError: they do not fit, or are something else.
    """
    positive, score = numbers("positive", positive).reshape(-1), numbers("score", score).reshape(-1)
    if len(positive) != len(score) or not len(score):
        raise UserError(f"{len(positive)} examples and {len(score)} scores do not fit; give one score an example")
    if not np.isin(positive, (0, 1)).all():
        raise UserError("positive has to be True or False for each example; give y == 1, for instance")
    if not np.isfinite(score).all():
        raise UserError("scores are not all finite numbers; the training diverged: lower the learning rate")
    return positive == 1, score


def checked_run(run: Any, split: Any = "test") -> Run:
    """The run, if it is one, and the split is one of its three.

    Raises:
        UserError: it is not.
    """
    choice("split", split, SPLITS)
    return instance("run", run, Run, "what training.fit or training.load returns")


def checked_runs(runs: Any, split: Any = "test") -> list[Run]:
    """The runs, if there are any and nothing else; errors as of `checked_run`."""
    if not (checked := [checked_run(run, split) for run in sequence("runs", runs)]):
        raise UserError("there are no runs; give what training.fit or training.load returns")
    return checked


def names_of_classes(names: Any, classes: int) -> list[str]:
    """A name for each class; numbers if there are none.

    Raises:
        UserError: they are no list of names, each another, one a class.
    """
    if not isinstance(names, tuple | list | np.ndarray):
        raise UserError(f"class_names have to be a list of names, not {shown(names)}; give one a class, in their order")
    named = [str(name) for name in names] or [str(index) for index in range(classes)]
    if not all(isinstance(name, str | int | np.integer) for name in names):
        raise UserError(f"class_names have to be texts, not {shown(names)}; give one a class")
    if len(named) != classes:
        raise UserError(f"{len(named)} class names and {classes} classes do not fit; give a name a class")
    if twice := repeated(named):
        raise UserError(f"two classes are called {twice!r}; give each another name")
    return named


def threshold_of(value: Any) -> float:
    """A threshold for the positive class.

    Raises:
        UserError: it is no number.
    """
    return number("threshold", value)
