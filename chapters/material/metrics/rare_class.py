"""The data of a detector (does an example belong to one class or not?) for which the class may be made rare.

Géron 2019, chapter 3, "Performance Measures": the book's detector of the digit 5 has an accuracy of about 90% if it
always says no.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from comparison.metrics import run_metrics
from comparison.undefined import Undefined
from datasets.dataset import Baseline, Dataset, Split
from runtime.errors import UserError
from training.runs import Run


def check_detectors(data: Dataset, threshold: float) -> None:
    """Refuse a decision threshold, or a dataset that cannot be made into a detector's, before anything is trained.

    Raises:
        UserError: the threshold is no probability, or a class is missing in a split.
    """
    if not 0 < threshold < 1:
        raise UserError(f"--threshold {threshold} is no probability; give one between 0 and 1")
    for name in ("train", "validation", "test"):
        missing = set(range(data.outputs)) - set(np.unique(data.split(name).y).tolist())
        if missing:
            raise UserError(
                f"the {name} split of {data.name} has no example of class {data.class_names[min(missing)]}; "
                "choose a dataset with every class in every split"
            )


def most_missed(trained: Run) -> int:
    """The class with the lowest recall on the validation split."""
    per_class = run_metrics(trained)["validation"].per_class
    recalls = [row["recall"] for row in per_class.values()]
    return int(np.argmin([1.0 if isinstance(recall, Undefined) else recall for recall in recalls]))


def detector(data: Dataset, positive: int, share: float) -> Dataset:
    """A binary dataset: does an example belong to class `positive`? Of the training examples a `share` does.

    The number of training examples is the same for every share: twice the number of positive ones. Validation and test
    split keep all their examples, so that every detector is judged on the same ones and has the same baseline to beat.
    """
    name, yes = data.class_names[positive], data.train.y == positive
    total = int(2 * min(yes.sum(), (~yes).sum()))
    chosen = with_share(yes, share, total)
    splits = {part: Split(data.split(part).x, _is(data.split(part).y, positive)) for part in ("validation", "test")}
    train = Split(data.train.x[chosen], _is(data.train.y[chosen], positive))
    return replace(
        data,
        task="binary",
        outputs=1,
        class_names=(f"not {name}", name),
        train=train,
        **splits,
        baseline=Baseline("class frequencies", np.array([yes.mean()], np.float32)),  # before the class is made rare
        options={**data.options, "positive": name, "share": share},
    )


def with_share(positive: np.ndarray, share: float, total: int | None = None) -> np.ndarray:
    """The numbers of the first examples of which a `share` is positive: so many in all, or as many as there are.

    Args:
        positive: (examples,), true or 1 for a positive example.
        share: between 0 and 1.
        total: examples in all.
    """
    yes, no = np.flatnonzero(positive), np.flatnonzero(np.logical_not(positive))
    total = total or int(min(len(yes) / share, len(no) / (1 - share)))
    of_yes = min(len(yes), max(1, round(share * total)))
    return np.sort(np.r_[yes[:of_yes], no[: total - of_yes]])


def _is(y: np.ndarray, positive: int) -> np.ndarray:
    return (y == positive).astype(np.int32)
