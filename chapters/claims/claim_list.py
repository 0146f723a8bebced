"""The list of the lecture's claims: `chapters/claims.toml`, read and validated."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from runtime.arguments import shown
from runtime.errors import UserError
from runtime.nearest import hint

LIST = Path(__file__).parents[1] / "claims.toml"
KINDS = ("exact", "difference", "equivalence")
ORIGINS = {"slide": "of the slides", "paper": "of the paper on a slide", "ours": "of our own"}
AFTER = "after"  # a claim that was defined when its data were known
DEFINITION = ("id", "chapter", "kind", "expected", "value", "margin")
MOST_PRIMARY = 3  # differences and equivalences of one chapter


@dataclass(frozen=True)
class Claim:
    """One sentence of the lecture.

    Attributes:
        id: lower case with hyphens.
        slide: id of its slide.
        ko: the slide's words.
        statement: in English, as something that can be true or false.
        origin: who says it, a key of `ORIGINS`.
        chapter: the script that tests it.
        kind: `"exact"`, `"difference"` or `"equivalence"`.
        registered: the day (ISO) on which its definition was committed, before there was a result; or `"after"` one.
        expected: exact: what the statement comes to.
        value: difference and equivalence: what is measured.
        margin: exact: by how much a number may miss `expected`; difference: what the value has to exceed;
            equivalence: how far from zero it may lie.
        why: the reason for the margin, if it has one.
        changed: what of the definition or its study was changed later, and why; else empty.
        correction: where the slide is wrong or loose, the correct form; else empty.
        differs: difference and equivalence: the settings (dotted keys of `run.json`, and `parameters`) in which the two
            sides may differ. A study that compares sides that differ in anything else is refused.
    """

    id: str
    slide: str
    ko: str
    statement: str
    origin: str
    chapter: str
    kind: str
    registered: str
    expected: Any = None
    value: str = ""
    margin: float = 0.0
    why: str = ""
    changed: str = ""
    correction: str = ""
    differs: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        """`fingerprint` of its definition."""
        return fingerprint(vars(self))


def fingerprint(entry: Mapping[str, Any]) -> str:
    """Eight digits that change when the definition of a claim does; the words of its statement define nothing.

    Args:
        entry: of a list of claims, today's or an older one.
    """
    usual = {"expected": None, "value": "", "margin": 0.0}
    text = json.dumps({key: entry.get(key, usual.get(key)) for key in DEFINITION}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Study:
    """Over how many seeds the claims of a chapter are judged.

    Attributes:
        chapter: the script.
        seeds: how many.
        registered: the day (ISO) on which the number was committed.
        why: the reason for it.
    """

    chapter: str
    seeds: int
    registered: str
    why: str


@dataclass(frozen=True)
class Lecture:
    """The whole list: slides in order, claims by id, and what cannot be checked."""

    slides: tuple[dict[str, str], ...]
    claims: dict[str, Claim]
    unchecked: tuple[dict[str, str], ...]
    studies: dict[str, Study]

    def title(self, slide: str) -> str:
        """The title of a slide."""
        return next(entry["title"] for entry in self.slides if entry["id"] == slide)

    def of_chapter(self, chapter: str) -> list[Claim]:
        """The claims that a chapter tests."""
        return [claim for claim in self.claims.values() if claim.chapter == chapter]

    def comparisons(self, chapter: str) -> int:
        """The chapter's differences and equivalences, for which its verdicts are corrected; at least 1."""
        return max(1, sum(claim.kind != "exact" for claim in self.of_chapter(chapter)))


@cache
def lecture() -> Lecture:
    """The list of `claims.toml`, read once."""
    return read(LIST)


def read(path: Path) -> Lecture:
    """Read and validate a list of claims.

    Raises:
        UserError: it is missing, damaged, or an entry is wrong; the sentence names the entry.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read ({error}); restore it from the repository") from None
    slides = tuple(content.get("slides", ()))
    known = {slide["id"] for slide in slides}
    claims: dict[str, Claim] = {}
    for entry in content.get("claims", ()):
        wrong = _fault(entry, known, claims)
        if wrong:
            raise UserError(f"claim {entry.get('id', '(without id)')!r} in {path.name} {wrong}")
        claims[entry["id"]] = Claim(**entry)
    for chapter in {claim.chapter for claim in claims.values()}:
        primary = [claim for claim in claims.values() if claim.chapter == chapter and claim.kind != "exact"]
        if len(primary) > MOST_PRIMARY:
            raise UserError(
                f"chapter {chapter} has {len(primary)} differences and equivalences in {path.name}; "
                f"give it at most {MOST_PRIMARY}, so that their verdicts can be corrected together"
            )
    studies = {entry["chapter"]: Study(**entry) for entry in content.get("studies", ())}
    for claim in claims.values():
        if claim.kind != "exact" and claim.chapter not in studies:
            raise UserError(
                f"chapter {claim.chapter} has a {claim.kind} and no [[studies]] in {path.name}; add its seeds"
            )
    return Lecture(slides, claims, tuple(content.get("unchecked", ())), studies)


def _fault(entry: Mapping[str, Any], slides: set[str], before: Mapping[str, Claim]) -> str:
    """What is wrong with an entry, and the fix; empty if nothing is."""
    fields = set(Claim.__dataclass_fields__)
    missing = {"id", "slide", "ko", "statement", "origin", "chapter", "kind", "registered"} - set(entry)
    if missing:
        return f"lacks {', '.join(sorted(missing))}; add it"
    if set(entry) - fields:
        return f"has unknown keys {', '.join(sorted(set(entry) - fields))}; use {', '.join(sorted(fields))}"
    if entry["id"] in before:
        return "is there twice; rename one"
    if entry["slide"] not in slides:
        return f"names the unknown slide {entry['slide']!r}; use an id of [[slides]]"
    if entry["kind"] not in KINDS:
        return f"has the unknown kind {entry['kind']!r}; choose {', '.join(KINDS)}"
    if entry["origin"] not in ORIGINS:
        return f"has the unknown origin {entry['origin']!r}; choose {', '.join(ORIGINS)}"
    if entry["registered"] != AFTER and not _is_day(entry["registered"]):
        return f"is registered {entry['registered']!r}; write a day as 2026-11-23, or {AFTER}"
    if entry["registered"] == AFTER and "changed" not in entry:
        return f"is registered {AFTER!r}; say in `changed` what was defined after its data"
    if ("margin" in entry) != ("why" in entry):
        return "needs `why` if it has a margin, and only then"
    if (entry["kind"] == "exact") != ("expected" in entry):
        return "needs `expected` if it is exact, and only then"
    if (entry["kind"] == "exact") == bool(entry.get("value")):
        return "needs `value` if it is a difference or an equivalence, and only then"
    if entry["kind"] == "exact" and "differs" in entry:
        return "has `differs`, which is for two sides that are trained; remove it"
    if entry["kind"] == "equivalence" and not entry.get("margin", 0) > 0:
        return "is an equivalence; give it a margin above 0"
    return ""


def _is_day(text: Any) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except (TypeError, ValueError):
        return False


def named(claim_id: str) -> Claim:
    """The claim of that id.

    Raises:
        UserError: there is none.
    """
    claims = lecture().claims
    if not isinstance(claim_id, str) or claim_id not in claims:
        raise UserError(f"claim {shown(claim_id)} is unknown; {hint(str(claim_id), claims, f'see {LIST.name}')}")
    return claims[claim_id]
