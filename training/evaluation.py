"""The final numbers of a model: predictions on every split, and loss and metrics computed from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from datasets.rows import Rows, block_length
from runtime.backend import keras
from runtime.errors import UserError
from runtime.plain_text import plain

EPSILON = 1e-7  # of Keras, which keeps probabilities so far from 0 and 1
SPLITS = ("train", "validation", "test")
BATCH = 500  # prediction needs no gradients: larger batches than in training are faster


def predict_all(model: keras.Model, data: Dataset) -> dict[str, np.ndarray]:
    """Targets and outputs of every split: `<split>_y`, `<split>_prediction` (n, outputs). Dropout is off."""
    arrays = {}
    for name in SPLITS:
        part = data.split(name)
        arrays |= {f"{name}_y": part.y, f"{name}_prediction": predict(model, part.x)}
    return arrays


def predict(model: keras.Model, x: np.ndarray | Rows) -> np.ndarray:
    """Outputs of all examples (n, outputs), computed in batches of `batch_of`."""
    # The same bits as `model.predict`, whose pipeline takes longer to set up than these few batches to compute.
    return np.concatenate([model.predict_on_batch(batch) for batch in _batches(x)])


def batch_of(x: np.ndarray | Rows) -> int:
    """How many examples are evaluated together: `BATCH`, or fewer large ones."""
    return min(BATCH, block_length(x))


def _batches(x: np.ndarray | Rows) -> Iterator[np.ndarray]:
    size = batch_of(x)
    return (x[start : start + size] for start in range(0, len(x), size))


def score(y: np.ndarray, prediction: np.ndarray, loss: Any, metrics: list[Any]) -> dict[str, float]:
    """Mean loss of the examples and the metrics, as `model.evaluate` gives them apart from regularisation.

    Args:
        y: targets, (n,) or (n, outputs).
        prediction: outputs, (n, outputs).
        loss: a Keras loss, object or function.
        metrics: Keras metrics, functions of targets and outputs, or the name `"accuracy"`.
    """
    outputs = keras.ops.convert_to_tensor(prediction)  # code of one's own may ask more of a tensor than of an array
    result = {"loss": _rounded(np.mean(_as_loss(loss)(y, outputs)))}
    for metric in metrics:
        if isinstance(metric, str):
            metric = _accuracy(y, prediction)
        elif not isinstance(metric, keras.metrics.Metric):
            metric = keras.metrics.MeanMetricWrapper(metric, name=getattr(metric, "__name__", None) or metric.name)
        metric.reset_state()
        metric.update_state(keras.ops.convert_to_tensor(y), outputs)
        result[metric.name] = _rounded(metric.result())
    return result


def _as_loss(loss: Any) -> Callable[[Any, Any], Any]:
    """A loss as an object, which calls a function with targets and outputs of float32 and one form, as in training."""
    # Keras 3.15 exports no class that makes a loss of a function.
    return loss if isinstance(loss, keras.Loss) else keras.src.losses.losses.LossFunctionWrapper(loss)


def _rounded(value: Any) -> float:
    """Float32 has seven digits; the others are noise of its conversion."""
    return float(f"{float(value):.7g}")


def _accuracy(y: np.ndarray, prediction: np.ndarray) -> keras.metrics.Metric:
    """What `"accuracy"` means to compile: by the form of output and target."""
    if prediction.shape[1] == 1:
        return keras.metrics.BinaryAccuracy(name="accuracy")
    if y.ndim == 1:
        return keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    return keras.metrics.CategoricalAccuracy(name="accuracy")


def evaluate(
    model: keras.Model, data: Dataset, predictions: dict[str, np.ndarray], loss: Any, metrics: list[Any]
) -> dict[str, dict[str, float]]:
    """What goes into `metrics.json`: by split, what `model.evaluate` would say.

    Its loss includes the penalties of the layers. Where a model has any, `"penalty"` is their sum. A metric that is
    undefined on a split, such as the correlation of equal numbers, is left out of all, and a line says so.

    Raises:
        UserError: the loss of a split is NaN or infinite.
    """
    result: dict[str, dict[str, float]] = {}
    for name in SPLITS:
        result[name] = score(predictions[f"{name}_y"], predictions[f"{name}_prediction"], loss, metrics)
        if model.losses:
            added = penalty(model, data.split(name).x)
            result[name]["loss"] = _rounded(result[name]["loss"] + added)
            result[name]["penalty"] = _rounded(added)
        if not math.isfinite(result[name]["loss"]):
            raise UserError(
                f"the loss of the {name} split is {result[name]['loss']} after the training; look at its predictions, "
                "and keep the loss from dividing by 0 and from the logarithm of 0"
            )
    for name in SPLITS:
        for metric in _undefined(result[name]):
            print(f"metric {plain(metric)} is {result[name][metric]} on the {name} split, so the run does not keep it")
            for part in result.values():
                part.pop(metric, None)
    return result


def _undefined(numbers: Mapping[str, float]) -> list[str]:
    return [name for name, value in numbers.items() if not math.isfinite(value)]


def penalty(model: keras.Model, x: np.ndarray | Rows) -> float:
    """What the layers add to the loss: the penalties of their weights, and those of their outputs, a mean over `x`."""
    model(x[:1], training=False)  # until then the penalties of outputs are those of a training step, in its graph
    if len(model.losses) == sum(weights.regularizer is not None for weights in model.trainable_variables):
        return float(sum(model.losses, start=np.float32(0)))
    total = 0.0
    for batch in _batches(x):
        model(batch, training=False)
        total += len(batch) * float(sum(model.losses, start=np.float32(0)))
    return total / len(x)


def evaluate_baseline(
    data: Dataset, loss: Any, metrics: list[Any], output_kind: str = "probability", threshold: float | None = None
) -> dict[str, Any]:
    """The naive prediction of the dataset under the same loss and metrics, in the form of the outputs they take.

    Args:
        data: its validation and test splits.
        loss: as of `score`.
        metrics: likewise.
        output_kind: what they take the outputs for, a key of `training.outputs.THRESHOLDS`.
        threshold: above it an output is class 1.

    Returns:
        Name, and the numbers of each split, undefined ones left out; without the loss where only that loss knows what
        a score means.
    """
    result: dict[str, Any] = {"name": data.baseline.name}
    for name in ("validation", "test"):
        part = data.split(name)
        naive = data.baseline.predict(part.x, data.outputs)
        naive = naive if data.task == "regression" else as_outputs(naive, output_kind, threshold or 0.0)
        result[name] = score(part.y, naive, loss, metrics)
        if output_kind == "score":
            del result[name]["loss"]
        for undefined in _undefined(result[name]):  # a correlation with a constant, for one
            del result[name][undefined]
    return result


def as_outputs(probability: np.ndarray, kind: str, threshold: float = 0.0) -> np.ndarray:
    """Probabilities (n, outputs) as outputs of another kind: logits, or one above and below the threshold."""
    several = probability.shape[1] > 1
    if kind == "logit":
        p = np.clip(probability, EPSILON, 1 - EPSILON)
        return np.log(p if several else p / (1 - p))
    if kind in ("margin", "score"):
        chosen = np.eye(probability.shape[1], dtype=np.float32)[probability.argmax(axis=1)]
        return chosen if several else np.where(probability > 0.5, threshold + 1, threshold - 1).astype(np.float32)
    return probability
