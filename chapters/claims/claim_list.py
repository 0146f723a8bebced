"""The list of the lecture's claims: `chapters/claims.toml`, read and validated."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from runtime.arguments import shown
from runtime.errors import UserError
from runtime.nearest import hint

LIST = Path(__file__).parents[1] / "claims.toml"
KINDS = ("exact", "difference", "equivalence")
MOST_PRIMARY = 3  # differences and equivalences of one chapter


@dataclass(frozen=True)
class Claim:
    """One sentence of the lecture.

    Attributes:
        id: lower case with hyphens.
        slide: id of its slide.
        ko: the slide's words.
        statement: the same in English, as something that can be true or false.
        chapter: the script that tests it.
        kind: `"exact"`, `"difference"` or `"equivalence"`.
        expected: exact: what the statement comes to.
        value: difference and equivalence: what is measured.
        margin: exact: by how much a number may miss `expected`; difference: what the value has to exceed;
            equivalence: how far from zero it may lie.
        correction: where the slide is wrong or loose, the correct form; else empty.
    """

    id: str
    slide: str
    ko: str
    statement: str
    chapter: str
    kind: str
    expected: Any = None
    value: str = ""
    margin: float = 0.0
    correction: str = ""

    @property
    def fingerprint(self) -> str:
        """Eight digits that change when what decides the verdict does; wording and correction decide nothing."""
        deciding = {key: asdict(self)[key] for key in ("id", "chapter", "kind", "expected", "margin")}
        text = json.dumps(deciding, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Lecture:
    """The whole list: slides in order, claims by id, and what cannot be checked."""

    slides: tuple[dict[str, str], ...]
    claims: dict[str, Claim]
    unchecked: tuple[dict[str, str], ...]

    def title(self, slide: str) -> str:
        """The title of a slide."""
        return next(entry["title"] for entry in self.slides if entry["id"] == slide)

    def of_chapter(self, chapter: str) -> list[Claim]:
        """The claims that a chapter tests."""
        return [claim for claim in self.claims.values() if claim.chapter == chapter]


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
    return Lecture(slides, claims, tuple(content.get("unchecked", ())))


def _fault(entry: Mapping[str, Any], slides: set[str], before: Mapping[str, Claim]) -> str:
    """What is wrong with an entry, and the fix; empty if nothing is."""
    fields = set(Claim.__dataclass_fields__)
    missing = {"id", "slide", "ko", "statement", "chapter", "kind"} - set(entry)
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
    if (entry["kind"] == "exact") != ("expected" in entry):
        return "needs `expected` if it is exact, and only then"
    if (entry["kind"] == "exact") == bool(entry.get("value")):
        return "needs `value` if it is a difference or an equivalence, and only then"
    if entry["kind"] == "equivalence" and not entry.get("margin", 0) > 0:
        return "is an equivalence; give it a margin above 0"
    return ""


def named(claim_id: str) -> Claim:
    """The claim of that id.

    Raises:
        UserError: there is none.
    """
    claims = lecture().claims
    if not isinstance(claim_id, str) or claim_id not in claims:
        raise UserError(f"claim {shown(claim_id)} is unknown; {hint(str(claim_id), claims, f'see {LIST.name}')}")
    return claims[claim_id]
