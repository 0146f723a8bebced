"""Which worker writes the run: the chief does, and the others train with it in a folder that nobody keeps."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from runtime.errors import UserError
from training.distribution.devices import Devices
from training.distribution.together import everyones, of_the_chief
from training.runs import RECORD
from training.settings import differences


def lead(devices: Devices | None, folder: Path, place: Path | None, described: Mapping[str, Any]) -> None:
    """Tell the other workers what is trained, as the chief; nothing if there are none.

    Args:
        devices: of the training.
        folder: of the run.
        place: where it trains; None if it is finished.
        described: what has to be equal on all workers, in plain JSON.

    Raises:
        UserError: a worker cannot take part; its own message says why.
    """
    if devices is None or devices.cluster is None:
        return
    told = {"folder": str(folder.absolute()), "place": str(place.absolute()) if place else None, "equal": described}
    of_the_chief(devices, json.dumps(told))
    refused = everyones(devices, [0])[:, 0].nonzero()[0]
    if refused.size:
        raise UserError(f"worker {refused[0]} cannot take part, as its own message says; mend that and start all again")


def meet(devices: Devices | None) -> None:
    """Wait for the other workers, if there are any."""
    if devices is not None and devices.cluster is not None:
        everyones(devices, [0])


def follow(devices: Devices, described: Mapping[str, Any], train: Callable[[Path], object]) -> Path:
    """Train what the chief tells, as another worker, and wait for the files that the chief writes.

    Args:
        devices: of the training.
        described: as of `lead`.
        train: trains in a folder, from the checkpoint that lies in it.

    Returns:
        The folder of the finished run.

    Raises:
        UserError: this worker has other settings than the chief, or does not see its folder.
    """
    told = json.loads(of_the_chief(devices, ""))
    with TemporaryDirectory(prefix="worker", ignore_cleanup_errors=True) as temporary:
        seen, place = Path(told["place"] or told["folder"]), Path(temporary, Path(told["folder"]).name)
        why = _why_not(told["equal"], json.loads(json.dumps(described)), seen)
        if not why and told["place"]:
            why = _copied(seen, place)  # before the chief goes on and changes it
        everyones(devices, [int(bool(why))])
        if why:
            raise UserError(f"worker {devices.rank} cannot train with the chief: {why}")
        if told["place"]:
            train(place)
            meet(devices)
    return Path(told["folder"])


def _copied(seen: Path, place: Path) -> str:
    """Copy what the chief's training goes on from; why that failed, or nothing."""
    try:
        shutil.copytree(seen, place, symlinks=True)  # what somebody's own link leads to is not the run's
    except OSError as error:
        return f"{seen} cannot be copied to {place.parent} ({error}); make room there, or set TMPDIR to another folder"
    return ""


def _why_not(chiefs: Mapping[str, Any], own: Mapping[str, Any], seen: Path) -> str:
    for what in chiefs:
        if chiefs[what] != own[what]:
            named = ", ".join(differences(own[what], chiefs[what])) if isinstance(own[what], dict) else ""
            named = f" ({named})" if named else ""
            return f"its {what} differ{named}; start both with the same command, versions and number of cores"
    return "" if (seen / RECORD).is_file() else f"{seen} is not there; let all machines share the folder of the runs"
