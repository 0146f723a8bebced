"""Slurm as an executor: submitit writes and submits the jobs, `squeue` tells which of them are gone."""

from __future__ import annotations

import getpass
import shlex
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from runtime.backend import THREADS
from runtime.errors import UserError
from runtime.files import make_folder, write_text
from training.engines.extras import import_folders, needed

NOTES = ".slurm"
"""Beside the run folders: what submitit writes, and the numbers of jobs."""
LOOK = 2.0
"""Seconds between two looks at the queue."""
WAITING = "PD"
"""Slurm's word for a job that has no node."""
GRACE = 10.0
"""Seconds after which a job that left the queue without a result is lost: a shared file system may be late."""


class SlurmEngine(Executor):
    """Gives each job of `fit_all` to Slurm; to be used where `sbatch` and `squeue` are.

    A job whose driver went away goes on; the driver that comes back finds it.

    Args:
        folder: for scripts and logs, on the file system that all machines share.
        partition: None for the cluster's default.
        minutes: after which Slurm ends a job; its training goes on in another.
        cpus: of a job.
        memory: of a job, in GB.
        environment: variable -> value, for the jobs.
        setup: lines of shell before each job, such as `module load python`.
        options: further ones of `sbatch`, such as `{"account": "course"}`.
        trainings_per_job: more than 1 for small trainings, as a job takes seconds to start.

    Raises:
        UserError: submitit is not installed, or there is no Slurm here.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        partition: str | None = None,
        minutes: int = 60,
        cpus: int = THREADS,
        memory: int = 4,
        environment: Mapping[str, str] | None = None,
        setup: Sequence[str] = (),
        options: Mapping[str, Any] | None = None,
        trainings_per_job: int = 1,
    ) -> None:
        self.submitit = needed("submitit", "cluster")
        self.trainings_per_job = trainings_per_job
        self.folder = make_folder(Path(folder).absolute())
        variables = {"PYTHONPATH": import_folders(), **(environment or {})}
        try:
            self.slurm = self.submitit.SlurmExecutor(folder=self.folder)
        except RuntimeError:
            raise UserError("there is no Slurm here (srun is missing); start on a login node of the cluster") from None
        self.slurm.update_parameters(
            job_name="training",
            time=minutes,
            cpus_per_task=cpus,
            mem=f"{memory}GB",
            setup=[*setup, *(f"export {name}={shlex.quote(str(value))}" for name, value in variables.items())],
            stderr_to_stdout=True,
            additional_parameters={"requeue": True, **(options or {})},
            **({} if partition is None else {"partition": partition}),
        )
        self.jobs: dict[str, tuple[Any, Future[Any], Path]] = {}
        self.missing: dict[str, float] = {}  # job -> seconds since it left the queue
        self.closed = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a call to Slurm, unless an earlier driver did.

        Args:
            fn: from a module that can be imported on the cluster.
            *args: for it; the first may have a `key` that names the job.
            **kwargs: for it.
        """
        key = getattr(args[0], "key", None) if args else None
        note = self.folder / f"{key}.number"
        job = self._known(note) if key else None
        if job is None:
            job = self.slurm.submit(fn, *args, **kwargs)
            if key:
                write_text(note, job.job_id)
        future = _OfSlurm(job.job_id)
        self.jobs[job.job_id] = job, future, note
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Watch no longer; what Slurm has, it goes on with."""
        self.closed.set()

    def _known(self, note: Path) -> Any:
        """The job that an earlier driver noted, if it waits, runs, or has ended with a result that nobody took."""
        if not note.is_file():
            return None
        job = self.submitit.SlurmJob(folder=self.folder, job_id=note.read_text(encoding="ascii"))
        return job if job.paths.result_pickle.exists() or job.job_id in (queued() or ()) else None

    def _watch(self) -> None:
        """Give each job's future its result when there is one, or the news that it is lost."""
        while not self.closed.wait(LOOK):
            if not self.jobs:
                continue
            queue = queued()
            for number, (job, future, note) in list(self.jobs.items()):
                # Thousands may wait, without a result. One that runs may have left one: its process may hang after it.
                waits = queue is not None and queue.get(number) == WAITING
                if not waits and job.paths.result_pickle.exists():
                    self._end(number, job, future, note)
                elif queue is None or number in queue:
                    self.missing.pop(number, None)
                else:
                    self.missing[number] = self.missing.get(number, 0.0) + LOOK
                    if self.missing[number] >= GRACE:
                        del self.jobs[number]
                        future.set_exception(RuntimeError(f"Slurm's job {number} left no result; {job.paths.stdout}"))

    def _end(self, number: str, job: Any, future: Future[Any], note: Path) -> None:
        del self.jobs[number]
        try:
            future.set_result(job.result())
        except Exception as error:  # the job raised it: out of time, or what it needs cannot be imported
            future.set_exception(RuntimeError(str(error).strip().splitlines()[-1]))
            return
        # The log of a job that went well tells nothing. By name: the files of 10,000 jobs take long to list.
        of = job.paths
        for path in (note, of.submission_file, of.submitted_pickle, of.result_pickle, of.stdout):
            with suppress(OSError):
                path.unlink()


def queued() -> dict[str, str] | None:
    """Number -> state, in Slurm's two letters, of each job of this user that waits or runs.

    None if Slurm does not answer just now, or is not here.
    """
    command = ["squeue", "--noheader", "--user", getpass.getuser(), "--format", "%A %t"]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        return None
    words = done.stdout.split()
    return None if done.returncode else dict(zip(words[::2], words[1::2], strict=False))


class _OfSlurm(Future):
    """Cancelled, it leaves the queue if it waits; a job that runs ends by itself, when the driver says so."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    def cancel(self) -> bool:
        """Ask Slurm; the future ends when the job has left the queue."""
        subprocess.run(["scancel", "--state=PENDING", self.number], capture_output=True, check=False)
        return False
