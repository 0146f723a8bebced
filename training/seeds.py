"""`fit_all`: the only loop over recipes and seeds."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from itertools import islice
from typing import Any

from datasets.dataset import Dataset
from runtime.arguments import is_whole_number, repeated, sequence, shown, whole_number
from runtime.errors import UserError
from runtime.nearest import hint
from training import callback_files
from training.callbacks import fresh
from training.engines.dispatch import train_on
from training.fitting import fit
from training.handing_over import why_not_elsewhere
from training.progress import Counted, counting
from training.runs import Run
from training.settings import Recipe, describe_recipe
from training.workers import train_elsewhere

MOST_SEEDS = 10_000


def fit_all(
    recipes: Mapping[str, Recipe] | Sequence[Recipe],
    data: Dataset,
    *,
    seeds: int | Iterable[int] = (0,),
    jobs: int = 1,
    engine: Executor | None = None,
    **settings: Any,
) -> list[Run]:
    """Train every recipe from every seed.

    Args:
        recipes: name of the run -> recipe; or recipes alone, each with a name of its own.
        data: the same for all.
        seeds: one run of each recipe for each; a number n stands for the seeds 0 to n - 1.
        jobs: trainings at a time; above 1 in other processes, with the threads of a single one: the bits are the same.
            A process trains up to `training.workers.TRAININGS` and is renewed.
        engine: trains in place of this machine: one of `training.engines`, or another executor as of
            `concurrent.futures`, whose workers see `folder` under the same path. It decides how many at a time. One
            that fails does not keep the others from their end.
        settings: the other keywords of `fit`.

    Returns:
        The runs, recipe by recipe within each seed.

    Raises:
        UserError: as `fit`, a training's process was killed, or a recipe cannot be handed to another process.
    """
    _check(recipes, jobs, engine, settings)
    named = recipes if isinstance(recipes, Mapping) else _by_name(recipes)
    seeds = _seeds(seeds)
    tasks = [(name, seed) for seed in seeds for name in named]
    if len(tasks) > 1:
        for callback in sequence("callbacks", settings.get("callbacks", ())):
            callback_files.refuse_shared(fresh(callback))
    if engine is not None:
        with counting(Counted(len(tasks))) as together:
            return train_on(engine, dict(named), data, settings, tasks, together)
    elsewhere = jobs > 1 and len(tasks) > 1
    if elsewhere and (
        obstacle := why_not_elsewhere({f"recipe {name!r}": recipe for name, recipe in named.items()} | settings)
    ):
        raise UserError(obstacle)
    with counting(Counted(len(tasks))) as together:
        if elsewhere:
            return train_elsewhere(dict(named), data, settings, tasks, jobs, together.finish)
        runs = []
        for name, seed in tasks:
            runs.append(fit(named[name], data, name=name, seed=seed, **settings))
            together.finish(name)
        return runs


def _check(recipes: Any, jobs: Any, engine: Any, settings: Mapping[str, Any]) -> None:
    if not isinstance(recipes, Mapping | Sequence) or isinstance(recipes, str) or not recipes:
        raise UserError("fit_all takes a list of recipes, or a mapping from names to recipes; give at least one")
    if not is_whole_number(jobs) or jobs < 1:
        raise UserError(f"jobs={shown(jobs)} is no whole number of at least 1; give the number of trainings at a time")
    if engine is not None and not callable(getattr(engine, "submit", None)):
        raise UserError(f"engine={shown(engine)} takes no trainings; give one of training.engines, or an executor")
    if engine is not None and jobs > 1:
        raise UserError(f"jobs={jobs} is for this machine, and the engine decides itself; leave out one of the two")
    known = set(inspect.signature(fit).parameters) - {"recipe", "data", "name", "seed", "token"}
    for name in settings:
        if name not in known:
            nearest = hint(name, known, f"it takes {', '.join(sorted(known))}")
            raise UserError(f"training.fit_all has no keyword {name!r}; {nearest}")


def _seeds(seeds: Any) -> list[int]:
    """The seeds, of a number or a list of them."""
    if is_whole_number(seeds) and 1 <= seeds <= MOST_SEEDS:
        return list(range(seeds))
    if not isinstance(seeds, Iterable) or isinstance(seeds, str | bytes | bytearray):
        raise UserError(f"seeds={shown(seeds)} is neither a number of seeds nor a list of them; give 3 or [0, 1, 2]")
    try:
        given = list(islice(seeds, MOST_SEEDS + 1))
    except Exception as error:  # somebody's own iterator decides how it fails
        raise UserError(f"seeds={shown(seeds)} cannot be read ({type(error).__name__}); give a list of them") from error
    found = [whole_number("a seed", seed, 0, 2**32 - 1) for seed in given]
    if not found:
        raise UserError("seeds is empty; give 3 or [0, 1, 2]")
    if len(set(found)) < len(found) or len(found) > MOST_SEEDS:
        raise UserError(f"seeds={shown(seeds)} has a seed twice, or more than {MOST_SEEDS:,}; give each once")
    return found


def _by_name(recipes: Sequence[Recipe]) -> dict[str, Recipe]:
    names = [describe_recipe(recipe)["name"] for recipe in recipes]
    if twice := repeated(names):
        raise UserError(f"two recipes are called {twice!r}; give a mapping from names to recipes")
    return dict(zip(names, recipes, strict=True))
