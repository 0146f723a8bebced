"""An engine whose workers are simulated (`simulated_cluster.py`): it stands in for Slurm or Ray.

The driver of `fit_all` is measured and tested with it. It has the interface of `concurrent.futures.Executor`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from itertools import count
from multiprocessing import get_context
from queue import SimpleQueue
from typing import Any

from simulated_cluster import Plan, be_cluster

from training.engines.job import Answer


class SimulatedEngine(Executor):
    """The driver's side of the cluster."""

    def __init__(self, plan: Plan) -> None:
        context = get_context("spawn")
        self.pipe, there = context.Pipe()
        self.process = context.Process(target=be_cluster, args=(there, plan), daemon=True)
        self.process.start()
        there.close()
        self.numbers, self.lock = count(), threading.Lock()
        self.futures: dict[int, _OfCluster] = {}
        self.reports: SimpleQueue[dict[str, Any]] = SimpleQueue()
        threading.Thread(target=self._hear, daemon=True).start()
        self.report()  # it is there

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a job to the cluster, which does what `fn` would do, but for the training."""
        number = next(self.numbers)
        self.futures[number] = future = _OfCluster(lambda: self._tell("cancel", number))
        self._tell("submit", number, *args)
        return future

    def report(self) -> dict[str, Any]:
        """What has happened in the cluster so far; see `Cluster.report`."""
        self._tell("report")
        return self.reports.get()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the cluster with all that runs in it."""
        self._tell("end")
        self.process.join()

    def _tell(self, *message: Any) -> None:
        with self.lock:
            self.pipe.send(message)

    def _hear(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                what, number, more = self.pipe.recv()
                if what == "report":
                    self.reports.put(more)
                elif what == "begun":
                    self.futures[number].begun = True
                elif not (future := self.futures.pop(number)).done():  # else it was cancelled just before it began
                    future.end(what, more)


class _OfCluster(Future):
    """As those of Slurm and Ray: what has begun cannot be cancelled by the driver."""

    begun = False

    def __init__(self, withdraw: Callable[[], None]) -> None:
        super().__init__()
        self.withdraw = withdraw

    def cancel(self) -> bool:
        """Take the job back, if it waits."""
        if self.begun:
            return False
        self.withdraw()
        return super().cancel()

    def end(self, how: str, answers: list[Answer] | None) -> None:
        """End as the cluster says."""
        if answers is not None:
            self.set_result(answers)
        elif how == "preempted":
            super().cancel()
        else:
            self.set_exception(RuntimeError(f"its worker was {how}"))
