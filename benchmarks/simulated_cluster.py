"""A simulated cluster: as many workers as wanted, which do all that a worker does around a training, but do not train.

One process is the whole cluster; `simulated_engine.py` is the driver's side. A worker takes the driver's next job. For
each training it holds the lock of the run folder, tells of its steps in the job's file, looks for the driver's word to
stop, goes on where an earlier worker of the job had got, and leaves a finished run folder, with the code of real
workers. Three things are not real. Steps are waited for and not computed. The files of a run are copies of those of one
real training, with another name and seed in `run.json`. What a checkpoint keeps is a number in the memory of the
cluster.

Workers are lost at random, from a seed: killed (the future raises), preempted (the future is cancelled), or cut off
(the driver takes the worker for lost, and it goes on in the run folder, at least until the next has waited for it).
"""

from __future__ import annotations

import json
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from training.engines.job import STOP, Answer, Job, Lines
from training.folders import InUse, begun, finished, reserve, settle, unfinished, workplace
from training.progress import Standing
from training.runs import RECORD
from training.screen import Wire

WAYS = ("killed", "preempted", "cut off")
NODE = "simulated"


@dataclass(frozen=True)
class Plan:
    """What the workers do.

    Attributes:
        template: folder of a real finished run, whose files every training leaves.
        workers: how many there are.
        tick: seconds between two looks for the driver's word to stop; a training tells every second time.
        ticks: of a training, the least and the most.
        lost: the share of workers that are lost, counted by the trainings that they begin or go on with.
        seed: of what happens to whom, and of how long a training takes.
    """

    template: Path
    workers: int
    tick: float = 1.0
    ticks: tuple[int, int] = (12, 28)
    lost: float = 0.1
    seed: int = 0


