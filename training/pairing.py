"""Which loss and metrics go with which output and target: wrong pairs are refused.

A wrong pair rarely fails in Keras: it trains, and the numbers mean nothing. Slides "Activation Function",
"Loss Function", "Metric"; the rows of the table are `models.TASKS`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Any

from datasets.dataset import Dataset
from models.tasks import row
from runtime.backend import keras
from runtime.errors import UserError
from training.building import has_graph, output_shape

# Loss -> output activations whose range it is made for. Losses that are not named take any.
ACTIVATIONS = {
    "binary_crossentropy": ("sigmoid",),
    "binary_focal_crossentropy": ("sigmoid",),
    "categorical_crossentropy": ("softmax",),
    "categorical_focal_crossentropy": ("softmax",),
    "sparse_categorical_crossentropy": ("softmax",),
    "hinge": ("linear", "tanh"),
    "squared_hinge": ("linear", "tanh"),
}
ONE_HOT = ("categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge")
HELD = (bool, int, float, str, set, re.Pattern)
"""What an object can remember besides its configuration, and what two objects are compared by."""
BINARY_METRICS = ("precision", "recall", "f1_score", "fbeta_score", "auc", "binary_accuracy")


def check_pair(model: keras.Model, data: Dataset, loss: Any, metrics: Sequence[Any]) -> None:
    """Refuse a loss and metrics that do not belong to a model's output and a dataset's targets.

    Args:
        model: built, so that its output can be looked at.
        data: the targets it will see.
        loss: a Keras loss or a function.
        metrics: Keras metrics, or the name `"accuracy"`.

    Raises:
        UserError: they do not belong together; the sentence says the fix.
    """
    _check_output(model, data)
    _check_loss(output_activation(model), data, loss)
    for metric in metrics:
        _check_metric(data, name_of(metric))


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
        raise UserError(f"{what} {wanted!r} is neither a name nor a factory; give one, such as a Keras class")
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


def name_of(thing: Any) -> str:
    """The snake-case name of a Keras loss, metric, optimizer or callback: `"mean_squared_error"`."""
    if isinstance(thing, str):
        return thing
    name = getattr(thing, "__name__", None) or type(thing).__name__
    return "".join(
        f"_{letter.lower()}" if letter.isupper() and i and not name[i - 1].isupper() else letter.lower()
        for i, letter in enumerate(name)
    )


def output_activation(model: keras.Model) -> str | None:
    """The name of the last layer's activation, `"softmax"` for a Softmax layer, None when there is none to read."""
    if not has_graph(model):  # which of its layers is the last, its `call` alone knows
        return None
    last = model.layers[-1]
    activation = getattr(last, "activation", None)
    return activation.__name__ if activation is not None else {"Softmax": "softmax"}.get(type(last).__name__)


def _check_output(model: keras.Model, data: Dataset) -> None:
    if (outputs := output_shape(model, data)[-1]) != data.outputs:
        raise UserError(
            f"the model gives {outputs} outputs but {data.name} needs {data.outputs}; end it with outputs units"
        )
    activation, right = output_activation(model), row(data.task).activation
    wrong = {"binary": ("softmax",), "multiclass": ("sigmoid", "tanh", "relu"), "regression": ("softmax",)}
    if activation in wrong[data.task]:
        raise UserError(f"output activation {activation} does not fit a {data.task} task; use {right}")


def _check_loss(activation: str | None, data: Dataset, loss: Any) -> None:
    if not (getattr(loss, "__module__", None) or type(loss).__module__).startswith("keras."):
        return  # somebody's own loss may want anything
    name, right = name_of(loss), row(data.task)
    logits = getattr(loss, "from_logits", False) or "from_logits=True" in str(getattr(loss, "_fn_kwargs", ""))
    logits = logits or bool((getattr(loss, "_fn_kwargs", None) or {}).get("from_logits"))
    one_hot = data.task == "multiclass" and data.train.y.ndim == 2
    if name.startswith("sparse_") and one_hot:
        raise UserError(f"loss {name} takes class indices but the targets are one-hot; use categorical_crossentropy")
    if name in ONE_HOT and not one_hot:
        raise UserError(f"loss {name} takes one-hot targets but {data.name} has class indices; use {right.loss}")
    if data.task == "multiclass" and not one_hot and not name.startswith("sparse_"):
        raise UserError(f"loss {name} cannot compare {data.outputs} outputs with one class index; use {right.loss}")
    if data.task == "binary" and "categorical" in name:
        raise UserError(f"loss {name} is for several classes but {data.name} is binary; use {right.loss}")
    if data.task == "regression" and name in ACTIVATIONS:
        raise UserError(f"loss {name} is for classes but {data.name} is a regression; use {right.loss}")
    if logits and activation not in (None, "linear"):
        raise UserError(f"loss {name} with from_logits=True wants a linear output, not {activation}; leave out one")
    fitting = ("linear",) if logits else ACTIVATIONS.get(name)
    if fitting and activation is not None and activation not in fitting:
        raise UserError(f"loss {name} does not fit output activation {activation}; use {' or '.join(fitting)}")


def _check_metric(data: Dataset, name: str) -> None:
    if data.task == "regression" and ("accuracy" in name or name in BINARY_METRICS):
        raise UserError(f"metric {name} counts right classes but {data.name} is a regression; use mean_absolute_error")
    if data.task == "multiclass" and data.train.y.ndim == 1 and name in BINARY_METRICS:
        raise UserError(
            f"metric {name} fails on class indices; compute it afterwards with comparison, train with accuracy"
        )
