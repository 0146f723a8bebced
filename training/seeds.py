"""`fit_all`: the only loop over recipes and seeds."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

from datasets.dataset import Dataset
from runtime.errors import UserError
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
        jobs: trainings at a time; above 1, each has a fresh process, with the threads of a single one: the bits are
            the same.
        settings: the other keywords of `fit`.

    Returns:
        The runs, recipe by recipe within each seed.

    Raises:
        UserError: as `fit`, or a training process died.
    """
    tasks = [(name, recipe, seed) for seed in seeds for name, recipe in recipes.items()]
    if jobs == 1 or len(tasks) == 1:
        return [fit(recipe, data, name=name, seed=seed, **settings) for name, recipe, seed in tasks]
    # spawn: TensorFlow does not survive a fork, and Windows has no other way
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), max_tasks_per_child=1, initializer=_end_with_parent
    )
    try:
        futures = [pool.submit(fit, recipe, data, name=name, seed=seed, **settings) for name, recipe, seed in tasks]
        return [future.result() for future in futures]
    except BrokenProcessPool as error:
        raise UserError(
            "a training process was killed, perhaps for want of memory; use fewer --jobs, and --resume to go on"
        ) from error
    except KeyboardInterrupt:
        _interrupt_children()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _interrupt_children() -> None:
    """Pass Ctrl-C on: a terminal gives it to every process, `kill` only to one."""
    for child in active_children():
        with suppress(OSError):
            os.kill(child.pid, signal.SIGINT) if os.name != "nt" else child.terminate()


def _end_with_parent() -> None:
    """Let a process end when the one that started it is gone, or it would go on and hold the run's folder."""

    def watch() -> None:
        wait([parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
