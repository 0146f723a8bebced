"""What can be wrong with an entry of `claims.toml`: every fault is named together with its fix.

Each function takes an entry as it was read, and gives what is to be said after its name; empty if nothing is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from comparison.differences import MINIMUM_SEEDS
from runtime.arguments import is_number, is_whole_number, shown

KINDS = ("exact", "difference", "equivalence")
ORIGINS = {"slide": "of the slides", "paper": "of the paper on a slide", "ours": "of our own"}
AFTER = "after"  # a claim that was defined when its data were known
FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # of an id
CHAPTER = re.compile(r"ch\d\d_[a-z0-9_]+")

Entry = Mapping[str, Any]
Test = tuple[Callable[[Any], bool], str]  # of a value, and what it has to be


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _is_expected(value: Any) -> bool:
    plain = isinstance(value, bool | str) or is_number(value)
    return plain or (isinstance(value, list) and bool(value) and all(map(_is_expected, value)))


TEXT: Test = (_is_text, "text")
ID: Test = (lambda value: isinstance(value, str) and bool(FORM.fullmatch(value)), "lower case with hyphens")
A_CHAPTER: Test = (lambda value: isinstance(value, str) and bool(CHAPTER.fullmatch(value)), "a name as ch04_topic")
DAY: Test = (_is_day, "a day as 2026-11-23")

SLIDE = {"id": ID, "title": TEXT}
STUDY = {
    "chapter": A_CHAPTER,
    "seeds": (lambda value: is_whole_number(value) and value >= MINIMUM_SEEDS, f"a number from {MINIMUM_SEEDS} on"),
    "registered": DAY,
    "why": TEXT,
}
CLAIM = {
    "id": ID,
    "slide": TEXT,
    "ko": TEXT,
    "statement": TEXT,
    "origin": (lambda value: value in [*ORIGINS], f"one of {', '.join(ORIGINS)}"),
    "chapter": A_CHAPTER,
    "kind": (lambda value: value in KINDS, f"one of {', '.join(KINDS)}"),
    "registered": (lambda value: value == AFTER or _is_day(value), f"a day as 2026-11-23, or {AFTER}"),
}
UNCHECKED = {"slide": TEXT, "ko": TEXT, "statement": TEXT, "reason": TEXT}
MAY_BE = {
    "expected": (_is_expected, "yes or no, a finite number, text, or a list of them"),
    "value": TEXT,
    "margin": (is_number, "a finite number"),
    "why": TEXT,
    "changed": TEXT,
    "correction": TEXT,
    "differs": (lambda value: isinstance(value, list) and all(map(_is_text, value)), "a list of settings"),
}


def keys_fault(entry: Any, has: Mapping[str, Test], may_have: Mapping[str, Test]) -> str:
    """Missing and unknown keys, and values that are not what they have to be."""
    if not isinstance(entry, Mapping):
        return f"is {shown(entry)}; make it a table with {', '.join(has)}"
    if missing := set(has) - set(entry):
        return f"lacks {', '.join(sorted(missing))}; add it"
    known = {**has, **may_have}
    if unknown := set(entry) - set(known):
        return f"has unknown keys {', '.join(sorted(unknown))}; use {', '.join(sorted(known))}"
    for key, value in entry.items():
        fits, what = known[key]
        if not fits(value):
            return f"has {key} = {shown(value)}; make it {what}"
    return ""


def slide_fault(entry: Any, before: Collection[str]) -> str:
    """Of a slide, after those with the ids `before`."""
    if wrong := keys_fault(entry, SLIDE, {"nothing": TEXT}):
        return wrong
    return "is there twice; rename one" if entry["id"] in before else ""


def unchecked_fault(entry: Any, slides: Collection[str]) -> str:
    """Of a sentence that cannot be checked."""
    return keys_fault(entry, UNCHECKED, {}) or _slide_of(entry, slides)


def study_fault(entry: Any, before: Collection[str]) -> str:
    """Of a study, after those of the chapters `before`."""
    if wrong := keys_fault(entry, STUDY, {}):
        return wrong
    return "is there twice; remove one" if entry["chapter"] in before else ""


def claim_fault(entry: Any, slides: Collection[str], before: Collection[Entry]) -> str:
    """Of a claim, after other entries."""
    if wrong := keys_fault(entry, CLAIM, MAY_BE) or _slide_of(entry, slides):
        return wrong
    if entry["id"] in [other["id"] for other in before]:
        return "is there twice; rename one"
    if entry["registered"] == AFTER and "changed" not in entry:
        return f"is registered {AFTER!r}; say in `changed` what was defined after its data"
    if ("margin" in entry) != ("why" in entry):
        return "needs `why` if it has a margin, and only then"
    exact = entry["kind"] == "exact"
    if exact != ("expected" in entry):
        return "needs `expected` if it is exact, and only then"
    if exact == ("value" in entry):
        return "needs `value` if it is a difference or an equivalence, and only then"
    if exact and "differs" in entry:
        return "has `differs`, which is for two sides that are trained; remove it"
    if entry["kind"] == "equivalence" and not entry.get("margin", 0) > 0:
        return "is an equivalence; give it a margin above 0"
    for other in before:
        if not exact and (other["chapter"], other.get("value")) == (entry["chapter"], entry["value"]):
            return f"has the value of {other['id']!r}; one difference has one margin and one verdict: remove one"
    return ""


def _slide_of(entry: Entry, slides: Collection[str]) -> str:
    if entry["slide"] in slides:
        return ""
    return f"names the unknown slide {entry['slide']!r}; use an id of [[slides]]"
