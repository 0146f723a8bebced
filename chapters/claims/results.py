"""What is stored in `chapters/results`, and whether it is out of date.

A stored verdict is out of date when what decides it is not what would decide it today: the claim's definition, the
settings of the study, the SHA-256 of its data, or what its rehearsal names: the networks that it trains, the batches
that they read, what is compared for the claim (`networks.json`, which `python -m chapters claims --stale` writes).
Source text does not count: moving code makes no verdict old.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import datasets
from chapters.claims.claim_list import Claim, lecture
from comparison.differences import MINIMUM_SEEDS
from runtime.errors import UserError
from runtime.files import read_json
from training.settings import plain

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

RESULTS = Path(__file__).parents[1] / "results"
NETWORKS = "networks.json"
NOT_DECIDING = (
    "runs_dir", "resume", "verbose", "jobs", "engine", "changed", "flags", "own", "sizes", "values", "when_full",
    "when_quick", "quick", "tasks", "images", "text", "projector", "profile",
)  # fmt: skip

Find = Callable[[str], Any]  # a chapter's module by its name; a UserError if there is none


def runs_folder(commit: str) -> Path:
    """Where the runs of the studies of a commit lie."""
    return Path("runs") / "claims" / commit[:10]


def stored(chapter: str) -> dict[str, Any]:
    """What `chapters/results/<chapter>.json` holds; nothing if it is not there yet.

    Raises:
        UserError: it is damaged.
    """
    path = RESULTS / f"{chapter}.json"
    if not path.exists():
        return {"chapter": chapter, "study": None, "claims": {}}
    content = read_json(path)
    if wrong := _fault(content):
        raise damaged(chapter, wrong)
    return {"chapter": chapter, "study": None, **content}


ENTRY = {"fingerprint": str, "trained": bool, "verdict": str, "evidence": str, "values": dict, "commit": str}


def _has(content: Any, keys: Mapping[str, type]) -> bool:
    """Whether it is a table that has these keys with values of these types."""
    return isinstance(content, dict) and all(isinstance(content.get(key), kind) for key, kind in keys.items())


def _fault(content: Any) -> str:
    """What a file of results holds that is none; empty if nothing."""
    if not _has(content, {"claims": dict}):
        return "no table of claims"
    for claim_id, entry in content["claims"].items():
        if not _has(entry, ENTRY):
            return f"no whole result of {claim_id}"
    study = content.get("study")
    if study is None:
        return ""
    if not (_has(study, {"settings": dict, "data": dict}) and isinstance(study.get("networks", {}), dict)):
        return "a study without settings, data or networks"
    whole = all(_has(data, {"sha256": str, "form": str}) for data in study["data"].values())
    return "" if whole else "data without its SHA-256"


def damaged(chapter: str, what: str) -> UserError:
    """The sentence for a file of results that nobody can judge.

    Args:
        chapter: whose.
        what: it holds.
    """
    return UserError(
        f"{RESULTS / f'{chapter}.json'} is damaged: it holds {what}; restore it from the repository, or delete it and "
        f"run python -m chapters claims --check {chapter}"
    )


def networks_today() -> dict[str, dict[str, str]]:
    """Chapter -> training of its study -> digits of what it would train, as `--stale` wrote them.

    Raises:
        UserError: the file is damaged.
    """
    path = RESULTS / NETWORKS
    content = read_json(path) if path.exists() else {}
    if not (isinstance(content, dict) and all(isinstance(networks, dict) for networks in content.values())):
        raise UserError(f"{path} is damaged; restore it, or delete it and run python -m chapters claims --stale")
    return content


def claim_key(claim_id: str) -> str:
    """Under which name `networks.json` has the digits of what is compared for a claim."""
    return f"claim {claim_id}"


def deciding(settings: Settings) -> dict[str, Any]:
    """The settings of a chapter that decide its numbers, as JSON."""
    own = {name: settings[name] for name in (*(flag.name for flag in settings.own), *settings.sizes)}
    kept = {key: value for key, value in vars(settings).items() if key not in NOT_DECIDING}
    return plain({**kept, "own": own})


def study_settings(module: Any) -> Settings:
    """What a chapter's study is run with: its `STUDY`, or its default, over the registered number of seeds."""
    settings = getattr(module, "STUDY", module.SETTINGS)
    registered = lecture().studies.get(settings.chapter)
    return replace(settings, seeds=registered.seeds if registered else max(MINIMUM_SEEDS, settings.seeds))


def lesson(chapter: str) -> Any:
    """A chapter's module, by its whole name."""
    return import_module(f"chapters.{chapter}")


def stale(
    claim: Claim,
    entry: Mapping[str, Any],
    study: Mapping[str, Any] | None,
    find: Find = lesson,
    look_at_data: bool = True,
) -> str:
    """Why a stored verdict is out of date; empty if it is not.

    Args:
        claim: as it reads today.
        entry: that was stored for it.
        study: of its chapter, as it was stored.
        find: a chapter's module by its name.
        look_at_data: whether the datasets are loaded for it.
    """
    if entry["fingerprint"] != claim.fingerprint:
        return "the claim was changed since"
    if not entry["trained"]:
        return ""
    if not study:
        return "its settings were not recorded"
    try:
        today = deciding(study_settings(find(claim.chapter)))
    except UserError as error:
        return f"its chapter cannot be found ({error})"
    today, then = ({**settings, **settings.get("own", {})} for settings in (today, study["settings"]))
    changed = [key for key in {**today, **then} if key != "own" and today.get(key) != then.get(key)]
    if changed:
        return f"settings changed since: {', '.join(sorted(changed))}"
    if "networks" not in study:
        return "its networks were not recorded"
    then, now = study["networks"], networks_today().get(claim.chapter, {})
    changed = sorted(name for name in {**now, **then} if now.get(name) != then.get(name))
    if (key := claim_key(claim.id)) in changed:
        return "what the lesson compares for it changed since" if key in then else "what is compared was not recorded"
    if trainings := [name for name in changed if not name.startswith(claim_key(""))]:
        return f"networks or data changed since: {', '.join(trainings)}"
    for name, data in study["data"].items() if look_at_data else ():
        now = data_hash(name, data["form"] == "full", **data.get("options", {}))
        if now not in (None, data["sha256"]):  # a set that was not fetched here is no other set
            return f"the data of {name} changed since ({now})"
    return ""


@cache
def data_hash(name: str, full: bool, **options: Any) -> str | None:
    """SHA-256 of a dataset as it is loaded today with these options; None if it is not on this machine."""
    try:
        return datasets.load(name, full=full, **options).provenance.sha256
    except UserError:
        return None
