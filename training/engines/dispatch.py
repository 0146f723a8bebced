"""The driver: hands trainings to an engine, begins those again whose worker is lost, and stops all after Ctrl-C."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import uuid
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from datasets.dataset import Dataset
from runtime import backend
from runtime.arguments import path as as_path
from runtime.arguments import sequence
from runtime.errors import UserError, one_line
from runtime.files import make_folder
from training.building import check_recipe
from training.checks import Diverged, check_data
from training.code_identity import digits
from training.engines.job import LOOK, STOP, Answer, Job, work
from training.engines.parcels import FOLDER, beginning, seen, write_parcel
from training.engines.view import View, titles
from training.folders import locked
from training.progress import Counted
from training.runs import RECORD, Run, load
from training.settings import Recipe, describe, describe_data, describe_recipe, import_path, main_name, plain

TRIES = 4
"""Workers that a job may lose, one after the other, without getting a step further."""


def train_on(
    engine: Executor,
    recipes: Mapping[str, Recipe],
    settings: Mapping[str, Mapping[str, Any]],
    tasks: Sequence[tuple[str, int]],
    together: Counted,
    *,
    keep_diverged: bool = False,
) -> list[Run | Diverged]:
    """Train on the machines of an engine; recipes and data are written once, beside the runs.

    Args:
        engine: takes jobs. Its `trainings_per_job`, if it has one, says how many trainings a job holds.
        recipes: label of a training -> recipe.
        settings: label -> the other keywords of `fit`, with the data and the name of the run; all have the same
            folder, `resume` and `verbose`.
        tasks: label and seed of each training.
        together: counts them.
        keep_diverged: give back the error of a training that diverged, in place of raising it.

    Returns:
        The runs, in the order of the tasks.

    Raises:
        UserError: as `fit` (the other trainings are finished first), a worker was lost too often, or the folder of the
            runs is not shared by all machines.
        KeyboardInterrupt: after Ctrl-C; the trainings have stopped after their step and can be resumed.
    """
    for name, recipe in recipes.items():
        check_recipe(recipe, settings[name]["data"])
    _check_data(settings.values())
    alike = next(iter(settings.values()))
    parent = as_path("folder", alike.get("folder", "runs"))
    shared = make_folder(parent.absolute() / FOLDER)
    sent = {
        name: {key: value for key, value in keywords.items() if key not in ("data", "folder", "resume")}
        for name, keywords in settings.items()
    }
    data = {name: keywords["data"] for name, keywords in settings.items()}
    call = _identity(recipes, data, sent, tasks)
    with locked(shared / call):
        with beginning(shared):
            place = make_folder(shared / call)
            (place / STOP).unlink(missing_ok=True)
            written = {id(one): write_parcel(shared, f"dataset {one.name}", one) for one in _different(data.values())}
            common = {
                "recipes": dict(recipes),
                "settings": sent,
                "data": {name: written[id(one)] for name, one in data.items()},
                "policy": sys.modules["keras"].config.dtype_policy().name if "keras" in sys.modules else "float32",
            }
            parcel = write_parcel(shared, "a recipe or a setting", common)
        several = getattr(engine, "trainings_per_job", 1)
        jobs = [
            Job(
                folder=str(parent.absolute()),
                call=call,
                number=number,
                common=parcel,
                tasks=tuple(tasks[first : first + several]),
                threads=backend.THREADS,
                main=main_name(),
                resume=bool(alike.get("resume", False)),
                token=uuid.uuid4().hex,
            )
            for number, first in enumerate(range(0, len(tasks), several))
        ]
        view = View(place, together, quiet=not alike.get("verbose", 1))
        together.elsewhere = True
        dispatch = Dispatch(engine, view, {label: keywords["name"] for label, keywords in settings.items()})
        try:
            answers = dispatch.finish(jobs)
        finally:
            if not dispatch.running:  # else a worker may still look for the word to stop
                shutil.rmtree(place, ignore_errors=True)
    found = [answers[task].error or _run(parent, answers[task], recipes[task[0]]) for task in tasks]
    failed = [
        one for one in found if isinstance(one, BaseException) and not (keep_diverged and isinstance(one, Diverged))
    ]
    if not failed:
        return [one for one in found if isinstance(one, Run | Diverged)]
    if len(tasks) > 1:
        view.say(f"{len(failed)} of {len(tasks)} trainings failed; the others are kept, --resume trains the rest")
    raise failed[0]


def _check_data(settings: Iterable[Mapping[str, Any]]) -> None:
    """Look at each dataset once for each batch size: of 10,000 recipes most have the same."""
    seen_before = set()
    for data, batch_size in ((keywords["data"], keywords.get("batch_size", 1)) for keywords in settings):
        if (key := (id(data), repr(batch_size))) not in seen_before:
            seen_before.add(key)
            check_data(data, batch_size)


def _different(data: Iterable[Dataset]) -> list[Dataset]:
    return list({id(one): one for one in data}.values())


def _identity(
    recipes: Mapping[str, Recipe],
    data: Mapping[str, Dataset],
    settings: Mapping[str, Mapping[str, Any]],
    tasks: Sequence[tuple[str, int]],
) -> str:
    """Digits of a call of `fit_all`: a driver that comes back has the same."""
    described = {id(one): describe_data(one) for one in _different(data.values())}
    deciding: list[Any] = [list(tasks)]
    for name, recipe in recipes.items():
        callbacks = [describe(callback) for callback in sequence("callbacks", settings[name].get("callbacks", ()))]
        deciding.append([name, describe_recipe(recipe), import_path(recipe), digits(recipe), described[id(data[name])]])
        deciding.append([plain({**settings[name], "callbacks": ()}), callbacks])
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()[:16]


def _run(parent: Path, answer: Answer, recipe: Recipe) -> Run:
    folder = parent / str(answer.folder)
    if not seen(folder / RECORD):
        raise UserError(
            f"{answer.machine} trained {folder}, which is not seen here; choose with --runs-dir a folder that all "
            "machines share under the same path"
        )
    return load(folder, recipe=recipe)


class Dispatch:
    """Jobs of one call that an engine has.

    Attributes:
        names: label of a training -> name of its run.
        running: those that wait or run, by the future that tells how they end.
    """

    def __init__(self, engine: Executor, view: View, names: Mapping[str, str]) -> None:
        self.engine, self.view, self.names = engine, view, names
        self.running: dict[Future[list[Answer]], Job] = {}
        self.ended: SimpleQueue[Future[list[Answer]]] = SimpleQueue()
        self.answers: dict[tuple[str, int], Answer] = {}
        self.lost: dict[int, tuple[int, int]] = {}  # job -> workers it lost since it last got further, and how far

    def finish(self, jobs: Sequence[Job]) -> dict[tuple[str, int], Answer]:
        """Have jobs done; returns the answer of each task."""
        try:
            for job in jobs:
                self._submit(job)
            while self.running:
                with suppress(Empty):
                    self._collect(self.ended.get(timeout=LOOK))
                self.view.look()
        except BaseException:
            self._stop()
            raise
        return self.answers

    def _submit(self, job: Job) -> None:
        try:
            future = self.engine.submit(work, job)
        except Exception as error:  # each engine has its own
            raise UserError(
                f"the engine does not take trainings ({one_line(str(error) or type(error).__name__, 300)}); look after "
                "it, and go on with --resume"
            ) from error
        self.running[future] = job
        future.add_done_callback(self.ended.put)

    def _collect(self, future: Future[list[Answer]]) -> None:
        """Take the answers of a job that has ended, or begin it again."""
        job = self.running.pop(future)
        self.view.leave(job)
        error = CancelledError() if future.cancelled() else future.exception()
        answers = [] if error else future.result()
        why = one_line(str(error) or type(error).__name__, 300) if error else "it was stopped"
        if len(answers) < len(job.tasks) or not all(answer.folder or answer.error for answer in answers):
            self._again(job, why)
            return
        self.view.forget(job)
        for (label, seed), answer in zip(job.tasks, answers, strict=True):
            self.answers[label, seed] = answer
            if answer.error:
                self.view.together.failed += 1
                self.view.say(f"{label} s{seed} failed: {one_line(str(answer.error), 200)}")
            else:
                self.view.together.finish(self.names[label])

    def _again(self, job: Job, why: str) -> None:
        """Begin a job again whose worker is lost, unless that happens again and again at the same place."""
        lost, before = self.lost.get(job.number, (0, -1))
        far = self.view.far(job)
        lost = 1 if far > before else lost + 1
        self.lost[job.number] = lost, far
        names = ", ".join(titles(job))
        if lost < TRIES:
            self.view.say(f"the worker of {names} was lost ({why}); another goes on")
            self._submit(job)
            return
        error = UserError(
            f"{TRIES} workers of {names} were lost without getting further, the last with: {why}; give them more "
            "memory or minutes, and go on with --resume"
        )
        for task in job.tasks:
            self.answers[task] = Answer("", error=error)
            self.view.together.failed += 1

    def _stop(self) -> None:
        """Stop every worker after its step, and wait for it; a second Ctrl-C does not wait."""
        if not self.running:
            return
        (self.view.place / STOP).touch()
        for future in list(self.running):
            future.cancel()
        self.view.say(f"stopping {len(self.running)} jobs after their step; Ctrl-C again does not wait for them")
        while self.running:
            try:
                ended = [self.ended.get(timeout=LOOK)]
            except Empty:  # Ctrl-C may have come when a future was out of the queue and still noted as running
                ended = [future for future in self.running if future.done()]
            for future in ended:
                if job := self.running.pop(future, None):
                    self.view.leave(job)
            self.view.look()
