"""`fit_all`: the only loop over recipes and seeds."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from itertools import islice
from typing import Any

from datasets.dataset import Dataset
from runtime.arguments import flag, is_whole_number, repeated, sequence, shown, whole_number
from runtime.errors import UserError
from runtime.nearest import hint
from runtime.plain_text import plain
from runtime.wrapping import wrapped
from training import callback_files
from training.callbacks import fresh
from training.checks import Diverged, keeping_diverged
from training.distribution.cluster import cluster_here
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
    each: Mapping[str, Mapping[str, Any]] | None = None,
    leave_out_diverged: bool = False,
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
        each: name of a run -> keywords of `fit` and `data`, where it has others than the rest. So trainings that differ
            in more than their recipe are handed over together. A `name` among them calls the run otherwise; its name in
            `recipes` then labels it on the screen. Runs of one name need a `variant` each.
        leave_out_diverged: print which trainings have a loss that diverges, and give back the runs of the others; one
            that diverges with a seed is left out with all of them.
        settings: the other keywords of `fit`.

    Returns:
        The runs, recipe by recipe within each seed.

    Raises:
        UserError: as `fit`, a training's process was killed, or a recipe cannot be handed to another process.
    """
    _check(recipes, jobs, engine)
    _check_names(settings)
    named = dict(recipes) if isinstance(recipes, Mapping) else _by_name(recipes)
    given = _each(named, {"data": data, **settings}, {} if each is None else each)
    seeds = _seeds(seeds)
    tasks = [(label, seed) for seed in seeds for label in named]
    if len(tasks) > 1:
        for keywords in given.values():
            for callback in sequence("callbacks", keywords.get("callbacks", ())):
                callback_files.refuse_shared(fresh(callback))
    elsewhere = engine is None and jobs > 1 and len(tasks) > 1
    if elsewhere:
        things = {f"recipe {name!r}": recipe for name, recipe in named.items()}
        things |= {key: value for keywords in given.values() for key, value in keywords.items() if key != "data"}
        if obstacle := why_not_elsewhere(things):
            raise UserError(obstacle)
    keep = flag("leave_out_diverged", leave_out_diverged)
    with counting(Counted(len(tasks))) as together:
        if engine is not None:
            found = train_on(engine, named, given, tasks, together, keep_diverged=keep)
        elif elsewhere:
            found = train_elsewhere(named, given, tasks, jobs, together.finish, keep_diverged=keep)
        else:
            found = []
            for label, seed in tasks:
                with keeping_diverged(found, keep):
                    found.append(fit(named[label], label=label, seed=seed, **given[label]))
                together.finish(given[label]["name"])
    answers = [(label, one) for (label, _), one in zip(tasks, found, strict=True)]
    diverged = {label: one for label, one in answers if isinstance(one, Diverged)}
    for label, error in diverged.items():
        print(wrapped(f"{plain(label)} diverged: {error}"))
    return [one for label, one in answers if isinstance(one, Run) and label not in diverged]


def _check(recipes: Any, jobs: Any, engine: Any) -> None:
    if not isinstance(recipes, Mapping | Sequence) or isinstance(recipes, str) or not recipes:
        raise UserError("fit_all takes a list of recipes, or a mapping from names to recipes; give at least one")
    if not is_whole_number(jobs) or jobs < 1:
        raise UserError(f"jobs={shown(jobs)} is no whole number of at least 1; give the number of trainings at a time")
    if (jobs > 1 or engine is not None) and (cluster := cluster_here()):
        raise UserError(f"{cluster}, and they train one network after the other together; leave out jobs and engine")
    if engine is not None and not callable(getattr(engine, "submit", None)):
        raise UserError(f"engine={shown(engine)} takes no trainings; give one of training.engines, or an executor")
    if engine is not None and jobs > 1:
        raise UserError(f"jobs={jobs} is for this machine, and the engine decides itself; leave out one of the two")


def _check_names(settings: Mapping[str, Any], *also: str) -> None:
    known = set(inspect.signature(fit).parameters) - {"recipe", "data", "name", "seed", "token", "label"} | {*also}
    for name in settings:
        if name not in known:
            nearest = hint(name, known, f"it takes {', '.join(sorted(known))}")
            raise UserError(f"training.fit_all has no keyword {name!r}; {nearest}")


def _each(
    named: Mapping[str, Recipe], settings: Mapping[str, Any], each: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Label of a training -> its keywords of `fit`, with the data and the name of the run."""
    if not isinstance(each, Mapping) or not all(isinstance(keywords, Mapping) for keywords in each.values()):
        raise UserError(f"each={shown(each)} is no mapping from names of runs to keywords of fit; give one")
    for name, keywords in each.items():
        if name not in named:
            raise UserError(f"each names {shown(name)}, which is no recipe; choose one of {', '.join(map(str, named))}")
        _check_names(keywords, "data", "name")
        for key in ("folder", "resume", "verbose"):
            if key in keywords:
                raise UserError(f"each gives {key} to {name!r}, and all trainings have the same; give it to fit_all")
    given = {name: {"name": name, **settings, **each.get(name, {})} for name in named}
    called = [(one["name"], one.get("variant", "")) for one in given.values()]
    if twice := repeated(f"{name} ({variant})" for name, variant in called if isinstance(name, str)):
        raise UserError(f"each gives one name and variant to two trainings, {twice!r}; give each its own variant")
    return given


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
