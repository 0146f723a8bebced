"""Larger training sets that hold a small one: several times as many examples."""

from __future__ import annotations

from collections.abc import Iterable

from datasets.dataset import Dataset


def more_data(data: Dataset, everything: Dataset, times: Iterable[int]) -> dict[str, Dataset]:
    """Several times the training examples, where there are so many; a printed line says where there are not.

    Args:
        data: a part of `everything`, from its `take`.
        everything: the whole dataset.
        times: how many times as many training examples.
    """
    found: dict[str, Dataset] = {}
    for factor in times:
        if factor * len(data.train) <= len(everything.train):
            found[f"{factor} x data"] = everything.take(factor * len(data.train))
        else:
            print(f"No row {factor} x data: {everything.name} has {len(everything.train):,} training examples in all.")
    return found
