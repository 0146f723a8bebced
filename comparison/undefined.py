"""A metric that has no value, in words: dividing by nothing is not zero and not NaN."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.errors import UserError


@dataclass(frozen=True)
class Undefined:
    """Stands where a number would: `str()` gives `undefined: no example was predicted as this class`."""

    reason: str

    def __str__(self) -> str:
        return f"undefined: {self.reason}"

    def as_dict(self) -> dict[str, str | None]:
        """For JSON: null, with the reason beside it."""
        return {"value": None, "reason": self.reason}


Value = float | Undefined


def number(value: Value) -> float:
    """A value that must be a number.

    Raises:
        UserError: it is undefined; the sentence has the reason.
    """
    if isinstance(value, Undefined):
        raise UserError(f"a metric has no value: {value.reason}; choose data for which it has one")
    return value


def ratio(part: float, whole: float, reason: str) -> Value:
    """The quotient, or `Undefined(reason)` where there is nothing to divide by."""
    return float(part / whole) if whole else Undefined(reason)
