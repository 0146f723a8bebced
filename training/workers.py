"""Trainings in other processes, so many at a time; a process takes one after the other, and is renewed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

from runtime.backend import keras
from runtime.errors import UserError
from runtime.plain_text import plain
from training.checks import Diverged
from training.fitting import fit
from training.runs import Run
from training.screen import receiving, send_all
from training.settings import Recipe

TRAININGS = 20
"""Of one process. Then a fresh one takes its place: code of one's own may leave something behind."""


class Worker:
    """One process at a time, for one training at a time.

    Args:
        start: makes an executor of one process.
    """

    def __init__(self, start: Callable[[], ProcessPoolExecutor]) -> None:
        self.start, self.executor, self.left = start, start(), TRAININGS

    def submit(self, label: str, seed: int) -> Future[Run]:
        """Begin a training, in a fresh process if this one has had its number."""
        if not self.left:
            self.executor.shutdown(wait=False)
            self.executor, self.left = self.start(), TRAININGS
        self.left -= 1
        return self.executor.submit(_train, label, seed)


def train_elsewhere(
    recipes: Mapping[str, Recipe],
    settings: Mapping[str, Mapping[str, Any]],
    tasks: Sequence[tuple[str, int]],
    jobs: int,
    finished: Callable[[str], None],
    *,
    keep_diverged: bool = False,
) -> list[Run | Diverged]:
    """Train in other processes; each is handed recipes and data once.

    Args:
        recipes: label of a training -> recipe.
        settings: label -> the other keywords of `fit`, with the data and the name of the run.
        tasks: label and seed of each training.
        jobs: so many at a time.
        finished: told the name of each run that has finished.
        keep_diverged: give back the error of a training that diverged, in place of raising it.

    Returns:
        The runs, in the order of the tasks.

    Raises:
        UserError: as `fit`, or a process was killed. Trainings that have begun are finished, no other begins.
    """
    context = get_context("spawn")  # TensorFlow does not survive a fork, and Windows has no other way
    runs: dict[int, Run | Diverged] = {}
    running: dict[Future[Run], tuple[int, Worker]] = {}
    free: list[Worker] = []

    def collect() -> None:
        """Wait for one at least to finish; move what has from `running` to `runs`, and its worker to `free`."""
        for future in wait_for(running, return_when=FIRST_COMPLETED).done:
            number, worker = running.pop(future)
            label, seed = tasks[number]
            try:
                runs[number] = future.result()
            except Diverged as error:
                if not keep_diverged:
                    raise
                runs[number] = error
            except BrokenProcessPool as error:
                raise UserError(
                    f"the process that trained {plain(label)} (seed {seed}) was killed, perhaps for want of memory; "
                    "use fewer --jobs, and --resume to go on"
                ) from error
            finished(settings[label]["name"])
            free.append(worker)

    # Asked of Keras only where it is loaded: this process may have no other use for it.
    policy = sys.modules["keras"].config.dtype_policy().name if "keras" in sys.modules else "float32"
    with receiving(context) as wire:

        def start() -> ProcessPoolExecutor:
            given = (wire, recipes, settings, policy)
            return ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=given)

        workers = [Worker(start) for _ in range(min(jobs, len(tasks)))]
        free += workers
        try:
            # One task a process at a time: what an executor has in its queue, it would start even after Ctrl-C.
            for number, (label, seed) in enumerate(tasks):
                if not free:
                    collect()
                worker = free.pop()
                running[worker.submit(label, seed)] = number, worker
            while running:
                collect()
            return [runs[number] for number in range(len(tasks))]
        except KeyboardInterrupt:
            _interrupt_children()
            raise
        finally:
            for worker in workers:
                worker.executor.shutdown(cancel_futures=True)


def _interrupt_children() -> None:
    """Pass Ctrl-C on: a terminal gives it to every process, `kill` only to one."""
    for child in active_children():
        with suppress(OSError):
            if os.name == "nt":
                child.terminate()
            elif child.pid is not None:  # it has started
                os.kill(child.pid, signal.SIGINT)


_given: tuple[Mapping[str, Recipe], Mapping[str, Mapping[str, Any]], str]
"""What all trainings of a process have in common; so all are deterministic, or none (TensorFlow has no way back)."""


def _begin(
    wire: tuple[Any, ...], recipes: Mapping[str, Recipe], settings: Mapping[str, Mapping[str, Any]], policy: str
) -> None:
    """Prepare a process for its trainings."""
    global _given
    _given = recipes, settings, policy
    _end_with_parent()
    send_all(*wire)


def _train(label: str, seed: int) -> Run:
    """One training. Between two of them Ctrl-C is the parent's alone: nothing new begins after it."""
    recipes, settings, policy = _given
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        keras.config.set_dtype_policy(policy)
        return fit(recipes[label], label=label, seed=seed, **settings[label])
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_with_parent() -> None:
    """Let a process end when the one that started it is gone, or it would go on and hold the run's folder."""

    parent = parent_process()
    if parent is None:  # nobody started this one
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
