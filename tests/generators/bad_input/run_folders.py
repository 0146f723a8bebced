"""Small real runs, made once: what is damaged is a copy of one of them."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import datasets
import models
import training
from bad_input.cases import raw, shown
from comparison.__main__ import main as comparison_main
from datasets import Dataset, Split
from runtime.backend import keras
from runtime.errors import exit_code

NAMES = {"multiclass": "digits", "binary": "moons", "regression": "waves"}
HEALTHY, BAD, UNFINISHED = "healthy", "bad", "unfinished"
STOPPING: list[bool] = []
"""While it holds something, `Stops` stops; what a callback reads from its module is no part of its identity."""


class Stops(keras.callbacks.Callback):
    """Ctrl-C at the beginning of the second epoch."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if epoch == 1 and STOPPING:
            raise KeyboardInterrupt


@cache
def small(name: str) -> Dataset:
    """A dataset with 96 training, 40 validation and 40 test examples."""
    data = datasets.load(name).take(96)
    parts = {split: Split(data.split(split).x[:40], data.split(split).y[:40]) for split in ("validation", "test")}
    return replace(data, **parts)


def recipe() -> Any:
    """A network that trains in no time."""
    return partial(models.dense, hidden=(4,))


def train(folder: Path, task: str = "multiclass", **settings: Any) -> training.Run:
    """The training of every run here: two epochs of a small network."""
    name = NAMES[task]
    return training.fit(
        recipe(), small(name), name=name, epochs=2, batch_size=32, folder=folder, verbose=0, **settings
    )  # fmt: skip


def stoppable(folder: Path, **settings: Any) -> training.Run:
    """The training of the unfinished run."""
    return train(folder, callbacks=[Stops()], **settings)


@dataclass(frozen=True)
class World:
    """What is there before anything is damaged.

    Attributes:
        folder: of everything here; nothing changes in it.
        runs: task -> a finished run, seed 0.
        healthy: task -> another one, seed 1.
        unfinished: the folder of a run that was interrupted in its second epoch.
        resumed: that run, as it ends when nothing is damaged.
        rows: folder -> what `python -m comparison --json` says of a run, without its folder.
    """

    folder: Path
    runs: dict[str, training.Run]
    healthy: dict[str, training.Run]
    unfinished: Path
    resumed: training.Run
    rows: dict[Path, dict[str, Any]]


def make(folder: Path) -> World:
    """Train the runs."""
    runs = {task: train(folder / "runs", task) for task in NAMES}
    healthy = {task: train(folder / "healthy", task, seed=1) for task in NAMES}
    STOPPING.append(True)
    try:
        stoppable(folder / UNFINISHED, checkpoint_seconds=0)
    except KeyboardInterrupt:
        pass
    finally:
        STOPPING.clear()
    unfinished = next((folder / UNFINISHED).glob("*-s0"))
    rows = {run.folder: row_of(run) for run in (*runs.values(), *healthy.values())}
    return World(folder, runs, healthy, unfinished, stoppable(folder / "resumed"), rows)


def row_of(run: training.Run) -> dict[str, Any]:
    """What a table's JSON says of a run, as `rows_by_folder` has it."""
    from comparison import compare

    return rows_by_folder(json.dumps(compare([run]).as_list()))[str(run.folder)]


def rows_by_folder(text: str) -> dict[str, dict[str, Any]]:
    """The rows of a table's JSON by folder, without the name, which says more where rows of one name differ."""
    rows = {row.pop("folder"): row for row in json.loads(text)}
    return {folder: {key: value for key, value in row.items() if key != "name"} for folder, row in rows.items()}


def beside_a_healthy_one(world: World, task: str, folder: Path, name: str = BAD) -> Path:
    """Copies of a healthy run and of one that is to be damaged, in one folder; the latter."""
    shutil.copytree(world.healthy[task].folder, folder / HEALTHY)
    return Path(shutil.copytree(world.runs[task].folder, folder / name))


def command(main: Any, arguments: Sequence[str]) -> tuple[int, str, str, str]:
    """Exit code, standard output and standard error of a command, and what is wrong: a raw error, a bad line."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = exit_code(main, arguments)
        except Exception as error:
            return 1, out.getvalue(), err.getvalue(), raw(error)
    lines = err.getvalue().splitlines()
    bad = [line for line in lines if not line.startswith(("skipped: ", "error: ")) or len(line) > 1000]
    unprintable = [line for line in (*lines, *out.getvalue().split("\n")) if not line.isprintable()]
    problem = f"no sentence: {shown(bad[0])}" if bad else ""
    problem = f"unprintable: {shown(unprintable[0])}" if unprintable else problem
    return code, out.getvalue(), err.getvalue(), problem


def compared(arguments: Sequence[str]) -> tuple[int, str, str, str]:
    """`command` for `python -m comparison`."""
    return command(comparison_main, arguments)
