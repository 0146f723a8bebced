"""A detector's data: is an example of one class or not, with the class as rare as one likes.

Géron 2019, chapter 3, "Performance Measures": the book's 5-detector, which is right nine times in ten if it always says
no.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from datasets.dataset import Baseline, Dataset, Split
from runtime.errors import UserError


def check_classes(data: Dataset) -> None:
    """Refuse a dataset of which no detector can be made, before anything is trained.

    Raises:
        UserError: a class is missing in a split.
    """
    for name in ("train", "validation", "test"):
        missing = set(range(data.outputs)) - set(np.unique(data.split(name).y).tolist())
        if missing:
            raise UserError(
                f"the {name} split of {data.name} has no example of class {data.class_names[min(missing)]}; "
                "choose a dataset with every class in every split"
            )


def detector(data: Dataset, positive: int, share: float) -> Dataset:
    """Is it class `positive` or not? Of the training examples a `share` is, of the other splits too.

    Training has as many examples whatever the share (two for each positive there is); the other splits have all that
    the share allows.
    """

    def split(part: Split, examples: int | None) -> Split:
        yes, no = np.flatnonzero(part.y == positive), np.flatnonzero(part.y != positive)
        total = examples or int(min(len(yes) / share, len(no) / (1 - share)))
        of_yes = min(len(yes), max(1, round(share * total)))
        chosen = np.sort(np.r_[yes[:of_yes], no[: total - of_yes]])
        return Split(part.x[chosen], (part.y[chosen] == positive).astype(np.int32))

    name = data.class_names[positive]
    train = split(data.train, int(2 * min((data.train.y == positive).sum(), (data.train.y != positive).sum())))
    return replace(
        data,
        task="binary",
        outputs=1,
        class_names=(f"not {name}", name),
        train=train,
        validation=split(data.validation, None),
        test=split(data.test, None),
        baseline=Baseline("class frequencies", np.array([train.y.mean()], np.float32)),
        options={**data.options, "positive": name, "share": share},
    )
