"""What a loader hands over, and how it becomes a `Dataset`: validation split off, features prepared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from datasets.dataset import Baseline, Dataset, Provenance, Split, Task
from datasets.preparation import Prepare, Prepared, unchanged
from datasets.windows import Windows
from runtime.errors import UserError

VALIDATION = 0.1
"""The fraction of the training examples that `load` splits off unless told otherwise."""


@dataclass(frozen=True)
class Source:
    """Raw arrays as a loader found them.

    Attributes:
        task, class_names, provenance: as in `Dataset`. Without names, the classes are the vocabulary.
        train: training examples; the first of them become the validation split.
        test: test examples.
        prepare: the step from raw features to a network's, fitted on the training split.
        validation: a validation split fixed by the dataset itself.
        groups: a number for each training example, equal ones side by side (the sentences on one film): a group is
            never torn between training and validation.
        windows: `train.x`, `validation.x` and `test.x` are records in time order, from which windows are cut after
            all else; the validation split is then the last part of the training record.
        baseline: the name of the naive prediction of a regression: `"mean"` or `"last value"`.
    """

    task: Task
    train: Split
    test: Split
    provenance: Provenance
    class_names: tuple[str, ...] = ()
    prepare: Prepare = unchanged
    validation: Split | None = None
    groups: np.ndarray | None = None
    windows: Windows | None = None
    baseline: str = "mean"


def to_dataset(name: str, source: Source, validation: float | int, options: Mapping[str, Any]) -> Dataset:
    """Split, prepare and describe.

    Args:
        name: the dataset's name.
        source: what the loader found.
        validation: a fraction below 1, or a number of first training examples (the book's 5,000).
        options: recorded in the dataset.

    Raises:
        UserError: `validation` leaves no training or no validation example, or the dataset fixes that split itself; or
            the classes have no names.
    """
    train, held_out = _held_out(name, source, validation)
    prepared = source.prepare(train.x)
    class_names = source.class_names
    if source.task == "multiclass" and not class_names:
        if prepared.vocabulary is None:
            raise UserError(f"{name} has neither class names nor a vocabulary; give its Source class_names")
        class_names = prepared.vocabulary
    parts = [_finished(part, source, prepared) for part in (train, held_out, source.test)]
    outputs = _outputs(source.task, class_names, parts[0].y)
    fixed = {} if source.validation is None else {"validation": len(parts[1])}
    return Dataset(
        name=name,
        task=source.task,
        train=parts[0],
        validation=parts[1],
        test=parts[2],
        input_shape=parts[0].x.shape[1:],
        outputs=outputs,
        class_names=class_names,
        baseline=_baseline(source, parts[0].y, outputs),
        provenance=source.provenance,
        vocabulary=prepared.vocabulary,
        options={"validation": validation, **options, **fixed},
    )


def _held_out(name: str, source: Source, validation: float | int) -> tuple[Split, Split]:
    """The training and the validation split, raw."""
    train = source.train
    if source.validation is not None:
        if validation != VALIDATION:
            raise UserError(f"{name} fixes its own validation split; leave out validation={validation}")
        return train, source.validation
    count = round(validation * len(train)) if isinstance(validation, float) else validation
    if source.groups is not None and 0 < count < len(train):
        count = int(np.searchsorted(_starts(source.groups), count))
        count = int(np.append(_starts(source.groups), len(train))[count])
    if not 0 < count < len(train):
        raise UserError(
            f"validation={validation} of {name}'s {len(train):,} training examples leaves a split empty; "
            "give a fraction such as 0.1 or a number of first examples"
        )
    first, rest = slice(None, count), slice(count, None)
    if source.windows is not None:
        rest, first = slice(None, -count), slice(-count, None)
    return Split(train.x[rest], train.y[rest]), Split(train.x[first], train.y[first])


def _starts(groups: np.ndarray) -> np.ndarray:
    """Where a group begins."""
    return np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))


def _finished(part: Split, source: Source, prepared: Prepared) -> Split:
    x = prepared.transform(part.x)
    if source.windows is not None:
        part = source.windows.cut(x)
        x = part.x
    return Split(x, _targets(part.y, source.task))


def _targets(y: np.ndarray, task: Task) -> np.ndarray:
    return y.reshape(len(y), -1).astype(np.float32) if task == "regression" else y.astype(np.int32)


def _outputs(task: Task, class_names: tuple[str, ...], y: np.ndarray) -> int:
    if task == "binary":
        return 1
    return len(class_names) if task == "multiclass" else y.shape[1]


def _baseline(source: Source, y: np.ndarray, outputs: int) -> Baseline:
    if source.task == "regression":
        return Baseline(source.baseline, None if source.baseline == "last value" else y.mean(axis=0))
    counts = np.bincount(y, minlength=max(outputs, 2)).astype(np.float32) / np.float32(len(y))
    return Baseline("class frequencies", counts[1:] if source.task == "binary" else counts)
