"""An engine by its name, with the settings in `engines.toml` beside the runs: what the flag `--engine` names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from concurrent.futures import Executor
from functools import cache
from pathlib import Path
from typing import Any

from runtime.arguments import choice, is_whole_number, path, shown
from runtime.errors import UserError
from runtime.nearest import hint
from training.engines.ray import RayEngine
from training.engines.slurm import NOTES, SlurmEngine

FILE = "engines.toml"
BOTH = {"cpus": int, "memory": int, "environment": dict, "trainings_per_job": int}
SETTINGS: dict[str, dict[str, type]] = {
    "slurm": {"partition": str, "minutes": int, "setup": list, "options": dict, **BOTH},
    "ray": {"address": str, **BOTH},
}
"""Engine -> key of its table in the file -> type; what each means, the engine's class says."""
TYPES = {int: "a whole number of at least 1", str: "a text", list: "a list of texts", dict: "a table"}


@cache
def named(name: str, runs: Path | str = "runs") -> Executor:
    """The engine of a name, once for each folder of runs.

    Args:
        name: `"slurm"` or `"ray"`.
        runs: where run folders go; `engines.toml` lies there, or in a folder above.

    Raises:
        UserError: there is no such engine here, its package is missing, or the file is damaged.
    """
    choice("engine", name, SETTINGS)
    runs = path("runs", runs)
    settings = read_settings(name, runs)
    return SlurmEngine(runs / NOTES, **settings) if name == "slurm" else RayEngine(**settings)


def read_settings(name: str, runs: Path) -> dict[str, Any]:
    """What the nearest `engines.toml` says about an engine; nothing if there is none.

    Raises:
        UserError: it is damaged, or has a key that the engine does not know.
    """
    here = runs.absolute()
    file = next((folder / FILE for folder in (here, *here.parents) if (folder / FILE).is_file()), None)
    if file is None:
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")).get(name, {})
    except (OSError, ValueError) as error:
        raise UserError(f"{file} cannot be read ({error}); mend it") from None
    if not isinstance(found, Mapping):
        raise UserError(f"{file} has {name} = {shown(found)}; write a table [{name}]")
    known = SETTINGS[name]
    for key, value in found.items():
        if key not in known:
            nearest = hint(key, known, f"it takes {', '.join(known)}")
            raise UserError(f"{file}: [{name}] has no key {key!r}; {nearest}")
        if not _is(known[key], value):
            raise UserError(f"{file}: [{name}] {key} = {shown(value)} is not {TYPES[known[key]]}; mend it")
    return dict(found)


def _is(kind: type, value: Any) -> bool:
    if kind is int:
        return is_whole_number(value) and value >= 1
    texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return isinstance(value, kind) and all(isinstance(text, str) for text in texts)
