"""Training the networks of the memory task with one budget, each at its own best learning rate if there are several."""

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

TUNING_SEEDS = 3  # or fewer, if fewer are compared


def train_tuned(recipes: Mapping[str, partial], data: Dataset, settings: Settings, part: str) -> list[Run]:
    """Every network over the seeds, with the weights of its best epoch on validation.

    If `settings["rates"]` has learning rates, each network is trained at the one that suits it best on validation,
    chosen by the mean of up to three seeds, the first ones after those of the settings: a SimpleRNN learns with one
    seed and not with the next.

    Args:
        recipes: name of a run -> recipe with the keyword `learning_rate`.
        data: for all of them.
        settings: of the lesson.
        part: of the lesson, for the names of the run folders.
    """
    budget = {**settings.training_of(part), "patience": settings.epochs}  # never stops early, and keeps the best epoch
    if not settings["rates"]:
        return training.fit_all(recipes, data, **budget)
    after = settings.seed + settings.seeds
    budget["tuning_seeds"] = range(after, after + min(TUNING_SEEDS, settings.seeds))
    return tuning.train_tuned(recipes, data, settings["rates"], **budget)
