"""What a loader hands over, and how it becomes a `Dataset`: validation split off, features scaled, baseline fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from datasets.dataset import Baseline, Dataset, Provenance, Split, Task
from runtime.errors import UserError


@dataclass(frozen=True)
class Source:
    """Unscaled arrays as a loader found them.

    Attributes:
        task, class_names, provenance, vocabulary: as in `Dataset`.
        train: training examples; the first of them become the validation split.
        test: test examples.
        scale: `"pixels"` (bytes to 0..1), `"standard"` (mean 0, deviation 1, fitted on the training split), or None.
        validation: a validation split fixed by the dataset itself.
        baseline: the name of the naive prediction of a regression: `"mean"` or `"last value"`.
    """

    task: Task
    train: Split
    test: Split
    provenance: Provenance
    class_names: tuple[str, ...] = ()
    scale: Literal["pixels", "standard"] | None = None
    validation: Split | None = None
    baseline: str = "mean"
    vocabulary: tuple[str, ...] | None = None


def to_dataset(name: str, source: Source, validation: float | int, options: Mapping[str, Any]) -> Dataset:
    """Split, scale and describe.

    Args:
        name: the dataset's name.
        source: what the loader found.
        validation: a fraction below 1, or a number of first training examples (the book's 5,000).
        options: recorded in the dataset.

    Raises:
        UserError: `validation` leaves no training or no validation example.
    """
    train, held_out = source.train, source.validation
    if held_out is None:
        count = round(validation * len(train)) if isinstance(validation, float) else validation
        if not 0 < count < len(train):
            raise UserError(
                f"validation={validation} of {name}'s {len(train):,} training examples leaves a split empty; "
                "give a fraction such as 0.1 or a number of first examples"
            )
        held_out = Split(train.x[:count], train.y[:count])
        train = Split(train.x[count:], train.y[count:])
    scaled = _scaler(source.scale, train.x)
    outputs = _outputs(source)
    splits = [Split(scaled(part.x), _targets(part.y, source.task)) for part in (train, held_out, source.test)]
    return Dataset(
        name=name,
        task=source.task,
        train=splits[0],
        validation=splits[1],
        test=splits[2],
        input_shape=splits[0].x.shape[1:],
        outputs=outputs,
        class_names=source.class_names,
        baseline=_baseline(source, splits[0].y, outputs),
        provenance=source.provenance,
        vocabulary=source.vocabulary,
        options={"validation": validation, **options},
    )


def _scaler(scale: str | None, train: np.ndarray) -> Any:
    if scale == "pixels":
        return lambda x: x.astype(np.float32) / np.float32(255)
    if scale == "standard":
        mean, deviation = train.mean(axis=0), train.std(axis=0)
        deviation = np.where(deviation == 0, 1, deviation)
        return lambda x: ((x - mean) / deviation).astype(np.float32)
    return lambda x: x


def _targets(y: np.ndarray, task: Task) -> np.ndarray:
    return y.reshape(len(y), -1).astype(np.float32) if task == "regression" else y.astype(np.int32)


def _outputs(source: Source) -> int:
    if source.task == "binary":
        return 1
    if source.task == "multiclass":
        return len(source.class_names)
    return int(np.prod(source.train.y.shape[1:], dtype=int))


def _baseline(source: Source, y: np.ndarray, outputs: int) -> Baseline:
    if source.task == "regression":
        return Baseline(source.baseline, None if source.baseline == "last value" else y.mean(axis=0))
    counts = np.bincount(y, minlength=max(outputs, 2)).astype(np.float32) / np.float32(len(y))
    return Baseline("class frequencies", counts[1:] if source.task == "binary" else counts)
