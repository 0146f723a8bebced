"""Hyperparameters that have to be whole numbers in a range, refused in one sentence where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

from runtime.errors import UserError


def whole_number(what: str, value: int, least: int) -> int:
    """The value, if it is a whole number of `least` or more.

    Args:
        what: its name, for the sentence.
        value: as a caller gave it; NumPy's integers count, True and False do not.
        least: the smallest that is allowed.

    Raises:
        UserError: it is not.
    """
    if not _is_whole(value, least):
        raise UserError(f"{what} has to be a whole number of {least} or more, not {value!r}")
    return int(value)


def whole_numbers(what: str, values: Sequence[int], count: int | None = None) -> tuple[int, ...]:
    """The values, if they are `count` whole numbers of 1 or more.

    Args:
        what: their name, for the sentence.
        values: a tuple or list.
        count: how many; None for any number but none at all.

    Raises:
        UserError: they are not.
    """
    right = isinstance(values, list | tuple) and all(_is_whole(value, 1) for value in values)
    if not right or not values or count not in (None, len(values)):
        number = "at least one" if count is None else str(count)
        raise UserError(f"{what} have to be a tuple of whole numbers of 1 or more, {number} of them, not {values!r}")
    return tuple(int(value) for value in values)


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= least
