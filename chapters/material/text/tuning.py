"""Training every network at its own best learning rate, all with equal budgets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import training
from datasets.dataset import Dataset
from training.runs import Run

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings


def train_tuned(
    recipes: Mapping[str, partial], data: Dataset, settings: Settings, part: str, *, patience: int
) -> list[Run]:
    """Every network over the seeds, with its best epoch's weights; tuned if `settings["rates"]` has rates.

    Each takes the learning rate with which its first seed has the lowest validation loss.

    Args:
        recipes: name of a run -> recipe with the keyword `learning_rate`.
        data: for all of them.
        settings: of the lesson.
        part: of the lesson, for the names of the run folders.
        patience: as `training.fit` takes it.
    """
    budget = {**settings.training_of(part), "patience": patience}
    rates, chosen = settings["rates"], dict(recipes)
    for name, recipe in recipes.items() if rates else ():
        tried = {f"{name} {rate:g}": partial(recipe, learning_rate=rate) for rate in rates}
        runs = training.fit_all(tried, data, **{**budget, "seeds": [settings.seed]})
        losses = [run.metrics["validation"]["loss"] for run in runs]
        chosen[name] = partial(recipe, learning_rate=rates[losses.index(min(losses))])
    return training.fit_all(chosen, data, **budget)
