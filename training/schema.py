"""What the files of a run folder hold, checked in one place.

They are `run.json`, `metrics.json`, `history.csv` and `predictions.npz`. A file that fails a check is damaged, or
another program's. A field that came with a later version has a default, so that older run folders stay readable.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from runtime.errors import UserError
from runtime.plain_text import plain
from runtime.regular import read_regular
from training.archives import read_arrays
from training.outputs import THRESHOLDS

VERSION = 2
"""Of the schema, in `run.json`; a record without one is of the time before.

From 2 on it has the digests of the results.
"""
SPLITS = ("train", "validation", "test")
RESULTS = ("metrics.json", "history.csv", "predictions.npz")
STATES = ("running", "finished", "interrupted", "failed")
TASKS = ("binary", "multiclass", "regression")
DTYPE = re.compile(r"|bool|float(16|32|64)|u?int(8|16|32|64)")
MOST_BYTES = 64 * 2**20  # of a text file
MOST_NESTED = 50
ESCAPE = "\x1b"
FIX = "train the run again"

Check = Callable[[Any], bool]


def is_whole(value: Any, least: int = 0) -> bool:
    """Whether a value is a whole number that 64 bits hold."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 2**63


def is_finite(value: Any) -> bool:
    """Whether a value is a number with which one can calculate: no NaN, no infinity, nothing whose square is one."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e100


def is_text(value: Any) -> bool:
    """Whether a value is text."""
    return isinstance(value, str)


def _maps(value: Any, check: Check) -> bool:
    return isinstance(value, dict) and all(check(item) for item in value.values())


def _optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _is_baseline(value: Any) -> bool:
    parts = (value.get(split, {}) for split in SPLITS) if isinstance(value, dict) else ()
    named = isinstance(value, dict) and is_text(value.get("name")) and "test" in value
    return named and all(_maps(part, is_finite) for part in parts)


def _is_tuning(value: Any) -> bool:
    parts = {"rates": is_finite, "seeds": is_whole}
    return isinstance(value, dict) and all(
        isinstance(value.get(name), list) and all(map(check, value[name])) for name, check in parts.items()
    )


def _is_written(value: Any) -> bool:
    return isinstance(value, dict) and is_whole(value.get("bytes")) and is_text(value.get("sha256"))


REQUIRED: dict[str, Check] = {
    "settings": lambda value: isinstance(value, dict),
    "state": lambda value: isinstance(value, str) and value in STATES,
    "task": lambda value: isinstance(value, str) and value in TASKS,
    "provenance": lambda value: _maps(value, is_text),
}
SETTINGS: dict[str, Check] = {
    "name": lambda value: is_text(value) and bool(value) and value.isprintable(),
    "seed": is_whole,
}
WHEN_FINISHED: dict[str, Check] = {
    "parameters": is_whole,
    "epochs": is_whole,
    "seconds": lambda value: is_finite(value) and value >= 0,
}
DEFAULTS: dict[str, tuple[Any, Check]] = {
    "schema": (0, is_whole),
    "recipe": ("", lambda value: is_text(value) and value.isprintable()),
    "input_shape": ([], lambda value: isinstance(value, list) and all(is_whole(size, 1) for size in value)),
    "input_dtype": ("", lambda value: is_text(value) and bool(DTYPE.fullmatch(value))),
    "outputs": (None, _optional(lambda value: is_whole(value, 1))),
    "output_kind": (None, lambda value: value in (None, *THRESHOLDS)),
    "threshold": (None, _optional(is_finite)),
    "class_names": ([], lambda value: isinstance(value, list) and all(map(is_text, value))),
    "multiply_adds": (None, _optional(is_whole)),
    "steps_per_epoch": (None, _optional(is_whole)),
    "versions": ({}, lambda value: _maps(value, is_text)),
    "started": (None, _optional(is_text)),
    "token": (None, _optional(is_text)),
    "code": ("", is_text),
    "compiled": (None, _optional(lambda value: isinstance(value, dict))),
    "fingerprints": ({}, lambda value: _maps(value, is_text)),
    "steps_per_call": ("one: in an earlier version", lambda value: is_text(value) and value.isprintable()),
    "peak_memory": (None, _optional(is_finite)),
    "baseline": (None, _optional(_is_baseline)),
    "tuned": (None, _optional(_is_tuning)),
    "files": ({}, lambda value: _maps(value, _is_written)),
    "callback_files": ([], lambda value: isinstance(value, list) and all(map(is_text, value))),
}


def record(path: Path) -> dict[str, Any]:
    """The content of a `run.json`, with the defaults of what it lacks.

    Raises:
        UserError: it is missing, damaged, another program's, or of a later version.
    """
    value = _json(path)
    missing = [key for key in REQUIRED if not isinstance(value, dict) or key not in value]
    if missing:
        raise _damaged(path, f"it lacks {', '.join(missing)}")
    if is_whole(value.get("schema")) and value["schema"] > VERSION:
        raise UserError(f"{path} was written by a later version (schema {value['schema']}); update this package")
    value = {**{key: default for key, (default, _) in DEFAULTS.items() if key not in value}, **value}
    finished = value["state"] == "finished"
    if finished and (missing := [key for key in WHEN_FINISHED if key not in value]):
        raise _damaged(path, f"it is finished and lacks {', '.join(missing)}")
    later = {key: check for key, check in WHEN_FINISHED.items() if key in value}
    _check(path, value, REQUIRED | later | {key: check for key, (_, check) in DEFAULTS.items()})
    _check(path, value["settings"], SETTINGS, "settings.")
    if finished and value["schema"] > 1 and (missing := [name for name in RESULTS if name not in value["files"]]):
        raise _damaged(path, f"it is finished and lacks the digests of {', '.join(missing)}")
    data = value["settings"].get("data", {})
    if not isinstance(data, dict) or not _maps(data.get("examples", {}), is_whole):
        raise _damaged(path, "settings.data.examples are no numbers")
    if any(ESCAPE in text for text in _texts(value["settings"])):
        raise _damaged(path, "a setting holds commands for a terminal")
    return {**value, "provenance": {"form": "unknown", "sha256": "unknown", **value["provenance"]}}


def check_settings(settings: Mapping[str, Any]) -> None:
    """Refuse settings that would make a record which `record` does not read.

    Raises:
        UserError: the run's name cannot be printed, or a text of a setting cannot be written or shown.
    """
    if not SETTINGS["name"](settings["name"]):
        raise UserError(f"run name '{plain(settings['name'])}' cannot be printed as it is; use letters and digits")
    try:
        texts = list(_texts(settings))
        "".join(texts).encode("utf-8")
        if any(ESCAPE in text for text in texts):
            raise ValueError("it holds commands for a terminal")
    except ValueError as error:
        raise UserError(f"a setting of this run cannot be recorded ({error}); give plain texts and numbers") from None


def _check(path: Path, value: Mapping[str, Any], checks: Mapping[str, Check], where: str = "") -> None:
    wrong = [where + key for key, check in checks.items() if key not in value or not check(value[key])]
    if wrong:
        raise _damaged(path, f"{', '.join(wrong)} cannot be what stands there")


def metrics(path: Path) -> dict[str, dict[str, float]]:
    """The content of a `metrics.json`: by split, the loss and the same metrics, all of them finite.

    Raises:
        UserError: it is missing or damaged.
    """
    value = _json(path)
    if not isinstance(value, dict) or not all(_maps(value.get(split), is_finite) for split in SPLITS):
        raise _damaged(path, f"it lacks finite numbers for each of {', '.join(SPLITS)}")
    names = {frozenset(value[split]) for split in SPLITS}
    if len(names) > 1 or "loss" not in value["test"] or not all(map(is_text, value["test"])):
        raise _damaged(path, "it lacks the loss, or a metric for one of the splits")
    return {split: value[split] for split in SPLITS}


def history(path: Path) -> dict[str, list[float]]:
    """The columns of a `history.csv`: one number an epoch, of which the losses are finite.

    Raises:
        UserError: it is missing or damaged.
    """
    text = _text(path)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        header, values = (rows[0], rows[1:]) if rows else ([], [])
        if not values or len(set(header)) < len(header) or any(len(row) != len(header) for row in values):
            raise ValueError("it is empty, or a row has not one number for each column")
        columns = {name: [float(row[at]) for row in values] for at, name in enumerate(header)}
    except (ValueError, csv.Error) as error:
        raise _damaged(path, str(error)) from None
    for name in ("loss", "val_loss"):
        if not all(map(math.isfinite, columns.get(name, ()))):
            raise _damaged(path, f"{name} is not finite")
    return columns


def predictions(path: Path, task: str, examples: Mapping[str, int]) -> dict[str, np.ndarray]:
    """The arrays of a `predictions.npz`: of each split, targets and outputs of shape (n, outputs).

    Args:
        path: of the file.
        task: of the run.
        examples: split -> n, where it is known.

    Raises:
        UserError: it is missing or damaged, or its arrays are not those of the run.
    """
    arrays = read_arrays(path, FIX)
    for split in SPLITS:
        y, outputs = arrays.get(f"{split}_y"), arrays.get(f"{split}_prediction")
        if y is None or outputs is None:
            raise _damaged(path, f"it lacks targets or outputs of {split}")
        wrong = _wrong(y, outputs, task)
        if wrong or len(y) != examples.get(split, len(y)):
            raise _damaged(path, f"{split}: {wrong or 'another number of examples than in run.json'}")
    return arrays


def _wrong(y: np.ndarray, outputs: np.ndarray, task: str) -> str:
    """What is wrong with the targets and outputs of a split; empty if nothing is."""
    if y.dtype.kind not in "biuf" or outputs.dtype.kind != "f":
        return "targets or outputs are no numbers"
    if outputs.ndim != 2 or y.ndim not in (1, 2) or not outputs.size or len(y) != len(outputs):
        return "targets and outputs do not fit together"
    if not np.isfinite(outputs).all() or not np.isfinite(y).all():
        return "a number is not finite"
    if y.ndim == 2 and y.shape[1] not in (1, outputs.shape[1]):
        return "targets and outputs differ in their number of columns"
    classes = outputs.shape[1] if y.ndim == 1 and task == "multiclass" else 2
    if task != "regression" and (y.min() < 0 or y.max() >= classes):
        return "a target is no class"
    return ""


def _text(path: Path) -> str:
    try:
        return read_regular(path, MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _damaged(path, str(error)) from None


def _json(path: Path) -> Any:
    def constant(name: str) -> None:
        raise ValueError(f"{name} is no number")

    try:
        value = json.loads(_text(path), parse_constant=constant)
        for text in _texts(value):
            text.encode("utf-8")  # halves of surrogate pairs can be neither printed nor written
    except (ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from None
    return value


def _texts(value: Any) -> Iterator[str]:
    """Every text and key in a value of JSON, level by level: later walks may recurse through what passes here."""
    level = [value]
    for _ in range(MOST_NESTED):
        yield from (item for item in level if isinstance(item, str))
        yield from (key for item in level if isinstance(item, dict) for key in item)
        inside = (item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list))
        level = [item for items in inside for item in items]
    if level:
        raise ValueError(f"it is nested more than {MOST_NESTED} deep")


def _damaged(path: Path, reason: str) -> UserError:
    return UserError(f"{path} is damaged ({reason}); {FIX}")
