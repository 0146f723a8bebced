"""A run: one training, and the folder that holds everything about it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from runtime.arguments import path as as_path
from runtime.backend import keras
from runtime.errors import UserError
from runtime.files import write_json
from runtime.notebook import html_lines, html_table
from runtime.regular import is_link, is_regular
from training import contents, schema
from training.outputs import THRESHOLDS
from training.settings import Recipe

RECORD = "run.json"
Content = TypeVar("Content")
PASSING = re.compile(r"\.(new|old(-\d+)?)$")  # names of folders on their way to a run's own name, or out of it


@dataclass(frozen=True)
class Run:
    """One training, read from its folder.

    Attributes:
        folder: `runs/<chapter>/<name>-s<seed>[-<changed settings>]`.
        record: the content of `run.json`.
        recipe: that builds its model again, where it is known.
    """

    folder: Path
    record: dict[str, Any]
    recipe: Recipe | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"Run({self.name!r}, seed {self.seed}, {self.state}, {os.fspath(self.folder)!r})"

    def _repr_html_(self) -> str:
        """What a notebook shows: the run in one line, and its metrics."""
        budget = f"{self.parameters:,} parameters, {self.epochs} epoch{'s' * (self.epochs != 1)}, {self.seconds:.1f} s"
        about = f"{self.name}, seed {self.seed}: {budget}\n{self.folder}"
        if self.state != "finished":
            return html_lines(f"{self.name}, seed {self.seed}: {self.state}\n{self.folder}")
        names = list(self.metrics["test"])
        rows = [[split, *(f"{values[name]:.4f}" for name in names)] for split, values in self.metrics.items()]
        return html_lines(about) + html_table(["split", *names], rows)

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
    def output_kind(self) -> str:
        """What an output is, by the loss: `"probability"`, `"logit"`, `"margin"`, `"value"` or `"score"`.

        Of a run from before it was recorded, what the loss in its settings says.
        """
        if (recorded := self.record.get("output_kind")) is not None:
            return recorded
        loss = self.settings.get("loss")
        name, logits = (loss.get("name"), loss.get("from_logits")) if isinstance(loss, dict) else (loss, False)
        if self.task == "regression":
            return "value"
        return "logit" if logits else "margin" if "hinge" in str(name).lower() else "probability"

    @property
    def threshold(self) -> float | None:
        """Binary: above it an output means class 1; None if nothing says so, and for other tasks."""
        if self.record.get("output_kind") is not None:
            return self.record["threshold"]
        return THRESHOLDS[self.output_kind] if self.task == "binary" else None

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
        """Loss and metrics of the final weights by split; train re-evaluated with dropout off.

        Raises:
            UserError: as of `history` and `predictions`, the file is missing, damaged, or not what the training wrote.
        """
        return self._as_written("metrics.json", schema.metrics)

    @cached_property
    def history(self) -> dict[str, list[float]]:
        """Column of `history.csv` -> one value an epoch."""
        return self._as_written("history.csv", schema.history)

    @cached_property
    def predictions(self) -> dict[str, np.ndarray]:
        """`<split>_y` targets and `<split>_prediction` outputs of shape (n, outputs), for each split."""
        examples = self.settings.get("data", {}).get("examples", {})
        return self._as_written("predictions.npz", partial(schema.predictions, task=self.task, examples=examples))

    def _as_written(self, name: str, read: Callable[[Path], Content]) -> Content:
        """What a file holds, if the record says that the training wrote these bytes; an older record does not say."""
        content = read(self.folder / name)
        self._refuse_other(name)
        return content

    def _refuse_other(self, name: str) -> None:
        if name not in self.record.get("files", {}):
            return
        # An equal run may have taken this one's place since its record was read.
        written, path = read(self.folder).record["files"].get(name), self.folder / name
        if written is None or not contents.is_as_written(path, written):
            raise UserError(f"{path} is damaged (it is not what the training of run.json wrote); train the run again")

    @cached_property
    def model(self) -> keras.Model:
        """The trained model, compiled, unless with a loss, metric or optimizer of one's own.

        Raises:
            UserError: its file is missing, damaged, a link, or not what the training wrote; or it holds weights alone,
                which the recipe has to build a model for, and this run was read without one.
        """
        from training.saving import load_model  # brings TensorFlow, which a run is read without

        for name in contents.MODELS:
            if is_regular(self.folder / name):
                self._refuse_other(name)
        return load_model(self.folder, self.record, self.recipe)


def load(folder: Path | str, *, recipe: Recipe | None = None) -> Run:
    """Read a finished run.

    Args:
        folder: of the run.
        recipe: that the run was trained with; its model needs it where `model.weights.h5` is kept in place of
            `model.keras`, because Keras cannot load such a model safely.

    Raises:
        UserError: there is no run in the folder, it is damaged, or it has not finished.
    """
    run = replace(read(as_path("folder", folder)), recipe=recipe)
    if run.state != "finished":
        raise UserError(f"run {run.folder} is {run.state}, not finished; train it with --resume")
    return run


def read(folder: Path) -> Run:
    """Read a run in whatever state it is.

    Raises:
        UserError: there is no run in the folder, or its record is damaged.
    """
    if is_link(folder):
        raise UserError(f"{folder} is a link; name the folder to which it leads")
    if not os.path.lexists(folder / RECORD):
        raise UserError(f"{folder} holds no run ({RECORD} is missing); name a run folder")
    return Run(folder, schema.record(folder / RECORD))


def remember_tuning(runs: Sequence[Run], rates: Sequence[float], seeds: Sequence[int]) -> list[Run]:
    """The runs, with a note in each `run.json` of how the learning rate was chosen; no setting, so no name changes.

    Args:
        runs: finished.
        rates: the list from which the rate was chosen; from a single one nothing was, and nothing is noted.
        seeds: with which every rate was tried.
    """
    if len(rates) < 2:
        return [*runs]
    noted = [replace(run, record={**run.record, "tuned": {"rates": [*rates], "seeds": [*seeds]}}) for run in runs]
    for run in noted:
        write_json(run.folder / RECORD, run.record)
    return noted


def find_runs(path: Path | str) -> list[Path]:
    """Every folder with a `run.json` at or below a path, sorted by name, links to such a folder included.

    Which of them can be read, `load` and `read` say.

    Raises:
        UserError: the path does not exist.
    """
    path = as_path("path", path)
    try:
        known = path.is_dir()
    except OSError:  # a name too long for this system
        known = False
    if not known:
        raise UserError(f"{path} is no folder; name a run folder or a folder of runs")
    folders = [path]
    for parent, names, _ in os.walk(path):
        inside = [Path(parent, name) for name in names]
        folders += inside
        names[:] = [one.name for one in inside if not is_link(one)]  # it may lead out of the folder or round in circles
    return sorted(one for one in folders if os.path.lexists(one / RECORD) and not PASSING.search(one.name))
