"""A metric that has no value, in words: dividing by nothing is not zero and not NaN."""

from __future__ import annotations

from dataclasses import dataclass


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


def ratio(part: float, whole: float, reason: str) -> Value:
    """The quotient, or `Undefined(reason)` where there is nothing to divide by."""
    return float(part / whole) if whole else Undefined(reason)
