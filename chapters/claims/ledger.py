"""The ledger: every claim with its stored verdict, on the terminal, in `CLAIMS.md` and `docs/claims_by_slide.md`.

Verdicts come from what `chapters/results/<chapter>.json` stores: its numbers, judged by today's rules. A verdict that
is out of date (`results.stale`) is not shown as one: it is to be run again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from chapters.claims.claim_list import lecture
from chapters.claims.list_faults import ORIGINS
from chapters.claims.results import Find, stale, stored
from chapters.claims.verdicts import VERDICTS, correction, judged_anew
from runtime.wrapping import wrapped

TO_RUN = "to be run again"


def entries(find: Find) -> list[dict[str, Any]]:
    """Every claim in the lecture's order.

    Each has `claim`, `verdict` (one of `VERDICTS`, or `TO_RUN`), `evidence`, `stale` (why it is to be run again, or
    empty), `stored` (the verdict that stands in its file, or None), `source` (the commit it comes from), `sides`
    (what both sides of a comparison have in common and what differs, or None), `beside` (of each difference that is
    shown beside it: `a`, `b` and `sides`) and `over_seeds_alone` (whether its interval leaves other test examples out).
    """
    rows = []
    for claim in lecture().claims.values():
        content = stored(claim.chapter)
        entry = content["claims"].get(claim.id)
        row = {"claim": claim, "verdict": "not tested", "evidence": "no value was stored yet", "stale": ""}
        row |= {"stored": None, "source": "", "sides": None, "beside": [], "over_seeds_alone": False}
        if entry:
            row |= {
                "stored": entry["verdict"],
                "source": f"ran from {entry['commit']}",
                "sides": entry["values"].get("sides"),
                "beside": [
                    {key: other.get(key) for key in ("a", "b", "sides")} for other in entry["values"].get("beside", ())
                ],
            }
            if why := stale(claim, entry, content["study"], find):
                row |= {"verdict": TO_RUN, "stale": why}
                row["evidence"] = f"{why}; stored: {entry['verdict']}: {entry['evidence']}"
            else:
                anew = judged_anew(claim, entry)
                row |= {"verdict": anew.verdict, "evidence": anew.evidence}
                numbers = anew.values
                row["over_seeds_alone"] = "uncertainty" in numbers and not numbers["uncertainty"]["examples"]
        rows.append(row)
    return rows


def as_list(find: Find) -> list[dict[str, Any]]:
    """The ledger as JSON."""
    return [
        {
            **asdict(row["claim"]),
            "slide": lecture().title(row["claim"].slide),
            **{key: value for key, value in row.items() if key != "claim"},
        }
        for row in entries(find)
    ]


def print_ledger(find: Find) -> None:
    """Print slide by slide: verdict, id, statement, and what is to be said rather."""
    rows, last = entries(find), ""
    for row in rows:
        claim = row["claim"]
        if claim.slide != last:
            print(f"\n{lecture().title(claim.slide)}")
            last = claim.slide
        mark = f" ({row['stale']})" if row["stale"] else ""
        print(wrapped(f"{row['verdict']:15} {claim.id}: {claim.statement}{mark}", "  ", after=16))
        if claim.correction:
            says = correction(row["stored"] if row["stale"] else row["verdict"], claim.correction)
            print(wrapped(f"{'If the stored verdict stays: ' if row['stale'] else ''}{says}", " " * 18, after=0))
    print("\n" + "\n".join(map(wrapped, summary(rows))))
    print(wrapped("Not checkable by code: python -m chapters claims --write lists it in CLAIMS.md with the reasons."))


def summary(rows: list[dict[str, Any]]) -> list[str]:
    """One line an origin: how many claims have which verdict, those that are computed and those over seeds apart."""
    lines = []
    for origin, words in ORIGINS.items():
        said = []
        for kind, exact in (("computed exactly", True), ("judged over seeds", False)):
            found = [row for row in rows if row["claim"].origin == origin and (row["claim"].kind == "exact") == exact]
            count = Counter(row["verdict"] for row in found)
            each = ", ".join(counted(count[verdict], verdict) for verdict in (*VERDICTS, TO_RUN) if count[verdict])
            said += [f"{len(found)} {kind}: {each}"] if found else []
        total = sum(row["claim"].origin == origin for row in rows)
        lines.append(f"{total} claims {words}. {'; '.join(said)}.")
    return lines


def counted(many: int, verdict: str) -> str:
    """A number of verdicts in words: 1 holds, 2 hold."""
    plural = {"holds": "hold", "does not hold": "do not hold"}
    return f"{many} {verdict if many == 1 else plural.get(verdict, verdict)}"
