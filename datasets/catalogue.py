"""Every dataset by name, and `load`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from datasets.source import VALIDATION, Source, to_dataset
from runtime.arguments import flag, is_number, is_whole_number, shown
from runtime.errors import UserError
from runtime.nearest import hint

LOADERS = {
    "breast_cancer": "datasets.tabular",
    "iris": "datasets.tabular",
    "diabetes": "datasets.tabular",
    "moons": "datasets.points",
    "circles": "datasets.points",
    "xor": "datasets.points",
    "spirals": "datasets.points",
    "digits": "datasets.images",
    "fashion_mnist": "datasets.images",
    "mnist": "datasets.images",
    "cifar10": "datasets.images",
    "waves": "datasets.series",
    "temperatures": "datasets.series",
    "movie_reviews": "datasets.text",
    "hamlet": "datasets.text",
    "negation": "datasets.text",
}
"""Dataset -> module that has a function of that name: `(*, full, **options) -> Source`."""


def names() -> tuple[str, ...]:
    """The names that `load` takes."""
    return tuple(LOADERS)


def loader(name: str) -> Callable[..., Source]:
    """The function that finds a dataset.

    Raises:
        UserError: no dataset has that name.
    """
    if not isinstance(name, str) or name not in LOADERS:
        raise unknown(name, LOADERS)
    return getattr(import_module(LOADERS[name]), name)


def unknown(name: str, known: Iterable[str]) -> UserError:
    """The sentence for a name that is none of those known."""
    nearest = hint(str(name), known, f"choose one of {', '.join(known)}")
    return UserError(f"dataset {shown(name)} is unknown; {nearest}")


def options(name: str) -> dict[str, Any]:
    """What a dataset takes beside `full` and `validation`: keyword -> default."""
    return _options(loader(name))


def _options(find: Callable[..., Source]) -> dict[str, Any]:
    parameters = inspect.signature(find).parameters
    return {key: parameter.default for key, parameter in parameters.items() if key != "full"}


def load(name: str, *, full: bool = False, validation: float | int = VALIDATION, **options: Any) -> Dataset:
    """Load a dataset.

    Args:
        name: see `names()`.
        full: the whole dataset; False takes what is bundled or generated and touches no network, ever.
        validation: a fraction of the training examples, or a number of first examples (the book's 5,000). Films stay
            whole, so that a little more may be taken; of a record in time it is the last part; `waves` and
            `tiny_shakespeare` fix their own.
        options: what else the dataset takes, see `options(name)`.

    Raises:
        UserError: an argument is of the wrong kind, the name or an option is unknown, a file is damaged, or the whole
            dataset is not on this machine (the sentence has the command that gets it).
    """
    find = loader(name)
    full, validation = flag("full", full), _part(validation)
    known = _options(find)
    for key in options:
        if key not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UserError(f"dataset {name} has no option {key!r}; {takes}")
    given = {key: value.item() if isinstance(value, np.generic) else value for key, value in options.items()}
    chosen = {**known, **given}
    return to_dataset(name, find(full=full, **chosen), validation, {"full": full, **chosen})


def _part(validation: Any) -> float | int:
    """The validation split's size, if it is a number."""
    if not is_number(validation):
        raise UserError(
            f"validation has to be a fraction such as 0.1 or a whole number of first examples, not {shown(validation)}"
        )
    return int(validation) if is_whole_number(validation) else float(validation)