def be_cluster(pipe: Connection, plan: Plan) -> None:
    """What the process of the cluster does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the driver
    with suppress(EOFError, OSError):  # the driver is gone
        Cluster(pipe, plan).run()


class Lost(Exception):
    """A worker is lost; its argument says how."""


class Cluster:
    """All workers, in one thread: each is a generator that goes on once a tick."""

    def __init__(self, pipe: Connection, plan: Plan) -> None:
        self.pipe, self.plan = pipe, plan
        self.files = {
            path.relative_to(plan.template).as_posix(): path.read_bytes()
            for path in plan.template.rglob("*")
            if path.is_file()
        }
        self.record = json.loads(self.files.pop(RECORD))
        self.waiting: deque[tuple[int, Job]] = deque()
        self.due: list[tuple[float, int, int, Generator[None, None, list[Answer] | None]]] = []
        self.order, self.working = count(), 0
        self.saved: dict[tuple[str, int], int] = {}  # what checkpoints keep: how many ticks are done
        self.wanted: set[tuple[str, int]] = set()  # trainings whose folder a worker has waited for
        self.inside: Counter[tuple[str, int]] = Counter()  # workers in a run folder
        self.tried: Counter[tuple[str, int]] = Counter()
        self.ended: Counter[tuple[str, int]] = Counter()
        self.lost: Counter[str] = Counter()
        self.at_once, self.late, self.waits, self.beginnings = 0, 0.0, 0, 0
        self.first, self.last = 0.0, 0.0

    def report(self) -> dict[str, Any]:
        """Counts since the cluster began; times are those of `time.time`.

        Returns:
            Workers that work now, workers that were lost (by how), the most workers in one run folder at once, how
            often a worker waited a tick for a folder, trainings that ended, those that ended more than once, when the
            first began and the last ended, and by how many seconds the simulation itself was late at most.
        """
        return {
            "working": self.working,
            "lost": {way: self.lost[way] for way in WAYS},
            "begun": self.beginnings,
            "workers in a folder": self.at_once,
            "waits": self.waits,
            "ended": len(self.ended),
            "ended twice": sum(times > 1 for times in self.ended.values()),
            "first": self.first,
            "last": self.last,
            "late": self.late,
        }

    def run(self) -> None:
        """Listen and let workers go on, until the driver ends it."""
        while True:
            rest = self.due[0][0] - time.monotonic() if self.due else 1.0
            while self.pipe.poll(max(rest, 0.0)):
                what, *more = self.pipe.recv()
                if what == "end":
                    return
                if what == "submit" and more[1].events.exists():  # it lost a worker: nobody lets it wait at the end
                    self.waiting.appendleft((more[0], more[1]))
                elif what == "submit":
                    self.waiting.append((more[0], more[1]))
                elif what == "cancel":
                    self.waiting = deque(one for one in self.waiting if one[0] != more[0])
                else:
                    self.pipe.send(("report", 0, self.report()))
                rest = 0.0
            while self.waiting and self.working < self.plan.workers:
                number, job = self.waiting.popleft()
                self.working += 1
                self.pipe.send(("begun", number, None))
                self._go_on(time.monotonic(), number, self._work(number, job))
            now = time.monotonic()
            while self.due and self.due[0][0] <= now:
                when, _, number, worker = heappop(self.due)
                self.late = max(self.late, now - when)
                self._go_on(when, number, worker)

    def _go_on(self, when: float, number: int, worker: Generator[None, None, list[Answer] | None]) -> None:
        try:
            next(worker)
        except StopIteration as end:
            if end.value is not None:
                self.pipe.send(("ended", number, end.value))
        except Lost as lost:
            self.pipe.send((str(lost), number, None))
        else:
            heappush(self.due, (when + self.plan.tick, next(self.order), number, worker))
            return
        self.working -= 1

    def _work(self, number: int, job: Job) -> Generator[None, None, list[Answer] | None]:
        """A worker with a job: gives its answers, or None if the driver was told that it is lost."""
        self.first = self.first or time.time()
        answers, heard = [], True
        wire = Wire(Lines(job.events), threading.Lock(), False, 2 * self.plan.tick)
        for name, seed in job.tasks:
            folder, cut_off = yield from self._reserve(number, job, wire, name, seed)
            heard = heard and not cut_off
            if folder is None:
                break
            answers.append(Answer(NODE, folder=folder))
        return answers + [Answer(NODE)] * (len(job.tasks) - len(answers)) if heard else None

    def _reserve(
        self, number: int, job: Job, wire: Wire, name: str, seed: int
    ) -> Generator[None, None, tuple[str | None, bool]]:
        """Train when no other worker is in the run folder; gives as `_train`."""
        settings = {**self.record["settings"], "name": name, "seed": seed}
        while not _told(job):
            try:
                with reserve(Path(job.folder), settings) as folder:
                    return (yield from self._train(number, job, wire, folder, settings))
            except InUse:
                self.waits += 1
                self.wanted.add((name, seed))
            yield
        return None, False

    def _train(
        self, number: int, job: Job, wire: Wire, folder: Path, settings: dict[str, Any]
    ) -> Generator[None, None, tuple[str | None, bool]]:
        """What `fit` does in a folder that it has reserved.

        Gives the folder's name, or None if the driver stopped it; and whether the driver takes this worker for lost.
        """
        resume = job.resume or begun(folder, job.token)
        waiting = unfinished(folder, settings, self.record["versions"]) if resume else None
        if resume and waiting is None and finished(folder):
            return folder.name, False
        place, task = waiting or workplace(folder), (settings["name"], settings["seed"])
        done = self.saved.get(task, 0) if waiting else 0
        whole, how, last = self._fate(task)
        cut_off, title = False, f"{task[0]} s{task[1]}"
        self.beginnings += 1
        self.inside[task] += 1
        self.at_once = max(self.at_once, self.inside[task])
        try:
            self._write(place, settings, job.token, "running")
            wire.begin(Standing(task[0], title, epochs=1, steps=whole, done=done))
            wire.say(f"{title}: {whole} ticks")
            while done < whole or (cut_off and task not in self.wanted):
                cut_off = self._lose(number, how, done >= last and not cut_off) or cut_off
                if _told(job):
                    self._write(place, settings, job.token, "interrupted")
                    return None, cut_off
                yield
                if done < whole:
                    done += 1
                    self.saved[task] = done
                    wire.move(title, done, ("loss 0.5",))
            for path, content in self.files.items():
                (place / path).parent.mkdir(exist_ok=True)
                (place / path).write_bytes(content)
            self._write(place, settings, job.token, "finished")
            settle(folder)
            self.ended[task] += 1
            self.last = time.time()
            cut_off = self._lose(number, how, last == whole and not cut_off) or cut_off
            wire.end(title)
            return folder.name, cut_off
        finally:
            self.inside[task] -= 1

    def _fate(self, task: tuple[str, int]) -> tuple[int, str, int]:
        """Ticks of a training; how its next worker is lost, and after how many ticks, the end of the training included.

        A worker that is not lost has a number of ticks that no training has.
        """
        whole = Random(f"{self.plan.seed} {task}").randint(*self.plan.ticks)
        self.tried[task] += 1
        chance = Random(f"{self.plan.seed} {task} {self.tried[task]}")
        return whole, chance.choice(WAYS), chance.randint(0, whole) if chance.random() < self.plan.lost else whole + 1

    def _lose(self, number: int, how: str, now: bool) -> bool:
        """Lose a worker, if it is time; True if only the driver has lost it."""
        if not now:
            return False
        self.lost[how] += 1
        if how != "cut off":
            raise Lost(how)
        self.pipe.send((how, number, None))
        return True

    def _write(self, place: Path, settings: dict[str, Any], token: str, state: str) -> None:
        record = {**self.record, "settings": settings, "token": token, "state": state}
        (place / RECORD).write_text(json.dumps(record), encoding="utf-8")


def _told(job: Job) -> bool:
    """Whether the driver has said that workers stop, or is done."""
    return (job.place / STOP).exists() or not job.place.is_dir()
