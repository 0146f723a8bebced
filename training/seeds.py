"""`fit_all`: the only loop over recipes and seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from datasets.dataset import Dataset
from training.fitting import fit
from training.runs import Run
from training.settings import Recipe


def fit_all(
    recipes: Mapping[str, Recipe], data: Dataset, *, seeds: Iterable[int] = (0,), jobs: int = 1, **settings: Any
) -> list[Run]:
    """Train every recipe from every seed.

    Args:
        recipes: name of the run -> recipe.
        data: the same for all.
        seeds: one run of each recipe for each.
        jobs: trainings at a time; above 1, each has a fresh process.
        settings: the other keywords of `fit`.

    Returns:
        The runs, recipe by recipe within each seed.
    """
    tasks = [(name, recipe, seed) for seed in seeds for name, recipe in recipes.items()]
    if jobs == 1 or len(tasks) == 1:
        return [fit(recipe, data, name=name, seed=seed, **settings) for name, recipe, seed in tasks]
    # spawn: TensorFlow does not survive a fork, and Windows has no other way
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        futures = [pool.submit(fit, recipe, data, name=name, seed=seed, **settings) for name, recipe, seed in tasks]
        return [future.result() for future in futures]
