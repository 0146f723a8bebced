"""Which loss and metrics go with which output and target: wrong pairs are refused.

A wrong pair rarely fails in Keras: it trains, and the numbers mean nothing. Slides "Activation Function",
"Loss Function", "Metric"; the rows of the table are `models.TASKS`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from datasets.dataset import Dataset
from models.tasks import row
from runtime.arguments import shown
from runtime.backend import keras
from runtime.errors import UserError
from training.metric_pairing import fitting_metric
from training.outputs import THRESHOLDS, Output, output_of
from training.settings import name_of

# Loss -> output activations whose range it is made for. Losses that are not named take any.
ACTIVATIONS = {
    "binary_crossentropy": ("sigmoid",),
    "binary_focal_crossentropy": ("sigmoid",),
    "categorical_crossentropy": ("softmax",),
    "categorical_focal_crossentropy": ("softmax",),
    "categorical_generalized_cross_entropy": ("softmax",),
    "sparse_categorical_crossentropy": ("softmax",),
    "dice": ("sigmoid", "softmax"),
    "hinge": ("linear", "tanh"),
    "kl_divergence": ("softmax",),
    "kldivergence": ("softmax",),  # `name_of` its class
    "squared_hinge": ("linear", "tanh"),
    "tversky": ("sigmoid", "softmax"),
}
ONE_HOT = ("categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge")
HELD = (bool, int, float, str, set, re.Pattern)
"""What an object can remember besides its configuration, and what two objects are compared by."""


@dataclass(frozen=True)
class Pair:
    """What belongs together.

    Attributes:
        kind: what the output is, a key of `training.outputs.THRESHOLDS`.
        threshold: binary: above it an output is class 1, by the accuracy that was given, else by the kind; None if
            nobody knows, and for other tasks.
        metrics: made, those that were given by name as the output needs them.
        told: whether one of these is not what Keras makes of its name.
    """

    kind: str
    threshold: float | None
    metrics: list[Any]
    told: bool


def paired(model: keras.Model, data: Dataset, loss: Any, metrics: Sequence[Any]) -> Pair:
    """Find out what a model's output is, and refuse a loss and metrics that do not belong to it and to the targets.

    Args:
        model: built, so that its output can be looked at.
        data: the targets it will see.
        loss: a Keras loss or a function.
        metrics: as somebody wrote them: names, Keras metrics, factories, or functions.

    Raises:
        UserError: they do not belong together; the sentence says the fix.
    """
    output = output_of(model, data.train.x)
    _check_output(output, data)
    _check_loss(output, data, loss)
    kind = _kind(output, data, loss)
    metrics_made = [made(metric_of, metric, "metric") for metric in metrics]
    threshold = _threshold(kind, metrics, metrics_made) if data.task == "binary" else None
    fitted = [
        fitting_metric(each if isinstance(metric, str) else None, each, kind, threshold, data)
        for metric, each in zip(metrics, metrics_made, strict=True)
    ]
    told = any(one is not other for one, other in zip(fitted, metrics_made, strict=True))
    return Pair(kind, threshold, fitted, told)


def _threshold(kind: str, given: Sequence[Any], metrics_made: Sequence[Any]) -> float | None:
    """Above which output the class is 1: as an accuracy says that somebody made, else as the kind of output has it."""
    usual = THRESHOLDS[kind]
    if usual is not None and any(isinstance(metric, str) for metric in metrics_made):  # "accuracy" by name
        return usual
    for metric, each in zip(given, metrics_made, strict=True):
        is_own = isinstance(each, keras.metrics.BinaryAccuracy) and not isinstance(metric, str)
        if is_own and (usual is None or each.threshold != 0.5):  # 0.5 is what Keras has unasked
            return float(each.threshold)
    return usual


def made(get: Callable[[str], Any], wanted: Any, what: str) -> Any:
    """A fresh Keras object from a name, an object, or a factory; a function of targets and outputs stays as it is.

    An object is made anew from its configuration: what it remembers of one training must not reach the next.

    Raises:
        UserError: Keras has nothing of that name, or the object's configuration does not make another one like it.
    """
    if hasattr(wanted, "get_config") and not isinstance(wanted, type):
        try:
            fresh = type(wanted).from_config(wanted.get_config())
        except Exception as error:  # what its configuration holds decides how it fails
            raise UserError(
                f"{what} {type(wanted).__name__} cannot be made anew from its configuration; give a function that "
                "makes it, or compile it in the recipe"
            ) from error
        if hasattr(wanted, "_fn_kwargs"):  # the configuration of Keras' Huber (3.15) lacks its delta
            fresh._fn_kwargs = dict(wanted._fn_kwargs)
        lost = [
            name
            for name, value in vars(wanted).items()
            if isinstance(value, HELD) and name != "built" and value != vars(fresh).get(name)
        ]
        if lost:
            raise UserError(
                f"{what} {type(wanted).__name__} holds {lost[0].lstrip('_')}, which its get_config leaves out; give a "
                "function that makes it, or compile it in the recipe"
            )
        return fresh
    if callable(wanted):
        return wanted() if is_factory(wanted) else wanted
    if not isinstance(wanted, str):
        raise UserError(f"{what} {shown(wanted)} is neither a name nor a factory; give one, such as a Keras class")
    try:
        return get(wanted)
    except (ValueError, AttributeError, TypeError):
        raise UserError(f"{what} {wanted!r} is unknown to Keras; see keras.io/api for the names") from None


def is_factory(wanted: Callable[..., Any]) -> bool:
    """Whether something can be called without arguments: a class, a `partial` of one; not `f(y_true, y_pred)`."""
    if isinstance(wanted, type):
        return True
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(wanted).parameters.values()
    return not any(parameter.default is parameter.empty and parameter.kind in positional for parameter in parameters)


def _check_output(output: Output, data: Dataset) -> None:
    if output.size != data.outputs:
        raise UserError(
            f"the model gives {output.size} outputs but {data.name} needs {data.outputs}; end it with outputs units"
        )
    wrong = {"binary": ("softmax",), "multiclass": ("sigmoid", "tanh", "relu"), "regression": ("softmax",)}
    if output.activation in wrong[data.task]:
        raise UserError(f"{output} does not fit a {data.task} task; use {row(data.task).activation}")


def _check_loss(output: Output, data: Dataset, loss: Any) -> None:
    name, logits = _named(loss)
    if name is None:
        return  # somebody's own loss may want anything
    right = row(data.task)
    one_hot = data.task == "multiclass" and data.train.y.ndim == 2
    takes_indices = name.startswith("sparse_") or name == "categorical_generalized_cross_entropy"
    if takes_indices and one_hot:
        raise UserError(f"loss {name} takes class indices but the targets are one-hot; use categorical_crossentropy")
    if name in ONE_HOT and not one_hot:
        raise UserError(f"loss {name} takes one-hot targets but {data.name} has class indices; use {right.loss}")
    if data.task == "multiclass" and not one_hot and not takes_indices:
        raise UserError(f"loss {name} cannot compare {data.outputs} outputs with one class index; use {right.loss}")
    if data.task == "multiclass" and name.startswith("binary_"):
        raise UserError(f"loss {name} is for two classes but {data.name} has more; use categorical_crossentropy")
    if data.task == "binary" and ("categorical" in name or ACTIVATIONS.get(name) == ("softmax",)):
        raise UserError(f"loss {name} is for several classes but {data.name} is binary; use {right.loss}")
    if data.task == "regression" and name in ACTIVATIONS:
        raise UserError(f"loss {name} is for classes but {data.name} is a regression; use {right.loss}")
    if name == "cosine_similarity" and data.outputs == 1:
        raise UserError(f"loss {name} compares the outputs of one example, and the model gives one; use {right.loss}")
    if name == "poisson" and output.activation in ("linear", "tanh"):
        raise UserError(f"loss poisson takes outputs above 0, not {_shown(output)} ones; use softplus or exponential")
    if logits and not output.may_be("linear"):
        raise UserError(f"loss {name} with from_logits=True wants a linear output, not {_shown(output)}; leave out one")
    fitting = () if logits else ACTIVATIONS.get(name, ())
    if fitting and not any(map(output.may_be, fitting)):
        has_logits = output.may_be("linear") and "crossentropy" in name
        instead = ", or give the loss with from_logits=True" if has_logits else ""
        raise UserError(f"loss {name} does not fit {output}; use {' or '.join(fitting)}{instead}")


def metric_of(name: str) -> Any:
    """The metric of that name, as Keras makes it; `"accuracy"` stays, as its form is that of the targets."""
    return name if name in ("accuracy", "acc") else keras.metrics.get(name)


def _shown(output: Output) -> str:
    return output.activation or str(output)


def _named(loss: Any) -> tuple[str | None, bool]:
    """The name of one of Keras' losses, None for one's own, and whether it takes logits."""
    keywords: dict[str, Any] = {}
    while isinstance(loss, partial):
        loss, keywords = loss.func, {**loss.keywords, **keywords}
    if type(loss).__name__ == "LossFunctionWrapper":  # what `keras.losses.get` makes of a function
        loss, keywords = loss.fn, {**loss._fn_kwargs, **keywords}
    if not (getattr(loss, "__module__", None) or type(loss).__module__).startswith("keras."):
        return None, False
    keywords = {**(getattr(loss, "_fn_kwargs", None) or {}), **keywords}
    return name_of(loss), bool(keywords.get("from_logits", getattr(loss, "from_logits", False)))


def _kind(output: Output, data: Dataset, loss: Any) -> str:
    """What the output is, a key of `THRESHOLDS`: what the loss takes it for, else what its activation makes it."""
    name, logits = _named(loss)
    if data.task == "regression":
        return "value"
    if logits:
        return "logit"
    if name is not None and "hinge" in name:
        return "margin"
    if name in ACTIVATIONS or any(map(output.may_be, ("softmax",) if output.size > 1 else ("sigmoid",))):
        return "probability"
    return "score" if name is None else "value"
