"""Processes on this machine that train one network, for the tests: each is told of the others as a cluster does it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

TRAININGS = Path(__file__).with_name("shared_trainings.py")


def of_tensorflow(rank: int, addresses: Sequence[str]) -> dict[str, str]:
    """The environment of a worker as TensorFlow's own programs take it."""
    return {
        "TF_CONFIG": json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": rank}}),
    }


def of_slurm(rank: int, addresses: Sequence[str]) -> dict[str, str]:
    """The environment of a task as `srun` sets it, on one node that has a name which can be reached."""
    job, several = os.getpid(), len(addresses)
    return {
        "SLURM_JOB_ID": f"{job}", "SLURM_STEP_ID": "0", "SLURM_STEP_NODELIST": "localhost", "SLURM_NODEID": "0",
        "SLURM_STEP_NUM_TASKS": f"{several}", "SLURM_STEP_TASKS_PER_NODE": f"{several}", "SLURM_PROCID": f"{rank}",
        "SLURM_LOCALID": f"{rank}",
    }  # fmt: skip


def start(
    command: Sequence[str], workers: int = 2, environment=of_tensorflow, further: Sequence[Mapping[str, str]] = ()
) -> list[subprocess.Popen[str]]:
    """Start one process a worker; `further` are variables of single ones."""
    addresses = [f"127.0.0.1:{port}" for port in _free_ports(workers)]
    return [
        subprocess.Popen(
            [sys.executable, *command],
            env={
                **os.environ,
                **environment(rank, addresses),
                **(further[rank] if rank < len(further) else {}),
                "PYTHONIOENCODING": "utf-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        for rank in range(workers)
    ]


def _free_ports(count: int) -> list[int]:
    """Any on which nobody listens now: other tests that run beside get other ones."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def ended(processes: Sequence[subprocess.Popen[str]], seconds: float = 300) -> list[tuple[int, str]]:
    """Exit code and output of each; one that takes longer is killed."""
    found = []
    for process in processes:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            said = process.communicate()[0] + "\n(killed: it took too long)"
        found.append((process.returncode, said))
    return found
