"""Training the gallery: all kinds of networks at one learning rate, or each kind at its own."""

from __future__ import annotations

from collections.abc import ItemsView, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import training
from chapters.material.gallery.spread_table import generator_of
from chapters.material.tuning import best_rate
from datasets.dataset import Dataset
from training.runs import Run, remember_tuning

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

RANDOM = "random graphs"


def train_gallery(recipes: Mapping[str, partial], data: Dataset, settings: Settings) -> list[Run]:
    """Every network over the seeds of the settings.

    If `settings["rates"]` has learning rates, each kind of network trains at the one with the highest validation
    accuracy, with equal epochs for all. The seeds `settings["tuning_seeds"]` choose it, which are not judged. All
    random graphs are one kind: the first graph of each generator takes its turn with these seeds.

    Args:
        recipes: name of a run -> recipe with the keyword `learning_rate`; random graphs are named as "WS graph 0".
        data: with a validation split.
        settings: of the lesson.
    """
    if not settings["rates"]:
        return training.fit_all(recipes, data, **settings.training)
    keywords = {**settings.training, "seeds": settings["tuning_seeds"]}
    chosen = {kind: best_rate(kind, of_kind, data, settings["rates"], **keywords) for kind, of_kind in _kinds(recipes)}
    at_own = {name: partial(recipe, learning_rate=chosen[kind_of(name)]) for name, recipe in recipes.items()}
    runs = training.fit_all(at_own, data, **settings.training)
    return remember_tuning(runs, settings["rates"], settings["tuning_seeds"])


def _kinds(recipes: Mapping[str, partial]) -> ItemsView[str, dict[str, partial]]:
    """Each kind of network with the recipes that choose its learning rate: of each generator the first graph."""
    first = {generator_of(name) or name: name for name in reversed([*recipes])}
    kinds: dict[str, dict[str, partial]] = {}
    for name, recipe in recipes.items():
        if name in first.values():
            kinds.setdefault(kind_of(name), {})[name] = recipe
    return kinds.items()


def rates_by_kind(runs: Sequence[Run]) -> dict[str, float]:
    """Kind of network -> the learning rate with which its runs begin."""
    return {kind_of(run.name): run.settings["recipe"]["hyperparameters"]["learning_rate"] for run in runs}


def kind_of(name: str) -> str:
    """Of a random graph `RANDOM`; of another network its name."""
    return RANDOM if generator_of(name) else name
