"""The ledger: every claim with its stored verdict, on the terminal, in `CLAIMS.md` and `docs/claims_by_slide.md`.

Verdicts come from `chapters/results/<chapter>.json` alone. A verdict is stale when what was recorded with it
is not what would be recorded today: the claim's own text, the chapter's settings, or the SHA-256 of the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import datasets
from chapters.claims import verdicts
from chapters.claims.claim_list import Claim, lecture
from comparison.differences import MINIMUM_SEEDS
from runtime.errors import UserError
from runtime.files import read_json
from training.settings import plain

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

NOT_DECIDING = (
    "runs_dir", "resume", "verbose", "jobs", "changed", "flags", "own", "sizes", "values", "when_full", "when_quick",
    "quick", "tasks", "images", "text", "projector", "profile",
)  # fmt: skip

Find = Callable[[str], Any]  # a chapter's module by its name; a UserError if there is none


def stored(chapter: str) -> dict[str, Any]:
    """What `chapters/results/<chapter>.json` holds; nothing if it is not there yet."""
    path = verdicts.RESULTS / f"{chapter}.json"
    return read_json(path) if path.exists() else {"chapter": chapter, "study": None, "claims": {}}


def deciding(settings: Settings) -> dict[str, Any]:
    """The settings of a chapter that decide its numbers, as JSON."""
    own = {name: settings[name] for name in (*(flag.name for flag in settings.own), *settings.sizes)}
    kept = {key: value for key, value in vars(settings).items() if key not in NOT_DECIDING}
    return plain({**kept, "own": own})


def study_settings(module: Any) -> Settings:
    """What a chapter's study over seeds is run with: its `STUDY`, or its default with five seeds."""
    settings = getattr(module, "STUDY", module.SETTINGS)
    return replace(settings, seeds=max(MINIMUM_SEEDS, settings.seeds))


def stale(claim: Claim, entry: Mapping[str, Any], study: Mapping[str, Any] | None, find: Find) -> str:
    """Why a stored verdict is out of date; empty if it is not."""
    if entry["fingerprint"] != claim.fingerprint:
        return "the claim was changed since"
    if not entry.get("trained"):
        return ""
    if not study:
        return "its settings were not recorded"
    try:
        today = deciding(study_settings(find(claim.chapter)))
    except UserError as error:
        return f"its chapter cannot be found ({error})"
    changed = [key for key in {**today, **study["settings"]} if today.get(key) != study["settings"].get(key)]
    if changed:
        return f"settings changed since: {', '.join(sorted(changed))}"
    for name, data in study["data"].items():
        now = data_hash(name, data["form"] == "full")
        if now not in (None, data["sha256"]):  # a set that was not fetched here is no other set
            return f"the data of {name} changed since ({now})"
    return ""


@cache
def data_hash(name: str, full: bool) -> str | None:
    """SHA-256 of a dataset as it is loaded today; None if it is not on this machine."""
    try:
        return datasets.load(name, full=full).provenance.sha256
    except UserError:
        return None


def entries(find: Find) -> list[dict[str, Any]]:
    """Every claim in the lecture's order: `claim`, `verdict`, `evidence`, `stale` (a reason, or empty)."""
    rows = []
    for claim in lecture().claims.values():
        content = stored(claim.chapter)
        entry = content["claims"].get(claim.id)
        row = {"claim": claim, "verdict": "not tested", "evidence": "no value was stored yet", "stale": ""}
        if entry:
            why = stale(claim, entry, content["study"], find)
            row |= {"verdict": entry["verdict"], "evidence": entry["evidence"], "stale": why}
        rows.append(row)
    return rows


def as_list(find: Find) -> list[dict[str, Any]]:
    """The ledger as JSON."""
    return [
        {
            **asdict(row["claim"]),
            "slide": lecture().title(row["claim"].slide),
            **{key: row[key] for key in ("verdict", "evidence", "stale")},
        }
        for row in entries(find)
    ]


def print_ledger(find: Find) -> None:
    """Print slide by slide: verdict, id, statement; the correction where a claim does not hold."""
    rows, last = entries(find), ""
    for row in rows:
        claim = row["claim"]
        if claim.slide != last:
            print(f"\n{lecture().title(claim.slide)}")
            last = claim.slide
        mark = f" (stale: {row['stale']})" if row["stale"] else ""
        print(f"  {row['verdict']:14} {claim.id}: {claim.statement}{mark}")
        if claim.correction and row["verdict"] == "does not hold":
            print(f"  {'':14} Correction: {claim.correction}")
    print(f"\n{summary(rows)}")
    print("Not checkable by code: python -m chapters claims --write lists it in CLAIMS.md with the reasons.")


def summary(rows: list[dict[str, Any]]) -> str:
    """One line: how many claims have which verdict."""
    count = Counter(row["verdict"] for row in rows)
    said = ", ".join(f"{count[verdict]} {verdict}" for verdict in verdicts.VERDICTS if count[verdict])
    out = sum(bool(row["stale"]) for row in rows)
    return f"{len(rows)} claims: {said}" + (f"; {out} stale" if out else "") + "."
