"""Datasets that have to be fetched: the lesson goes on without them, and says how to get them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chapters import claims
from chapters.command_line import Settings
from datasets.dataset import Dataset
from runtime.errors import UserError


def load_fetched(settings: Settings, name: str, **options: int) -> Dataset | None:
    """A dataset; None if it is not on this machine, after printing the sentence with the command that fetches it.

    Args:
        settings: of the lesson.
        name: of the dataset.
        options: as `datasets.load` takes them.

    Raises:
        UserError: that sentence, if `--part` asks for what needs the dataset.
    """
    try:
        return replace(settings, dataset=name).load(**options)
    except UserError as error:
        if settings["part"] != "all":
            raise
        print(f"\nNot trained: {error}\n")
        return None


def not_tested(claim_id: str, name: str) -> dict[str, Any]:
    """A claim whose dataset is not on this machine: not tested here; the stored verdict stands beside it."""
    claim = claims.named(claim_id)
    stored = claims.stored_verdict(claim)
    reason = f"{name} is not on this machine; get it with: python -m datasets fetch {name}"
    evidence = f"{reason} (stored: {stored['verdict']}: {stored['evidence']})" if stored else reason
    this_run = {"verdict": "not tested", "evidence": reason}
    return {**claims.described(claim), "verdict": "not tested", "evidence": evidence, "values": {"this_run": this_run}}
