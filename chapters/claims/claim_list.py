"""The list of the lecture's claims: `chapters/claims.toml`, read and validated."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chapters.claims.list_faults import claim_fault, slide_fault, study_fault, unchecked_fault
from runtime.arguments import shown
from runtime.errors import UserError
from runtime.nearest import hint

LIST = Path(__file__).parents[1] / "claims.toml"
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
        origin: who says it, a key of `list_faults.ORIGINS`.
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
    slides: dict[str, dict[str, str]] = {}
    for entry in _tables(content, "slides", path):
        _refuse("slide", entry, "id", path, slide_fault(entry, slides))
        slides[entry["id"]] = entry
    entries: list[dict[str, Any]] = []
    for entry in _tables(content, "claims", path):
        _refuse("claim", entry, "id", path, claim_fault(entry, slides, entries))
        entries.append(entry)
    studies: dict[str, Study] = {}
    for entry in _tables(content, "studies", path):
        _refuse("study", entry, "chapter", path, study_fault(entry, studies))
        studies[entry["chapter"]] = Study(**entry)
    unchecked = _tables(content, "unchecked", path)
    for entry in unchecked:
        _refuse("unchecked sentence", entry, "ko", path, unchecked_fault(entry, slides))
    found = Lecture(tuple(slides.values()), {entry["id"]: Claim(**entry) for entry in entries}, unchecked, studies)
    for chapter in {claim.chapter for claim in found.claims.values()}:
        primary = [claim for claim in found.of_chapter(chapter) if claim.kind != "exact"]
        if len(primary) > MOST_PRIMARY:
            raise UserError(
                f"chapter {chapter} has {len(primary)} differences and equivalences in {path.name}; "
                f"give it at most {MOST_PRIMARY}, so that their verdicts can be corrected together"
            )
        if primary and chapter not in studies:
            raise UserError(
                f"chapter {chapter} has a {primary[0].kind} and no [[studies]] in {path.name}; add its seeds"
            )
    return found


def _tables(content: Mapping[str, Any], name: str, path: Path) -> tuple[Any, ...]:
    """The entries of one kind."""
    found = content.get(name, [])
    if not isinstance(found, list):
        raise UserError(f"`{name}` in {path.name} is {shown(found)}; begin every entry with [[{name}]]")
    return tuple(found)


def _refuse(what: str, entry: Any, key: str, path: Path, wrong: str) -> None:
    """Say what is wrong with an entry, if something is."""
    if wrong:
        name = entry.get(key) if isinstance(entry, Mapping) else None
        raise UserError(f"{what} {f'(without {key})' if name is None else shown(name)} in {path.name} {wrong}")


def named(claim_id: str) -> Claim:
    """The claim of that id.

    Raises:
        UserError: there is none.
    """
    claims = lecture().claims
    if not isinstance(claim_id, str) or claim_id not in claims:
        raise UserError(f"claim {shown(claim_id)} is unknown; {hint(str(claim_id), claims, f'see {LIST.name}')}")
    return claims[claim_id]
