"""A page for every claim of the lecture, with its verdict, and what a lesson's page says of its claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slide_labels import numbered

from chapters.claims.evidence import both_sides
from chapters.claims.pages import evidence_lines, rather
from runtime.markdown import escaped

SAYS = {
    "slide": "the slide says it",
    "paper": "the paper on the slide says it",
    "ours": "we ask it, the slide does not say it",
}


def claim_lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The claims of one lesson as a list: verdict, sentence, evidence; each names the claim, which is a link.

    Sentence and evidence are paragraphs of their own, as on the claim's page: so one translation serves both.

    Args:
        rows: entries of the ledger.
    """
    if not rows:
        return ["The lecture claims nothing that this lesson tests."]
    lines = []
    for row in rows:
        claim = row["claim"]
        said = [f"**{row['verdict']}** (`{claim.id}`)", escaped(claim.statement), f"“{escaped(claim.ko)}”"]
        said += map(escaped, filter(None, [*evidence_lines(row), rather(row)]))
        lines.append("- " + "\n\n  ".join(said))
    return lines


def claim_page(row: dict[str, Any]) -> str:
    """The page of one claim: everything that the ledger has of it.

    Args:
        row: the claim's entry.
    """
    claim = row["claim"]
    facts = {
        "Verdict": row["verdict"],
        "Evidence": "\n\n  ".join(evidence_lines(row)),
        "Both sides": "\n\n  ".join(both_sides(row["sides"], row["beside"])),
        "Origin": SAYS[claim.origin],
        "Slide": numbered(claim.slide),
        "Kind": f"{claim.kind}: {claim.value}" if claim.value else claim.kind,
        "Expected": "" if claim.expected is None else f"`{claim.expected}`",
        "Margin": f"{claim.margin:g}: {claim.why}" if claim.why else "",
        "Registered": claim.registered,
        "Changed": claim.changed,
        "Source": row["source"],
    }
    facts["Lesson"] = f"`{claim.chapter}`"
    listed = [f"{name}\n: {escaped(text)}\n" for name, text in facts.items() if text]
    head = f"---\norphan: true\n---\n# {escaped(claim.statement)}\n\n“{escaped(claim.ko)}” (`{claim.id}`)"
    parts = [head, "\n".join(listed), escaped(rather(row)), "[All claims](../CLAIMS.md)"]
    return "\n\n".join(filter(None, parts)) + "\n"


def claim_pages(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The pages of all claims: place in the site -> text."""
    return {f"claims/{row['claim'].id}.md": claim_page(row) for row in rows}
