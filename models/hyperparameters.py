"""What a hyperparameter takes, by its name: it means the same in every recipe, so that it is checked in one place."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from models.tasks import known_activation
from runtime.arguments import LARGEST, flag, fraction, number, whole_number
from runtime.errors import UserError

Arguments = ParamSpec("Arguments")
Model = TypeVar("Model")


def _size(what: str, value: Any) -> int:
    return whole_number(what, value, 1, LARGEST)


def _part(what: str, value: Any) -> float:
    if number(what, value, above=0) > 1:
        raise UserError(f"{what} has to be a number above 0 and up to 1, not {value}")
    return float(value)


CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "activation": known_activation,
    "bottleneck": flag,
    "compression": _part,
    "dropout": fraction,
    "growth_rate": _size,
    "middle_depth": lambda what, value: whole_number(what, value, 0, LARGEST),
    "squeeze_ratio": _size,
    "stem_kernel_size": _size,
    "stem_pooling": flag,
    "stem_strides": _size,
}


def checked(*names: str) -> Callable[[Callable[Arguments, Model]], Callable[Arguments, Model]]:
    """A recipe whose hyperparameters of these names are checked before it is run, and handed to it as Python's types.

    Raises:
        UserError: from the recipe, if one is not what `CHECKS` says.
    """

    def decorate(recipe: Callable[Arguments, Model]) -> Callable[Arguments, Model]:
        defaults = {key: one.default for key, one in inspect.signature(recipe).parameters.items()}

        @wraps(recipe)
        def run(*arguments: Arguments.args, **given: Arguments.kwargs) -> Model:
            right: Any = {key: CHECKS[key](key, given.get(key, defaults[key])) for key in names}
            return recipe(*arguments, **{**given, **right})

        return run

    return decorate
