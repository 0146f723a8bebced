"""Arguments that are not what a function takes, refused in one sentence where they come in.

Integers, floats and booleans of NumPy count as such, and come back as Python's, which go into JSON. True and False are
no numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TypeVar

from runtime.errors import UserError

Kind = TypeVar("Kind")

LARGEST = 2**31 - 1
"""What TensorFlow can count in a shape."""


def whole_number(what: str, value: Any, least: int, most: int | None = None) -> int:
    """The value, if it is a whole number of `least` or more.

    Args:
        what: its name, for the sentence.
        value: as a caller gave it.
        least: the smallest that is allowed.
        most: the largest that is allowed; None for no bound.

    Raises:
        UserError: it is not.
    """
    if not _is_whole(value, least, most):
        bound = "or more" if most is None else f"to {most:,}"
        raise UserError(f"{what} has to be a whole number of {least} {bound}, not {shown(value)}")
    return int(value)


def whole_numbers(what: str, values: Any, count: int | None = None, *, may_be_empty: bool = False) -> tuple[int, ...]:
    """The values, if they are `count` whole numbers of 1 or more.

    Args:
        what: their name, for the sentence.
        values: a tuple or list.
        count: how many; None for any number but none at all.
        may_be_empty: none at all will do, too.

    Raises:
        UserError: they are not.
    """
    right = isinstance(values, list | tuple) and all(_is_whole(value, 1, LARGEST) for value in values)
    if not right or not (values or may_be_empty) or count not in (None, len(values)):
        number = str(count) if count is not None else "any number" if may_be_empty else "at least one"
        raise UserError(
            f"{what} have to be a tuple of whole numbers of 1 or more, {number} of them, not {shown(values)}"
        )
    return tuple(int(value) for value in values)


def number(what: str, value: Any, least: float = -math.inf, *, above: float = -math.inf) -> float:
    """The value, if it is a finite number.

    Args:
        what: its name, for the sentence.
        value: as a caller gave it.
        least: the smallest that is allowed.
        above: it has to be larger than this.

    Raises:
        UserError: it is not.
    """
    if not is_number(value) or value < least or value <= above:
        bound = f" of {least:g} or more" if least > -math.inf else f" above {above:g}" if above > -math.inf else ""
        raise UserError(f"{what} has to be a number{bound}, not {shown(value)}")
    return float(value)


def fraction(what: str, value: Any) -> float:
    """The value, if it is a number from 0 to below 1, as a rate of dropout is.

    Raises:
        UserError: it is not.
    """
    if not is_number(value) or not 0 <= value < 1:
        raise UserError(f"{what} has to be a number from 0 to below 1, not {shown(value)}")
    return float(value)


def flag(what: str, value: Any) -> bool:
    """The value, if it is True or False: any other would be taken for one of them, "no" for True.

    Raises:
        UserError: it is not.
    """
    kind = type(value)
    if kind is not bool and (kind.__module__, kind.__name__.rstrip("_")) != ("numpy", "bool"):
        raise UserError(f"{what} has to be True or False, not {shown(value)}")
    return bool(value)


def choice(what: str, value: Any, choices: Iterable[str]) -> str:
    """The value, if it is one of the words.

    Raises:
        UserError: it is not.
    """
    known = tuple(choices)
    if not isinstance(value, str) or value not in known:
        raise UserError(f"{what} {shown(value)} is unknown; choose {', '.join(known)}")
    return str(value)


def path(what: str, value: Any) -> Path:
    """The value as a path, if it can be one.

    Raises:
        UserError: it is no text, empty, or has a NUL inside, which no system allows.
    """
    if not isinstance(value, str | Path) or not str(value) or "\0" in str(value):
        raise UserError(f"{what} has to be a path, not {shown(value)}; give the name of a file or folder")
    return Path(value)


def sequence(what: str, value: Any) -> Sequence[Any]:
    """The value, if it is a tuple or a list.

    Raises:
        UserError: it is not.
    """
    if not isinstance(value, list | tuple):
        raise UserError(f"{what} has to be a list or a tuple, not {shown(value)}")
    return value


def instance(what: str, value: Any, kind: type[Kind], source: str) -> Kind:
    """The value, if it is of a type.

    Args:
        what: its name, for the sentence.
        value: as a caller gave it.
        kind: the type.
        source: where one comes from, for the sentence.

    Raises:
        UserError: it is not.
    """
    if not isinstance(value, kind):
        raise UserError(f"{what} has to be a {kind.__name__}, not {shown(value)}; give {source}")
    return value


def is_number(value: Any) -> bool:
    """Whether the value is a finite number, and not True or False."""
    try:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer that no float holds
        return False


def is_whole_number(value: Any) -> bool:
    """Whether the value is an integer, and not True or False."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def repeated(names: Iterable[str]) -> str | None:
    """The first of the names that was there before; None if each is there once."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def shown(value: Any) -> str:
    """The value for a sentence: of a long one, the beginning; of one that cannot be shown, its type."""
    try:
        text = repr(value)
    except Exception:  # somebody's own class decides how it fails
        text = f"an object of the type {type(value).__name__}"
    return text if len(text) <= 80 else f"{text[:80]}..."


def _is_whole(value: Any, least: int, most: int | None) -> bool:
    return is_whole_number(value) and least <= int(value) and (most is None or int(value) <= most)
