"""The rows of a comparison: runs that differ in nothing but their seed, and what differs between the rows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

import models
from comparison.crossed import crossed, half_width, seeds_part
from comparison.differences import Difference
from comparison.finite_splits import is_proportion, same_examples, split_table
from comparison.intervals import mean_and_interval
from comparison.mean_differences import mean_difference
from comparison.naming import differing, labels
from comparison.proportions import share_interval
from comparison.recorded import PENALTY, loss_of, recorded
from comparison.refusals import uncovered
from comparison.undefined import Undefined
from runtime.errors import UserError
from training.runs import Run
from training.settings import flat

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Row:
    """Runs of one name and equal settings, one a seed.

    Attributes:
        label: the name, and what differs where several rows have the name.
        runs: sorted by seed.
        differs: the settings in which the rows of the table differ, with this row's values.
    """

    label: str
    runs: tuple[Run, ...]
    differs: dict[str, Any]

    @property
    def data(self) -> str:
        """The name of the dataset."""
        return self.runs[0].settings["data"].get("name", "")

    @cached_property
    def loss(self) -> str:
        """The loss that the runs were trained with."""
        return loss_of(self.runs[0])

    def has(self, metric: str) -> bool:
        """Whether every run recorded the metric."""
        return all(recorded(run, "test", metric) is not None for run in self.runs)

    def values(self, split: str, metric: str) -> list[float]:
        """One value a seed; the loss is that of the data, without the penalties of layers.

        Raises:
            UserError: a run has no such metric.
        """
        values = [recorded(run, split, metric) for run in self.runs]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            raise UserError(f"row {self.label!r} has no metric {metric!r}; choose one that every row has")
        return known

    def text(self, split: str, metric: str) -> str:
        """The value, or mean and interval over seeds; a dash where a run has no such metric."""
        if not self.has(metric):
            return "-"
        mean, interval = self.interval(split, metric)
        return f"{mean:.4f}" if interval is None else f"{mean:.4f} ({interval[0]:.4f} to {interval[1]:.4f})"

    def interval(self, split: str, metric: str) -> tuple[float, tuple[float, float] | None]:
        """Mean over seeds and its 95% interval; None with one seed, and where none is known to cover: `uncovered`.

        On validation and test the interval covers other seeds and other examples (see docs/statistics.md); on train,
        and of the penalty of layers, other seeds only.
        """
        values = self.values(split, metric)
        mean = sum(values) / len(values)
        if len(values) < 2:
            return mean, None
        if split == "train" or metric == PENALTY:
            mean, half = mean_and_interval(values)
            return mean, None if half is None else (mean - half, mean + half)
        table = self.table(split, metric)
        if isinstance(table, Undefined):
            return mean, None
        if is_proportion(self.runs[0], metric):
            return mean, share_interval(table)
        known = replace(crossed(table), seeds=(seeds_part(np.array(values)),))
        half = half_width(math.sqrt(known.variance), known.freedom, 0.95)
        return mean, (mean - half, mean + half)

    def uncovered(self, metric: str, split: str = "test") -> str:
        """Why no interval of the metric on this split is known to cover; empty if one is."""
        table = None if metric == PENALTY else self.table(split, metric)
        return table.reason if isinstance(table, Undefined) else ""

    def table(self, split: str, metric: str) -> np.ndarray | Undefined:
        """The metric for every seed and example, (seeds, examples); or why no interval of it is known to cover."""
        reason = uncovered(self.runs[0], metric, split)
        return Undefined(reason) if reason else split_table(self.runs, split, metric)

    @property
    def epochs(self) -> str:
        """Trained epochs, a range when early stopping ended seeds at different ones."""
        counts = sorted({run.epochs for run in self.runs})
        return str(counts[0]) if len(counts) == 1 else f"{counts[0]}-{counts[-1]}"

    @property
    def seconds(self) -> float:
        """Mean wall time of a training."""
        return sum(run.seconds for run in self.runs) / len(self.runs)

    @cached_property
    def multiply_adds(self) -> int | str:
        """Of one forward pass on one example: as recorded, else counted from the saved model; a reason if unknown."""
        recorded = self.runs[0].record.get("multiply_adds")
        if recorded is not None:
            return recorded
        try:
            return models.multiply_adds(self.runs[0].model)
        except UserError as error:
            return f"unknown: {error}"

    @property
    def peak_memory(self) -> float | None:
        """Mean peak of memory in MiB, where it is recorded of every run (`--jobs`); else None."""
        peaks = [run.record.get("peak_memory") for run in self.runs]
        known = [peak for peak in peaks if peak is not None]
        return sum(known) / len(known) / 2**20 if len(known) == len(peaks) else None

    @property
    def examples_per_second(self) -> float | None:
        """Training examples that passed through the network in a second, validation included; None if not timed."""
        count = self.runs[0].settings["data"]["examples"]["train"]
        epochs = sum(run.epochs for run in self.runs) / len(self.runs)
        return count * epochs / self.seconds if self.seconds else None

    def difference(self, other: Row, metric: str) -> Difference:
        """This row minus another, on the test split, not corrected for further comparisons; see `mean_difference`.

        Raises:
            UserError: neither training nor comparison knows the metric.
        """
        return mean_difference([self], [other], metric)


def whiskers(rows: Sequence[Row], split: str, metric: str) -> tuple[list[float], np.ndarray | None]:
    """Means of the rows for a figure, and how far their intervals reach below and above them, (2, rows).

    A row without an interval has no whisker (0); None where no row has one.
    """
    found = [row.interval(split, metric) for row in rows]
    reach = [(mean - ends[0], ends[1] - mean) if ends else (0.0, 0.0) for mean, ends in found]
    return [mean for mean, _ in found], np.maximum(0, np.transpose(reach)) if any(ends for _, ends in found) else None


def rows_of(runs: Sequence[Run]) -> tuple[Row, ...]:
    """Group runs that differ in nothing but their seed, and find what differs between the groups."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        key = json.dumps({**run.settings, "seed": None}, sort_keys=True)
        groups.setdefault(key, []).append(run)
    firsts = [flat(group[0].settings) for group in groups.values()]
    varying = differing(firsts)
    named = labels([group[0].name for group in groups.values()], firsts)
    return tuple(
        Row(label, tuple(sorted(group, key=lambda run: run.seed)), {key: first[key] for key in varying})
        for label, group, first in zip(named, groups.values(), firsts, strict=True)
    )


def comparable(rows: Sequence[Row]) -> dict[str, tuple[Row, ...]]:
    """The rows by what they were judged on: the name of the dataset, numbered where its test examples differ."""
    found: list[tuple[str, list[Row]]] = []
    for row in rows:
        name = row.data
        for other_name, group in found:
            if name == other_name and same_examples(row.runs, group[0].runs, "test"):
                group.append(row)
                break
        else:
            found.append((name, [row]))
    names = [name for name, _ in found]
    numbers = [names[: place + 1].count(name) for place, name in enumerate(names)]
    titles = [
        name if names.count(name) == 1 else f"{name}, test set {number}"
        for name, number in zip(names, numbers, strict=True)
    ]
    return {title: tuple(group) for title, (_, group) in zip(titles, found, strict=True)}
