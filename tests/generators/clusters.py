"""Clusters of two nodes on this machine, for the tests: real daemons, on the loopback interface only."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

LISTENS = "0A"  # as the kernel writes the state of a socket
LOOPBACK = ("0100007F", "0" * 24 + "01000000", "0" * 16 + "FFFF00000100007F")

SLURM = """
# a job that is begun again waits as long as a credential lasts: five seconds at least
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdSpoolDir={folder}/spool.%n
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SchedulerParameters=sched_interval=1,batch_sched_delay=0
ReturnToService=2
MinJobAge=10
KillWait=1
NodeName=n[1-2] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{first}-{second}] CPUs=2 RealMemory=4000
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def open_to_others() -> set[str]:
    """Addresses beyond loopback on which somebody listens now, as the kernel writes them."""
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == LISTENS and local.rpartition(":")[0] not in LOOPBACK:
                found.add(local)
    return found


def free_ports(count: int) -> list[int]:
    """Consecutive ports on which nobody listens now, others than another process of tests finds."""
    for first in random.sample(range(21_000, 32_000, count), 1_000):
        sockets = [socket.socket() for _ in range(count)]
        try:
            for number, one in enumerate(sockets):
                one.bind(("127.0.0.1", first + number))
            return list(range(first, first + count))
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    raise RuntimeError("no free ports")


@contextmanager
def slurm(folder: Path) -> Iterator[dict[str, str]]:
    """Slurm with the nodes n1 and n2; yields the environment in which its commands find it.

    Args:
        folder: for its files, with a short name: a socket lies in it.
    """
    user, host = "root" if os.getuid() == 0 else os.environ["USER"], socket.gethostname().split(".")[0]
    port, first, second = free_ports(3)
    (folder / "state").mkdir()
    (folder / "munge.key").write_bytes(os.urandom(128))
    (folder / "munge.key").chmod(0o600)
    config = folder / "slurm.conf"
    config.write_text(
        SLURM.format(folder=folder, user=user, host=host, port=port, first=first, second=second), encoding="ascii"
    )
    environment = {"SLURM_CONF": str(config)}
    daemons = [
        ["munged", "--foreground", "--force", f"--socket={folder}/munge.socket", f"--key-file={folder}/munge.key",
         f"--pid-file={folder}/munged.pid", f"--log-file={folder}/munged.log", f"--seed-file={folder}/munged.seed"],
        ["slurmctld", "-D", "-c"],
        ["slurmd", "-D", "-N", "n1"],
        ["slurmd", "-D", "-N", "n2"],
    ]  # fmt: skip
    running = []
    try:
        for command in daemons:
            path = shutil.which(command[0], path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
            assert path, f"{command[0]} is missing"
            with (folder / f"{command[0]}{command[-1] if command[0] == 'slurmd' else ''}.out").open("wb") as log:
                running.append(
                    subprocess.Popen([path, *command[1:]], env={**os.environ, **environment}, stdout=log, stderr=log)
                )
            if command[0] == "munged":
                wait_until((folder / "munge.socket").exists, "munged did not start")
        wait_for_nodes(environment)
        yield environment
    finally:
        with suppress(RuntimeError):  # a daemon of a node does not end before its jobs
            wait_until(partial(no_jobs, environment, user), "a job of Slurm, cancelled, did not end", seconds=20)
        for daemon in reversed(running):
            daemon.terminate()
        for daemon in running:
            daemon.wait(timeout=20)


def wait_until(ready: Callable[[], bool], why: str, seconds: float = 60) -> None:
    """Wait until something is so.

    Raises:
        RuntimeError: it does not become so.
    """
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(why)
        time.sleep(0.1)


def ask(environment: dict[str, str], *command: str) -> list[str]:
    """The words that a command of Slurm prints."""
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False
    ).stdout.split()


def no_jobs(environment: dict[str, str], user: str) -> bool:
    """Cancel all jobs; whether there is none."""
    ask(environment, "scancel", "--user", user)
    return not ask(environment, "squeue", "--noheader")


def wait_for_nodes(environment: dict[str, str]) -> None:
    """Wait until both nodes take jobs."""
    states = partial(ask, environment, "sinfo", "--noheader", "--Node", "--format", "%T")
    wait_until(lambda: states() == ["idle", "idle"], "Slurm did not start, or a node did not come back")
