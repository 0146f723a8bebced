"""Bad values by what an argument is: whatever is drawn here has to be refused there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import strategies as st

Values = st.SearchStrategy[Any]


def _fails(*_: Any, **__: Any) -> Any:
    raise RuntimeError("this object does not answer")


class Silent:
    """Answers no question."""

    __repr__ = __str__ = __len__ = __iter__ = __bool__ = __float__ = __int__ = __index__ = _fails
    __getitem__ = __array__ = __eq__ = __ne__ = __lt__ = __fspath__ = __format__ = __call__ = _fails
    __hash__ = object.__hash__


class Untextual:
    """Has no text, and is nothing else either."""

    __repr__ = __str__ = _fails


class Endless:
    """A sequence that says it has a billion items."""

    def __len__(self) -> int:
        return 10**9

    def __getitem__(self, index: Any) -> Any:
        return 0


class Lines:
    """Its text forges a line of a table and writes the clipboard."""

    def __repr__(self) -> str:
        return "a\nerror: b\x1b]52;c;aGk=\x07"


def _round() -> list:
    """A list that holds itself."""
    items: list = []
    items.append(items)
    return items


def _deep() -> list:
    items: list = []
    for _ in range(5_000):
        items = [items]
    return items


ODD = [
    object(), Silent(), Untextual(), Lines(), b"bytes", bytearray(b"x"), {"a": 1}, {1, 2}, frozenset(), 3 + 4j,
    Decimal("NaN"), datetime(2026, 3, 2, tzinfo=UTC), ..., NotImplemented, itertools, _round(), _deep(),
    np.array([{}], dtype=object), np.datetime64("2026-03-02"), memoryview(b"x"),
]  # fmt: skip
"""Of no use anywhere."""
FUNCTIONS = [lambda: None, int, print, Silent]
HUGE = [10**400, -(10**400), 2**63, 2**64, 10**30]
NO_FINITE = [float("nan"), float("inf"), float("-inf"), np.float32("nan"), np.float64("inf")]
TEXTS = [
    "", " ", "ten", "과적합", "1", "0.1", "nan", "True", "yes", "no", "a\0b", "\ud800", "\x1b[2J\x1b]52;c;aGk=\x07",
    "a\nb", "../../etc/passwd", "\u202ex", "x" * 100_000, "=1+1", "<script>alert(1)</script>", "$x^$", "{0.__class__}",
    "%s%n", "١٢",
]  # fmt: skip
ARRAYS = [
    np.zeros(0), np.zeros((2, 0)), np.full(3, np.nan), np.array(["a", "b"]), np.array([1, "a"], dtype=object),
    np.zeros((1, 2, 3, 4, 5)), np.array([1 + 2j]), np.array([b"x"]),
]  # fmt: skip
EMPTY = [(), [], {}, set()]


def odd(*, none: bool = True, functions: bool = True) -> Values:
    """Of no use anywhere, and None and functions where they are of none either."""
    things = [*ODD, *([None] if none else []), *(FUNCTIONS if functions else [])]
    # by their number: hypothesis writes out what it draws from, and some of these have no text
    return st.integers(0, len(things) - 1).map(lambda number: things[number])


def texts() -> Values:
    """Text where none is wanted."""
    return st.one_of(st.sampled_from(TEXTS), st.text(max_size=20))


def no_number(*, none: bool = True, functions: bool = True) -> Values:
    """No finite number; True and False are none either."""
    return st.one_of(
        odd(none=none, functions=functions), texts(), st.sampled_from([*NO_FINITE, True, False, np.True_, *EMPTY]),
        st.sampled_from(ARRAYS),
    )  # fmt: skip


def whole(least: int, most: int | None = None, *, none: bool = True, huge: bool = True) -> Values:
    """No whole number between two bounds.

    Args:
        least: the smallest that is right.
        most: the largest that is right; None for no bound.
        none: None is wrong, too.
        huge: numbers that no machine counts to are wrong, too.
    """
    below = st.integers(max_value=least - 1)
    wrong = [below, below.map(lambda value: np.int64(max(value, -(2**63)))), st.sampled_from([2.5, 3.0, np.float32(2)])]
    if most is not None:
        wrong.append(st.integers(min_value=most + 1))
    if huge:
        wrong.append(st.sampled_from([size for size in HUGE if size > 0]))
    return st.one_of(no_number(none=none), *wrong)


def number(least: float | None = None, above: float | None = None, below: float | None = None, **kinds: bool) -> Values:
    """No finite number within bounds; `kinds` as of `no_number`."""
    wrong = []
    if least is not None:
        wrong.append(st.floats(max_value=least, exclude_max=True, allow_nan=False))
    if above is not None:
        wrong += [st.floats(max_value=above, allow_nan=False), st.just(np.float32(above))]
    if below is not None:
        wrong += [st.floats(min_value=below, allow_nan=False), st.just(np.int64(below))]
    return st.one_of(no_number(**kinds), *wrong, st.sampled_from([10**400, -(10**400)]))


def flag() -> Values:
    """Neither True nor False: numbers and words would be taken for one of them."""
    return st.one_of(odd(), texts(), st.sampled_from([0, 1, 2, 1.0, np.int64(1), *NO_FINITE, *EMPTY, *ARRAYS]))


def word(choices: Iterable[str], *, none: bool = True, functions: bool = True) -> Values:
    """None of some words: another case, a letter less or more, no text."""
    known = [choice for choice in choices if choice is not None]
    near = [
        change(choice) for choice in known for change in (str.upper, str.title, lambda a: a[:-1], lambda a: a + " ")
    ]
    return st.one_of(
        odd(none=none, functions=functions), texts().filter(lambda text: text not in known),
        st.sampled_from([text for text in near if text not in known]),
        st.sampled_from([0, 1, True, 2.5, *NO_FINITE, *EMPTY, *ARRAYS, [known[0]], known[0].encode()]),
    )  # fmt: skip


def sizes(count: int | None = None, *, may_be_empty: bool = False, none: bool = True) -> Values:
    """No tuple of whole numbers of 1 or more, `count` of them."""
    wrong = [
        (0,),
        (-1, 2),
        (2.5,),
        (True,),
        ("3",),
        (None,),
        ([3],),
        (float("nan"),),
        (2**31,),
        (10**400,),
        "12",
        b"12",
    ]
    wrong += [{3: 4}, 3, 3.0, np.zeros((2, 2)), Endless(), itertools.repeat(3), (Silent(),), (3, Lines())]
    wrong += [] if may_be_empty else [(), []]
    wrong += [] if count is None else [(3,) * (count + 1), (3,) * (count - 1)]
    items = st.lists(st.one_of(st.integers(max_value=0), st.floats(), texts()), min_size=1, max_size=3).map(tuple)
    return st.one_of(odd(none=none), st.sampled_from(wrong), items, st.sampled_from([2.5, True, *NO_FINITE]))


def no_path() -> Values:
    """What can be no path."""
    return st.one_of(
        odd(), st.sampled_from(["", "a\0b", "\0", 0, 1, True, 2.5, *NO_FINITE, *EMPTY]), st.sampled_from(ARRAYS)
    )


def missing() -> Values:
    """A path at which nothing stands that could be read."""
    names = ["nothing", "nothing/below", "x" * 300, "x/" * 3_000, "\ud800", "\x1b[2J", "a\nb", ".", "..", "/dev/null"]
    return st.one_of(no_path(), st.sampled_from(names))


def unwritable() -> Values:
    """A path at which nothing may be written."""
    return st.one_of(
        no_path(), st.sampled_from(["/dev/null", "/dev/full", ".", "/", "x" * 300, "/dev/null/x", "/proc/x"])
    )
