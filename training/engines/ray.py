"""Ray as an executor, for machines without Slurm."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from typing import Any

from runtime.backend import THREADS
from runtime.errors import UserError, one_line
from training.engines.extras import import_folders, needed
from training.engines.job import Job


class RayEngine(Executor):
    """Gives each job of `fit_all` to Ray, in a process of its own.

    Its trainings end with the driver, and go on with `resume=True`.

    Args:
        address: of a cluster's head, such as `10.0.0.5:6379`; `"auto"` for the cluster that this machine is part of;
            `"local"` starts one of this machine alone, on the loopback interface.
        cpus: of a job, as Ray counts them; so many jobs run at a time on a machine as it has them.
        memory: of a job, in GB, as Ray counts it.
        environment: variable -> value, for the jobs.
        trainings_per_job: more than 1 for small trainings, as a job takes seconds to start.

    Raises:
        UserError: Ray is not installed, or there is no cluster at the address.
    """

    def __init__(
        self,
        address: str = "auto",
        *,
        cpus: int = THREADS,
        memory: int = 4,
        environment: Mapping[str, str] | None = None,
        trainings_per_job: int = 1,
    ) -> None:
        if address == "local" or address.startswith("127."):  # else Ray takes this machine's outer address instead
            os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        self.ray = needed("ray", "ray")
        self.trainings_per_job = trainings_per_job
        how: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "ignore_reinit_error": True}
        variables = {name: str(value) for name, value in (environment or {}).items()}
        how |= {"runtime_env": {"env_vars": {"PYTHONPATH": import_folders(), **variables}}}
        if address == "local":
            how |= {"include_dashboard": False}
        try:
            self.ray.init(address=address, **how)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise UserError(
                f"there is no Ray cluster at {address!r} ({one_line(str(error), 200)}); start one with: "
                "ray start --head --node-ip-address ADDRESS, or give the address of its head"
            ) from error
        self.options = {"num_cpus": cpus, "memory": memory * 2**30, "max_calls": 1, "max_retries": 0}
        self.known: dict[Callable[..., Any], Any] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a call to Ray; its arguments are as of `concurrent.futures.Executor`."""
        if fn not in self.known:  # Ray sends a function once
            self.known[fn] = self.ray.remote(**self.options)(fn)
        reference = self.known[fn].remote(*args, **kwargs)
        future = _OfRay(self.ray, reference, [one for one in args if isinstance(one, Job)])
        reference.future().add_done_callback(future.take)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; jobs that run are ended."""
        self.ray.shutdown()


class _OfRay(Future):
    """Cancelled, it does not begin. What has begun looks for the driver's word itself, and stops after its step."""

    def __init__(self, ray: Any, reference: Any, jobs: list[Job]) -> None:
        super().__init__()
        self.ray, self.reference, self.jobs = ray, reference, jobs

    def take(self, ended: Future[Any]) -> None:
        """End as Ray's own future has."""
        if error := ended.exception():
            self.set_exception(RuntimeError(str(error).strip().splitlines()[0]))
        else:
            self.set_result(ended.result())

    def cancel(self) -> bool:
        """Ask Ray, which presses Ctrl-C in a job that runs: only one that has begun no training yet. The future ends
        when the job has.
        """
        if not any(job.events.exists() for job in self.jobs):  # to a second Ctrl-C no training would wait for its step
            self.ray.cancel(self.reference)
        return False
