"""What the study of a chapter trains: its code is run once on few examples, and every training is named by its digits.

The digits are of all that decides a training and does not depend on how much is trained: the network's architecture,
its hyperparameters, optimizer, loss, metrics and callbacks, and the bits of the first three batches, in which the data
and their order show. A claim has digits of what is compared for it. So a stored verdict is known to be old when a layer
or the scale of the pixels has changed, or when another metric is handed to the claim; it stays new when code has only
moved.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from chapters.claims import results
from chapters.claims.claim_list import named
from chapters.command_line.settings import Settings
from runtime.errors import UserError
from runtime.files import make_folder, write_json
from training.runs import Run, find_runs, load

EPOCHS = 3
"""Fewer give no correlation over the epochs."""
HOW_MUCH = ("seed", "data", "epochs", "threads")
"""Settings of a run that say how much of what is trained, by which machine; the study's settings and data say so."""


def study_of(module: Any) -> Callable[[Settings], Any]:
    """What a chapter runs for its stored verdicts: its `study`, or the lesson itself."""
    return getattr(module, "study", module.run)


def rehearsed(module: Any, settings: Settings) -> dict[str, str]:
    """Training of a chapter's study -> digits of what it trains, and key of a claim -> digits of what is compared.

    Args:
        module: of the chapter.
        settings: of its study. One seed, few epochs and 500 examples are taken of it; nothing else is changed.

    Raises:
        UserError: a claim compares two sides that differ in more than it is about.
    """
    with tempfile.TemporaryDirectory() as folder:
        few = replace(settings, seeds=1, epochs=min(EPOCHS, settings.epochs), quick=True, runs_dir=Path(folder))
        found = study_of(module)(few).claims
        for claim in found:
            refuse_unfair(claim["id"], claim["values"].get("sides"))
        compared = {results.claim_key(claim["id"]): digits_of_claim(claim["values"]) for claim in found}
        return {path.name: digits(load(path)) for path in find_runs(few.folder)} | compared


def refuse_unfair(claim_id: str, sides: Mapping[str, Mapping[str, Any]] | None) -> None:
    """Refuse two sides that differ in a setting which the claim does not name in `differs`.

    Args:
        claim_id: as in `claims.toml`.
        sides: `comparison.sides` of what was compared; None where there are no two sides.

    Raises:
        UserError: they do.
    """
    more = sorted(set((sides or {}).get("differs", ())) - set(named(claim_id).differs))
    if more:
        raise UserError(
            f"the two sides of claim {claim_id!r} also differ in {', '.join(more)}; make them equal, or name it in "
            "`differs` in claims.toml if the claim is about it"
        )


def digits(run: Run) -> str:
    """Eight digits of what a run trained, and on which first batches."""
    deciding = {key: value for key, value in run.settings.items() if key not in HOW_MUCH}
    deciding |= {key: run.record[key] for key in ("task", "input_shape", "outputs", "parameters")}
    return _eight([deciding, run.record["fingerprints"]["first batches"]])


def digits_of_claim(values: Mapping[str, Any]) -> str:
    """Eight digits of what a lesson handed to `claims.check`: metric, both sides, and in which settings they differ.

    Args:
        values: of the claim's entry in a report. Its numbers do not count.
    """
    sides, parts = values.get("sides") or {}, values.get("parts") or {}
    named = [values.get(key) for key in ("metric", "a", "b", "lower_is_better")]
    # A learning rate that is tuned for each side may come out equal in one study and not in the next.
    differs = sorted(key for key in sides.get("differs", ()) if not key.endswith("learning_rate"))
    return _eight([named, differs, sorted(parts)])


def _eight(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]


def remember(chapter: str, networks: dict[str, str]) -> None:
    """Write what a chapter's study trains today into `results.NETWORKS`."""
    today = {**results.networks_today(), chapter: networks}
    write_json(make_folder(results.RESULTS) / results.NETWORKS, dict(sorted(today.items())))
