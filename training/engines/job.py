"""What a worker of an engine does: a few trainings, one after the other, in a process of its own.

A job may be begun again, by whoever starts it, after its worker was killed: what is finished stays, and a training that
was under way goes on from its checkpoint, with the same bits.
"""

from __future__ import annotations

import _thread
import json
import pickle
import platform
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from runtime.backend import keras, use_threads
from runtime.errors import UserError
from training.engines.parcels import FOLDER, read_parcel, seen
from training.fitting import fit
from training.folders import InUse
from training.screen import sending
from training.settings import call_main

STOP = "stop"
"""The driver's file that tells workers to stop after their step."""
LOOK = 1.0
"""Seconds between two looks for it."""
OFTEN = 2.0
"""Seconds between two steps that a training tells."""
WAIT = 180.0
"""Seconds that a training waits for its folder: a worker that was given up may still be in it."""


@dataclass(frozen=True)
class Job:
    """Trainings for one worker.

    Attributes:
        folder: of the runs, the same path on every machine.
        call: name of the folder of this call of `fit_all` beside the runs.
        number: of the job, within the call.
        common: name of the parcel with recipes, settings, dtype policy and the names of the parcels of datasets.
        tasks: label and seed of each training.
        threads: of a training. The bits depend on it, so it is the driver's on every machine.
        main: what the driver's `__main__` is called.
        resume: keep runs that were there before, as `fit`.
        token: of the call; what was begun under it goes on.
    """

    folder: str
    call: str
    number: int
    common: str
    tasks: tuple[tuple[str, int], ...]
    threads: int
    main: str
    resume: bool
    token: str

    @property
    def place(self) -> Path:
        """The folder of the call."""
        return Path(self.folder, FOLDER, self.call)

    @property
    def events(self) -> Path:
        """The file in which the job tells how far it is."""
        return self.place / f"{self.number}.events"

    @property
    def key(self) -> str:
        """Names the job: a driver that comes back finds those that go on by it."""
        return f"{self.call}-{self.number}"


@dataclass(frozen=True)
class Answer:
    """How a training ended: in a run folder, with an error, or with neither: it was stopped and can go on.

    An error is an answer and not raised: whoever is asked the same again answers the same.
    """

    machine: str
    folder: str | None = None
    error: BaseException | None = None


def work(job: Job) -> list[Answer]:
    """Do a job: one answer for each of its trainings, in their order."""
    answers: list[Answer] = []
    try:
        use_threads(job.threads)
        call_main(job.main)
        for path in (job.place, Path(job.folder, FOLDER, job.common)):
            if not seen(path):
                raise UserError(
                    f"the worker on {platform.node()} does not see {path}; choose with --runs-dir a folder that all "
                    "machines share under the same path"
                )
        common, data = read_parcel(Path(job.folder, FOLDER, job.common)), cache(read_parcel)
        with _telling(job.events), _stopping(job.place) as told:
            keras.config.set_dtype_policy(common["policy"])
            for label, seed in job.tasks:
                if told():
                    break
                answers.append(_answer(job, label, seed, common, data))
    except KeyboardInterrupt:
        pass
    except Exception as error:  # a parcel may hold anything
        answers += [Answer(platform.node(), error=_portable(error))] * (len(job.tasks) - len(answers))
    return answers + [Answer(platform.node())] * (len(job.tasks) - len(answers))


def _answer(job: Job, label: str, seed: int, common: Mapping[str, Any], data: Callable[[Path], Any]) -> Answer:
    settings = {**common["settings"][label], "folder": job.folder, "resume": job.resume, "token": job.token}
    end = time.monotonic() + WAIT
    while True:
        try:
            examples = data(Path(job.folder, FOLDER, common["data"][label]))
            run = fit(common["recipes"][label], examples, label=label, seed=seed, **settings)
            return Answer(platform.node(), folder=run.folder.name)
        except InUse as error:
            if time.monotonic() > end:
                return Answer(platform.node(), error=error)
            time.sleep(LOOK)
        except Exception as error:
            return Answer(platform.node(), error=_portable(error))


def _portable(error: Exception) -> Exception:
    """The error as it can travel; of one that no user mends, its traceback goes along as a note."""
    if isinstance(error, UserError):
        return error
    error.add_note(f"on {platform.node()}:\n{traceback.format_exc()}")
    try:
        pickle.loads(pickle.dumps(error))
        return error
    except Exception:  # its class cannot be imported, or takes other arguments than it keeps
        other = RuntimeError(f"{type(error).__name__}: {error}")
        other.add_note(error.__notes__[-1])
        return other


def _telling(events: Path) -> AbstractContextManager[None]:
    """Let the trainings tell what they show in a file; in a thread of the driver's own process they can show it."""
    return sending(Lines(events), threading.Lock(), False, OFTEN) if _in_main_thread() else nullcontext()


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


class Lines:
    """What the job tells, a line each in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, event: tuple[Any, ...]) -> None:
        """Append an event; nobody's training fails because it could not be told."""
        with suppress(OSError), self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event, default=asdict) + "\n")


@contextmanager
def _stopping(place: Path) -> Iterator[Any]:
    """Press Ctrl-C here when the driver says so, or is done with the call; yields a function that tells if it did."""
    over, is_main = threading.Event(), _in_main_thread()

    def told() -> bool:
        return (place / STOP).exists() or not place.is_dir()

    def watch() -> None:
        while not over.wait(LOOK):
            if told():
                _thread.interrupt_main()
                return

    before = signal.getsignal(signal.SIGINT)
    if is_main:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        threading.Thread(target=watch, daemon=True).start()
    try:
        yield told
    finally:
        over.set()
        if is_main:
            signal.signal(signal.SIGINT, before)
