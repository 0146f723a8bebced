"""Training the networks of a part with equal budgets, each at its own best learning rate if there are rates to try."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import training
from chapters.material import tuning
from datasets.dataset import Dataset
from training.runs import Run

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings


def train_tuned(
    recipes: Mapping[str, partial], data: Dataset, settings: Settings, part: str, *, patience: int
) -> list[Run]:
    """Every network over the seeds, with its best epoch's weights; tuned if `settings["rates"]` has rates.

    The seeds `settings["tuning_seeds"]` choose, which are not judged; where there are none, the first seed.

    Args:
        recipes: name of a run -> recipe with the keyword `learning_rate`.
        data: for all of them.
        settings: of the lesson.
        part: of the lesson, for the names of the run folders.
        patience: as `training.fit` takes it.
    """
    budget = {**settings.training_of(part), "patience": patience}
    if not settings["rates"]:
        return training.fit_all(recipes, data, **budget)
    budget["tuning_seeds"] = settings["tuning_seeds"]
    return tuning.train_tuned(recipes, data, settings["rates"], **budget)
