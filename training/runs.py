"""A run: one training, and the folder that holds everything about it."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import models
from runtime.backend import keras
from runtime.errors import UserError
from runtime.files import read_json

RECORD = "run.json"


@dataclass(frozen=True)
class Run:
    """One training, read from its folder.

    Attributes:
        folder: `runs/<chapter>/<name>-s<seed>[-<changed settings>]`.
        record: the content of `run.json`.
    """

    folder: Path
    record: dict[str, Any]

    @property
    def name(self) -> str:
        """What the run was called: runs of one name and equal settings differ in their seeds."""
        return self.record["settings"]["name"]

    @property
    def seed(self) -> int:
        """Covers initial weights, dropout and the order of examples."""
        return self.record["settings"]["seed"]

    @property
    def settings(self) -> dict[str, Any]:
        """Every setting that decides the numbers."""
        return self.record["settings"]

    @property
    def state(self) -> str:
        """`"running"`, `"finished"`, `"interrupted"` or `"failed"`."""
        return self.record["state"]

    @property
    def task(self) -> str:
        """`"binary"`, `"multiclass"` or `"regression"`."""
        return self.record["task"]

    @property
    def parameters(self) -> int:
        """Weights and biases, trainable or not."""
        return self.record["parameters"]

    @property
    def epochs(self) -> int:
        """Epochs that were trained; early stopping may have kept the weights of an earlier one."""
        return self.record["epochs"]

    @property
    def seconds(self) -> float:
        """Wall time of the training loop, validation included."""
        return self.record["seconds"]

    @property
    def provenance(self) -> dict[str, str]:
        """Where the data came from."""
        return self.record["provenance"]

    @cached_property
    def metrics(self) -> dict[str, dict[str, float]]:
        """Loss and metrics of the final weights by split; train re-evaluated with dropout off."""
        return read_json(self.folder / "metrics.json")

    @cached_property
    def history(self) -> dict[str, list[float]]:
        """Column of `history.csv` -> one value an epoch."""
        try:
            with (self.folder / "history.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            return {key: [float(row[key]) for row in rows] for key in (rows[0] if rows else {})}
        except (OSError, ValueError, TypeError) as error:
            raise UserError(f"{self.folder / 'history.csv'} is damaged ({error}); train the run again") from None

    @cached_property
    def predictions(self) -> dict[str, np.ndarray]:
        """`<split>_y` targets and `<split>_prediction` outputs of shape (n, outputs), for each split."""
        try:
            with (self.folder / "predictions.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return dict(arrays)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise UserError(f"{self.folder / 'predictions.npz'} is damaged ({error}); train the run again") from None

    @cached_property
    def model(self) -> keras.Model:
        """The trained model, compiled.

        Raises:
            UserError: its file is missing or damaged.
        """
        return models.load_model(self.folder / "model.keras")


def load(folder: Path | str) -> Run:
    """Read a finished run.

    Raises:
        UserError: there is no run in the folder, it is damaged, or it has not finished.
    """
    run = read(Path(folder))
    if run.state != "finished":
        raise UserError(f"run {run.folder} is {run.state}, not finished; train it with --resume")
    return run


def read(folder: Path) -> Run:
    """Read a run in whatever state it is.

    Raises:
        UserError: there is no run in the folder, or its record is damaged.
    """
    if not (folder / RECORD).is_file():
        raise UserError(f"{folder} holds no run ({RECORD} is missing); name a run folder")
    record = read_json(folder / RECORD)
    missing = {"settings", "state", "task", "provenance"} - set(record if isinstance(record, dict) else ())
    if missing:
        raise UserError(f"{folder / RECORD} is damaged (it lacks {', '.join(sorted(missing))}); train the run again")
    return Run(folder, record)


def find_runs(path: Path | str) -> list[Path]:
    """Every run folder at or below a path, sorted by name.

    Raises:
        UserError: the path does not exist.
    """
    path = Path(path)
    try:
        known = path.is_dir()
    except OSError:  # a name too long for this system
        known = False
    if not known:
        raise UserError(f"{path} is no folder; name a run folder or a folder of runs")
    return sorted(record.parent for record in path.rglob(RECORD) if not record.parent.name.endswith((".old", ".new")))
