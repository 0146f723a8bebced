"""`fit_all`: the only loop over recipes and seeds."""

from __future__ import annotations

import inspect
import os
import signal
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

from datasets.dataset import Dataset
from runtime.arguments import is_whole_number, repeated, sequence, shown, whole_number
from runtime.errors import UserError
from runtime.nearest import hint
from training import callback_files
from training.callbacks import fresh
from training.fitting import fit
from training.handing_over import why_not_elsewhere
from training.progress import Counted, counting
from training.runs import Run
from training.screen import receiving, send_all
from training.settings import Recipe, describe_recipe

IN_ONE_PROCESS = 20
"""Trainings in one process; more go to fresh ones: TensorFlow keeps memory of each (`benchmarks/many_trainings.py`)."""


MOST_SEEDS = 10_000


def fit_all(
    recipes: Mapping[str, Recipe] | Sequence[Recipe],
    data: Dataset,
    *,
    seeds: int | Iterable[int] = (0,),
    jobs: int = 1,
    **settings: Any,
) -> list[Run]:
    """Train every recipe from every seed.

    Args:
        recipes: name of the run -> recipe; or recipes alone, each with a name of its own.
        data: the same for all.
        seeds: one run of each recipe for each; a number n stands for the seeds 0 to n - 1.
        jobs: trainings at a time; above 1 each has a fresh process, with the threads of a single one: the bits are the
            same. So it is with more than `IN_ONE_PROCESS` trainings, if they can be handed to another process.
        settings: the other keywords of `fit`.

    Returns:
        The runs, recipe by recipe within each seed.

    Raises:
        UserError: as `fit`, a training process died, or a recipe cannot be handed to another process.
    """
    _check(recipes, jobs, settings)
    named = recipes if isinstance(recipes, Mapping) else _by_name(recipes)
    seeds = _seeds(seeds)
    tasks = [(name, recipe, seed) for seed in seeds for name, recipe in named.items()]
    if len(tasks) > 1:
        for callback in sequence("callbacks", settings.get("callbacks", ())):
            callback_files.refuse_shared(fresh(callback))
    alone = len(tasks) == 1 or (jobs == 1 and len(tasks) <= IN_ONE_PROCESS)
    obstacle = (
        None if alone else why_not_elsewhere({f"recipe {name!r}": recipe for name, recipe in named.items()} | settings)
    )
    if obstacle and jobs > 1:
        raise UserError(obstacle)
    with counting(Counted(len(tasks))) as together:
        if not alone and not obstacle:
            return _in_processes(tasks, data, jobs, settings, together)
        runs = []
        for name, recipe, seed in tasks:
            runs.append(fit(recipe, data, name=name, seed=seed, **settings))
            together.finish(name)
        return runs


def _in_processes(
    tasks: Sequence[tuple[str, Recipe, int]], data: Dataset, jobs: int, settings: Mapping[str, Any], together: Counted
) -> list[Run]:
    """Train each task in a fresh process, so many at a time."""
    context = get_context("spawn")  # TensorFlow does not survive a fork, and Windows has no other way
    runs: dict[int, Run] = {}
    running: dict[Future, int] = {}

    def collect(when: str) -> None:
        """Move what is done from `running` to `runs`."""
        for future in wait_for(running, return_when=when).done:
            number = running.pop(future)
            runs[number] = future.result()
            together.finish(tasks[number][0])

    with receiving(context) as wire:
        pool = ProcessPoolExecutor(
            jobs, mp_context=context, max_tasks_per_child=1, initializer=_begin_process, initargs=wire
        )
        try:
            # One task a process at a time: what the pool has in its queue, it would start even after Ctrl-C.
            for number, (name, recipe, seed) in enumerate(tasks):
                if len(running) == jobs:
                    collect(FIRST_COMPLETED)
                running[pool.submit(fit, recipe, data, name=name, seed=seed, **settings)] = number
            collect(ALL_COMPLETED)
            return [runs[number] for number in range(len(tasks))]
        except BrokenProcessPool as error:
            raise UserError(
                "a training process was killed, perhaps for want of memory; use fewer --jobs, and --resume to go on"
            ) from error
        except KeyboardInterrupt:
            _interrupt_children()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _check(recipes: Any, jobs: Any, settings: Mapping[str, Any]) -> None:
    if not isinstance(recipes, Mapping | Sequence) or isinstance(recipes, str) or not recipes:
        raise UserError("fit_all takes a list of recipes, or a mapping from names to recipes; give at least one")
    if not is_whole_number(jobs) or jobs < 1:
        raise UserError(f"jobs={shown(jobs)} is no whole number of at least 1; give the number of trainings at a time")
    known = set(inspect.signature(fit).parameters) - {"recipe", "data", "name", "seed"}
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


def _interrupt_children() -> None:
    """Pass Ctrl-C on: a terminal gives it to every process, `kill` only to one."""
    for child in active_children():
        with suppress(OSError):
            if os.name == "nt":
                child.terminate()
            elif child.pid is not None:  # it has started
                os.kill(child.pid, signal.SIGINT)


def _begin_process(*wire: Any) -> None:
    """Prepare a process for its training."""
    _end_with_parent()
    send_all(*wire)


def _end_with_parent() -> None:
    """Let a process end when the one that started it is gone, or it would go on and hold the run's folder."""

    parent = parent_process()
    if parent is None:  # nobody started this one
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
