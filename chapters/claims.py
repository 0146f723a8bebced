"""The claims of the lecture: `claims.check(id, value)` turns a chapter's value into a verdict.

The list is `chapters/claims.toml`. A chapter supplies values only: a number, string, truth value or list for an `exact`
claim; for a `difference` or an `equivalence` a `comparison.Gap`, or a list with one number a seed.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from comparison.gaps import Gap, Part, gap_of_seeds
from runtime.errors import UserError
from runtime.files import read_json

LIST = Path(__file__).with_name("claims.toml")
RESULTS = Path(__file__).with_name("results")
KINDS = ("exact", "difference", "equivalence")
VERDICTS = ("holds", "does not hold", "within noise", "not tested")
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
        """Eight digits that change when what is claimed does; the correction is only our comment."""
        text = json.dumps({**asdict(self), "correction": ""}, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Verdict:
    """What a value says about a claim: one of `VERDICTS`, the evidence in words, and the numbers behind it."""

    verdict: str
    evidence: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lecture:
    """The whole list: slides in order, claims by id, and what cannot be checked."""

    slides: tuple[dict[str, str], ...]
    claims: dict[str, Claim]
    unchecked: tuple[dict[str, str], ...]

    def title(self, slide: str) -> str:
        """The title of a slide."""
        return next(each["title"] for each in self.slides if each["id"] == slide)

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
    if claim_id not in claims:
        from difflib import get_close_matches

        close = get_close_matches(claim_id, claims, n=1)
        hint = f"did you mean {close[0]}?" if close else f"see {LIST.name}"
        raise UserError(f"claim {claim_id!r} is unknown; {hint}")
    return claims[claim_id]


def check(claim_id: str, value: Any) -> dict[str, Any]:
    """What a chapter's value says about a claim, as `--json` has it.

    A value of fewer than five seeds carries no verdict: then the stored one stands beside this run's numbers.

    Raises:
        UserError: the claim is unknown, or the value is not of its kind.
    """
    claim = named(claim_id)
    family = sum(each.kind != "exact" for each in lecture().of_chapter(claim.chapter))
    result = judged(claim, value, comparisons=max(1, family))
    verdict, evidence = result.verdict, result.evidence
    values = {**result.values, "this_run": {"verdict": verdict, "evidence": evidence}}
    if verdict == "not tested":
        stored = stored_verdict(claim)
        if stored:
            verdict, evidence = stored["verdict"], f"stored: {stored['evidence']} This run: {evidence}"
    return {**described(claim), "verdict": verdict, "evidence": evidence, "values": values}


def described(claim: Claim) -> dict[str, Any]:
    """The part of a claim that every report has."""
    return {
        "id": claim.id,
        "slide": lecture().title(claim.slide),
        "ko": claim.ko,
        "statement": claim.statement,
        **({"correction": claim.correction} if claim.correction else {}),
    }


def stored_verdict(claim: Claim) -> dict[str, Any] | None:
    """The verdict of `chapters/results/<chapter>.json`, if there is one for the claim as it now reads."""
    path = RESULTS / f"{claim.chapter}.json"
    found = read_json(path)["claims"].get(claim.id) if path.exists() else None
    return found if found and found["fingerprint"] == claim.fingerprint else None


def judged(claim: Claim, value: Any, comparisons: int = 1) -> Verdict:
    """The verdict of a value on a claim, with nothing stored beside it.

    Args:
        claim: any.
        value: see the module.
        comparisons: differences and equivalences of the chapter, for which the interval is corrected (Bonferroni).

    Raises:
        UserError: the value is not of the claim's kind.
    """
    if claim.kind == "exact":
        return _judged_exact(claim, value)
    gap = value if isinstance(value, Gap) else gap_of_values(claim, value)
    gap = gap.corrected_for(comparisons)
    numbers = {**gap.as_dict(), "margin": claim.margin}
    for key in ("verdict", "winner"):  # the gap's own, about zero; the claim's is about its margin
        numbers.pop(key)
    if gap.reason:
        return Verdict("not tested", f"{gap.evidence}. {gap.reason}.", numbers)
    low, high = gap.corrected_interval() or (-math.inf, math.inf)
    below = -claim.margin if claim.kind == "equivalence" else claim.margin
    above = claim.margin if claim.kind == "equivalence" else math.inf
    if below < low and high < above:
        verdict = "holds"
    elif high < below or low > above:
        verdict = "does not hold"
    else:
        verdict = "within noise"
    wanted = f"within +-{claim.margin:g}" if claim.kind == "equivalence" else f"above {claim.margin:g}"
    evidence = f"{gap.evidence}; claimed: {wanted}; interval corrected for {comparisons}: {low:+.4f} to {high:+.4f}."
    return Verdict(verdict, evidence, numbers)


def gap_of_values(claim: Claim, values: Sequence[float]) -> Gap:
    """One number a seed as a gap to zero; a finite test set is in its interval only as far as seeds show it."""
    try:
        numbers = np.array(values, np.float64)
    except (TypeError, ValueError):
        numbers = np.empty(0)
    if numbers.ndim != 1 or not len(numbers) or not np.isfinite(numbers).all():
        raise UserError(f"claim {claim.id!r} takes a comparison.Gap or finite numbers, one a seed; not {values!r:.60}")
    zeros = np.zeros(len(numbers))
    named_as = {"metric": claim.value, "a": "value", "b": "0"}
    return gap_of_seeds(numbers, zeros, Part(0.0, math.inf), paired=True, **named_as)


def _judged_exact(claim: Claim, value: Any) -> Verdict:
    value = plain(value)
    expected = claim.expected
    if type(value) is bool or type(expected) is bool or isinstance(expected, str):
        fits, same = type(value) is type(expected), value == expected
    elif isinstance(expected, list):
        fits, same = isinstance(value, list), value == expected
    else:
        fits = isinstance(value, int | float) and math.isfinite(value)
        same = fits and abs(value - expected) <= claim.margin
    if not fits:
        raise UserError(f"claim {claim.id!r} takes a value like {expected!r}; not {value!r:.60}")
    evidence = f"claimed: {spoken(expected)}; computed: {spoken(value)}"
    return Verdict("holds" if same else "does not hold", evidence, {"expected": expected, "computed": value})


def spoken(value: Any) -> str:
    """A value of an exact claim in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(spoken, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def plain(value: Any) -> Any:
    """NumPy's numbers and tuples as JSON knows them."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value
