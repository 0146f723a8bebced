"""What the tests of an assignment are written with: points, comparisons that name a mistake, and outcomes.

A test is a function `test_...(student)` or `test_...(student, rng)` with a decorator `points`. It calls the student's
functions and raises `Wrong` (through `close`, `equal` or `expect`) if something is not true of what they return:

    @points(2, of="predict", hints=("Each row of x is an example.", "Write x @ weights, then add the bias."))
    def test_predictions_of_a_line(student, rng):
        x = rng.normal(size=(5, 3))
        weights, bias = rng.normal(size=3), 0.7
        close(student.predict(x, weights, bias), x @ weights + bias, {"the bias is not added": x @ weights})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Marks:
    """What `points` says of a test.

    Attributes:
        points: for passing it.
        of: the student's function that it tests.
        hints: the first is shown at once, the others with `--hint`; none gives the answer.
    """

    points: float
    of: str
    hints: tuple[str, ...]


class Wrong(Exception):
    """An answer is not right.

    Attributes:
        mistake: what was probably done, in words the author of the test wrote; empty if none fits.
        seen: what came back, with numbers. Hidden tests do not show it.
    """

    def __init__(self, mistake: str, seen: str = "") -> None:
        super().__init__(": ".join(filter(None, (mistake, seen))))
        self.mistake, self.seen = mistake, seen


def points(
    number: float, *, of: str, hints: Sequence[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Say what passing a test is worth, and which function it tests."""

    def mark(test: Callable[..., None]) -> Callable[..., None]:
        test.marks = Marks(number, of, tuple(hints))  # type: ignore[attr-defined]
        return test

    return mark


def outcome(question: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function of `student` that finds, with the student's own code, what came of a prediction."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        function.question = question  # type: ignore[attr-defined]
        return function

    return mark


def close(
    got: Any,
    right: Any,
    mistakes: Mapping[str, Any] | None = None,
    *,
    rtol: float = 1e-4,
    atol: float = 1e-6,
    what: str = "the result",
) -> None:
    """Compare numbers with the right ones, and with what known mistakes give.

    Args:
        got: what the student's function returned: a number, an array, or lists of numbers.
        right: the right numbers, computed here.
        mistakes: sentence -> the numbers that this mistake gives, of any shape.
        rtol, atol: as of `numpy.allclose`.
        what: the thing, for the sentence.

    Raises:
        Wrong: the shape or a number differs.
    """
    right = np.asarray(right)
    values = as_numbers(got, what)
    for mistake, wrong in (mistakes or {}).items():
        wrong = np.asarray(wrong)
        # a mistake that happens to give the right numbers here is none
        told_apart = wrong.shape != right.shape or not np.allclose(wrong, right, rtol=rtol, atol=atol)
        if told_apart and values.shape == wrong.shape and np.allclose(values, wrong, rtol=rtol, atol=atol):
            raise Wrong(mistake)
    if values.shape != right.shape:
        shape = right.shape or "that of a number, ()"
        raise Wrong(f"{what} has shape {values.shape}, and it should be {shape}")
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise Wrong(f"{what} holds NaN or infinite numbers")
    near = np.isclose(values, right, rtol=rtol, atol=atol)
    if not near.all():
        at = tuple(int(i) for i in np.argwhere(~near)[0])
        place = f" at {list(at)}" if at else ""
        seen = f"{float(values[at]):.6g}{place} where {float(right[at]):.6g} is right"
        raise Wrong(f"{what} has a wrong number", seen)


def as_numbers(got: Any, what: str = "the result") -> np.ndarray:
    """What came back as an array.

    Raises:
        Wrong: it is no array and no number.
    """
    if got is None:
        raise Wrong(f"{what} is None: the function ends without return")
    try:
        values = np.asarray(got)
    except ValueError:
        raise Wrong(f"{what} is a list of parts with different shapes, not an array") from None
    if values.dtype.kind not in "biuf":
        raise Wrong(f"{what} is no array of numbers")
    return values


def equal(got: Any, right: Any, mistakes: Mapping[str, Any] | None = None, *, what: str = "the result") -> None:
    """As `close`, for what must be the same: integers, texts, lists of them.

    Raises:
        Wrong: it is something else.
    """
    if isinstance(right, np.ndarray):
        got = as_numbers(got, what)
        close(got, right, mistakes, rtol=0, atol=0, what=what)
        return
    plain = got.item() if isinstance(got, np.ndarray) and got.ndim == 0 else got
    for mistake, wrong in (mistakes or {}).items():
        if wrong != right and plain == wrong:
            raise Wrong(mistake)
    if type(plain) is bool and not isinstance(right, bool):
        raise Wrong(f"{what} is {plain}")
    if isinstance(plain, np.ndarray) or plain != right:
        raise Wrong(f"{what} is not what it should be", f"{str(plain)[:200]} where {str(right)[:200]} is right")


def expect(condition: Any, mistake: str, seen: str = "") -> None:
    """What must be true, and the sentence if it is not.

    Raises:
        Wrong: it is not true.
    """
    if not condition:
        raise Wrong(mistake, seen)
