"""What differs between the rows of a table, in short words; and what each row is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comparison.rows import Row

NOT_A_DIFFERENCE = ("name", "seed", "recipe.architecture", "data.content", "data.sha256")
DIGITS = re.compile(r"(^|\.)(content|code|sha256|architecture)$")
"""Keys of hashes: they tell that something differs and not what. They are named where nothing else is."""
NOTHING = str(None)
MOST_ITEMS = 6
MOST_DIGITS = 8


def differing(firsts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The settings that every row has and in which they differ.

    Args:
        firsts: of each row, the settings by dotted key.
    """
    shared = set.intersection(*(set(first) for first in firsts))
    return [
        key
        for key in firsts[0]
        if key in shared and key not in NOT_A_DIFFERENCE and len({str(first[key]) for first in firsts}) > 1
    ]


def labels(names: Sequence[str], firsts: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each row is called: its name, and in brackets what differs where several rows have the name."""
    result: list[str] = []
    for name, first in zip(names, firsts, strict=True):
        if names.count(name) == 1:
            result.append(name)
            continue
        same_name = [other for other, other_name in zip(firsts, names, strict=True) if other_name == name]
        own = {key: first[key] for key in first if any(other.get(key) != first[key] for other in same_name)}
        known = {key: value for key, value in own.items() if key not in NOT_A_DIFFERENCE} or own
        result.append(f"{name} ({spoken(known)})")
    numbers = [result[: place + 1].count(label) for place, label in enumerate(result)]
    return [label if number == 1 else f"{label}, {number}" for label, number in zip(result, numbers, strict=True)]


def spoken(differs: Mapping[str, Any]) -> str:
    """What differs, in short words: `learning_rate 0.01, units 300-100`.

    A hash is left out, unless it is all that differs.
    """
    readable = {key: value for key, value in differs.items() if not DIGITS.search(key)}
    if readable.get("data.examples.train") == readable.get("data.options.examples"):
        readable.pop("data.examples.train", None)
    found: dict[tuple[str, str], str] = {}  # a recipe's keyword and what it compiled with it are one difference
    for key, setting in (readable or differs).items():
        found.setdefault((_word(key), in_words(setting)), key)
    told = {word for word, text in found if text != NOTHING}  # a keyword that was left out, beside what it came to
    found = {(word, text): key for (word, text), key in found.items() if text != NOTHING or word not in told}
    words = [word for word, _ in found]
    return ", ".join(f"{word if words.count(word) == 1 else key} {text}" for (word, text), key in found.items())


def _word(key: str) -> str:
    """The last part of a dotted key that says something: of an array or an object its own name."""
    *before, last = key.removesuffix(".name").split(".")
    return f"{before[-1]} {last}" if before and last in ("content", "code", "shape") else last


def in_words(value: Any) -> str:
    """A setting as a reader can use it: of a long list how many items it has, of a hash its first digits."""
    if isinstance(value, list):
        return summed_up(value) or "-".join(map(in_words, value)) or "none"
    if isinstance(value, Mapping):  # a callback: its name and settings
        parts = {key: item for key, item in value.items() if not DIGITS.search(key)}
        return " ".join(in_words(item) if key == "name" else f"{key} {in_words(item)}" for key, item in parts.items())
    is_hash = isinstance(value, str) and re.fullmatch(r"[0-9a-f]{16,}", value)
    return value[:MOST_DIGITS] if is_hash else str(value)


def summed_up(values: Sequence[Any]) -> str:
    """How many items a list has, where they are too many, or too much alike, to be said one by one; else empty."""
    if any(isinstance(item, list) for item in values):
        return f"{len(values)} lists"
    if len(values) > 3 and values.count(values[0]) == len(values):
        return f"{len(values)} x {in_words(values[0])}"
    return f"{len(values)} values" if len(values) > MOST_ITEMS else ""


def unusual(rows: Sequence[Row]) -> list[str]:
    """What differs in each row, as short as it can be said beside its label.

    The value that more than half of the rows have is not said, nor what the label says already.
    """
    usual = {}
    for key in rows[0].differs if len(rows) > 2 else ():
        values = [str(row.differs[key]) for row in rows]
        commonest = max(values, key=values.count)
        if 2 * values.count(commonest) > len(values):
            usual[key] = commonest
    result = []
    for row in rows:
        kept = {key: value for key, value in row.differs.items() if str(value) != usual.get(key)}
        parts = spoken(kept).split(", ") if kept else []
        result.append(", ".join(part for part in parts if not _is_in(row.label, part)))
    return result


def _is_in(label: str, part: str) -> bool:
    """Whether a label says a difference: `LSTM` says `cell LSTM`; of a number the key has to be there, too."""
    value = part.split(" ", 1)[-1]
    return _said(value if not re.search(r"\d", value) else part) <= _said(label)


def _said(text: str) -> set[str]:
    """The words and numbers of a text, however they are written: `max-norm 1` has those of `max_norm 1.0`."""
    return {re.sub(r"\.0+$", "", word) for word in re.findall(r"[^\s,()_-]+", text.casefold())}
