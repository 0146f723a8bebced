"""The HParams tab: a row for each run, a column for each hyperparameter that differs, and the final metrics.

Every run writes its hyperparameters (`training/tensorboard.py`). Which of them are columns, only the runs of a folder
together can tell: one small event file beside their folders says it, written anew when they change.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from runtime.errors import UserError
from runtime.files import replacing
from runtime.regular import is_link, is_regular
from training.contents import HPARAMS
from training.runs import PASSING, RECORD, load
from training.settings import flat

SPLITS = ("test", "validation", "train")
DIGITS = re.compile(r"[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{64}")  # of code, of arrays, of files
LONGEST = 40
"""Characters of a value; a longer one is an array or a text, which no column can show."""

Value = bool | int | float | str | None


def final_tag(split: str, metric: str) -> str:
    """The name of a final number in TensorBoard."""
    return f"final/{split}_{metric}"


def hyperparameters(settings: Mapping[str, Any]) -> dict[str, Value]:
    """Settings as the HParams tab takes them: the network's name, then numbers, booleans and short strings.

    Hashes and arrays are left out. A name is its last word (`learning_rate`), or the whole if that is taken by another
    value.
    """
    kept = {key: settings[key] for key in ("optimizer", "loss", "batch_size", "epochs", "patience")}
    kept = {"hyperparameters": settings["recipe"]["hyperparameters"], **kept}
    kept |= {"examples": settings["data"]["examples"]["train"], "seed": settings["seed"]}
    found: dict[str, Value] = {"network": settings["name"]}
    values = flat(kept)
    for key, value in values.items():
        of_array = f"{key.removesuffix('.shape')}.content" in values
        if _fits(value) and not of_array:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else value
            short = key.removesuffix(".name").rsplit(".", 1)[-1]
            found[short if found.get(short, shown) == shown else key] = shown
    return found


def _fits(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, bool | int | float | str) for item in value) and len(str(value)) <= LONGEST
    return not isinstance(value, str) or (len(value) <= LONGEST and not DIGITS.fullmatch(value))


def differing(rows: Sequence[Mapping[str, Value]]) -> dict[str, list[Value]]:
    """Hyperparameter -> its values in order of appearance, of those that have more than one among the rows with it."""
    names = dict.fromkeys(name for row in rows for name in row)
    values = {name: list(dict.fromkeys(row[name] for row in rows if name in row)) for name in names}
    return {name: found for name, found in values.items() if len(found) > 1}


def write_columns(folder: Path) -> None:
    """Write which columns the HParams tab shows for the finished runs in a folder; nothing if there are none.

    A running TensorBoard reads it when it is started again.

    Raises:
        UserError: the folder cannot be written, or something of somebody else stands at the file's name.
    """
    rows = list(_rows(folder))
    path = folder / HPARAMS
    content = _event(rows)
    if rows and not (is_regular(path) and path.read_bytes() == content):
        with replacing(path) as file:
            file.write(content)


Row = tuple[dict[str, Value], dict[str, list[str]]]
"""A run's hyperparameters, and the names of its metrics by split."""


def _rows(folder: Path) -> Iterable[Row]:
    """Of the finished runs in a folder; of 10,000 runs the whole records would fill the memory."""
    for one in sorted(folder.iterdir()):
        if (one / RECORD).is_file() and not is_link(one) and not PASSING.search(one.name):
            try:
                run = load(one)
                metrics = run.metrics
            except UserError:  # unfinished, or damaged: `comparison` and `prune` say so
                continue
            yield hyperparameters(run.settings), {split: list(values) for split, values in metrics.items()}


def _event(rows: Sequence[Row]) -> bytes:
    """The content of an event file with the experiment of the HParams tab; equal runs give equal bytes."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.plugins.hparams import summary_v2 as hparams
    from tensorboard.summary.writer.record_writer import RecordWriter

    columns = [
        hparams.HParam(name, _domain(values)) for name, values in differing([values for values, _ in rows]).items()
    ]
    metrics = [
        hparams.Metric(final_tag(split, name), display_name=f"{split} {name}")
        for split in SPLITS
        for name in sorted({name for _, metrics in rows for name in metrics.get(split, ())}, key=_loss_last)
    ]
    summary = hparams.hparams_config_pb(columns, metrics, time_created_secs=0)
    file = io.BytesIO()
    writer = RecordWriter(file)
    for event in (Event(file_version="brain.Event:2"), Event(summary=summary)):
        writer.write(event.SerializeToString(deterministic=True))
    return file.getvalue()


def _loss_last(metric: str) -> tuple[bool, str]:
    return metric in ("loss", "penalty"), metric


def _domain(values: Sequence[Value]) -> Any:
    """The values that the tab offers to filter by; None where they are of several kinds."""
    from tensorboard.plugins.hparams import summary_v2 as hparams

    given = [value for value in values if value is not None]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in given):
        return hparams.Discrete([float(value) for value in given], dtype=float)
    kinds = {type(value) for value in given}
    return hparams.Discrete(given, dtype=kinds.pop()) if len(kinds) == 1 else None
