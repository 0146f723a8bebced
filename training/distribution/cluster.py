"""Which processes train one network together: `TF_CONFIG` says it, or the variables that `srun` sets.

Nothing here needs TensorFlow. Slurm's variables are read here because TensorFlow's own `SlurmClusterResolver` needs
`nvidia-smi`, and takes the machines by name and not by rank.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from runtime.arguments import repeated
from runtime.errors import UserError

FIRST_PORT, APART, PLACES = 12_000, 64, 311
"""Ports of workers under Slurm, below those that Linux gives to outgoing connections: so many steps have ports of their
own, so many each. The number of places is prime, so that jobs that follow each other do not meet."""
VARIABLES = {"TF_CONFIG": "TF_CONFIG", "Slurm": "SLURM_STEP_NUM_TASKS"}
"""Source of a cluster -> the variable without which a process trains alone."""


@dataclass(frozen=True)
class Cluster:
    """Processes that train one network.

    Attributes:
        addresses: `"host:port"` of each.
        rank: which of them this process is; number 0, the chief, writes the run.
        source: what said so, `"TF_CONFIG"` or `"Slurm"`.
    """

    addresses: tuple[str, ...]
    rank: int
    source: str

    def __str__(self) -> str:
        return f"{len(self.addresses)} workers by {self.source}, this is number {self.rank}"


def cluster_here() -> Cluster | None:
    """The cluster that this process is part of; None if it trains alone.

    `TF_CONFIG` comes before Slurm's variables. A process that another one started, as `fit_all(jobs=2)` does, trains
    alone.

    Raises:
        UserError: the variables say what no training can follow.
    """
    text, tasks = os.environ.get("TF_CONFIG"), os.environ.get("SLURM_STEP_NUM_TASKS", "1")
    if not text and tasks == "1":
        return None
    from multiprocessing import parent_process  # as much to import as the rest of a command's --help

    if parent_process() is not None:
        return None
    return _of_tensorflow(text) if text else _of_slurm(os.environ)


def _of_tensorflow(text: str) -> Cluster | None:
    try:
        told = json.loads(text)
        jobs, task = (told["cluster"], told["task"]) if told != {} else ({}, {})
        named = [(name, index) for name in ("chief", "worker") for index in range(len(jobs.get(name, ())))]
        addresses = [_checked(jobs[name][index]) for name, index in named]
        own = (task["type"], int(task["index"])) if jobs else None
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise UserError(
            f"TF_CONFIG cannot be read ({type(error).__name__}: {error}); "
            'give {"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}, or unset it'
        ) from None
    if further := sorted(set(jobs) - {"chief", "worker"}):
        raise UserError(f"TF_CONFIG names {', '.join(further)}, and a training has workers only; leave that out")
    if own and own not in named:
        raise UserError(
            "TF_CONFIG has a task that its cluster does not name; give type and index of one of its workers"
        )
    if twice := repeated(addresses):
        raise UserError(f"TF_CONFIG gives {twice} to two workers; give each a port of its own")
    return Cluster(tuple(addresses), named.index(own), "TF_CONFIG") if own and len(addresses) > 1 else None


def _checked(text: str) -> str:
    """An address, if it is one."""
    port = re.fullmatch(r".+:([0-9]+)", text)
    if not port or not 0 < int(port[1]) < 2**16:
        raise ValueError(f"{text!r} is no host:port")
    return text


def _of_slurm(variables: Mapping[str, str]) -> Cluster:
    """The tasks of a step, in blocks: the first tasks on the first node, the next ones on the second."""
    try:
        rank, node, local = (int(variables[f"SLURM_{name}"]) for name in ("PROCID", "NODEID", "LOCALID"))
        nodes = hosts(variables["SLURM_STEP_NODELIST"])
        counts = tasks_per_node(variables["SLURM_STEP_TASKS_PER_NODE"])
        step = int(variables["SLURM_JOB_ID"]) * 19 + int(variables["SLURM_STEP_ID"])
    except (KeyError, ValueError) as error:
        raise UserError(
            f"Slurm's variables cannot be read ({type(error).__name__}: {error}); "
            f"start with srun, or unset {VARIABLES['Slurm']} to train alone"
        ) from None
    places = [(at, task) for at, count in enumerate(counts) for task in range(count)]
    if len(counts) != len(nodes) or rank >= len(places) or places[rank] != (node, local):
        raise UserError("Slurm placed the tasks in another way than in blocks; give srun --distribution=block")
    first = FIRST_PORT + step % PLACES * APART
    addresses = [f"{address(nodes[at])}:{first + number}" for number, (at, _) in enumerate(places)]
    return Cluster(tuple(addresses), rank, "Slurm")


def hosts(nodelist: str) -> list[str]:
    """The names in a list of Slurm: `"a[1-2,07],b"` -> `["a1", "a2", "a07", "b"]`.

    Raises:
        ValueError: it is no such list.
    """
    found = []
    for part in re.findall(r"[^,\[\]]+(?:\[[^\[\]]*\][^,\[\]]*)*", nodelist):
        names = [""]
        for plain, inside in re.findall(r"([^\[\]]+)|\[([^\[\]]+)\]", part):
            names = [name + more for name in names for more in ([plain] if plain else _numbers(inside))]
        found += names
    if not found or nodelist.count("[") != nodelist.count("]"):
        raise ValueError(f"{nodelist!r} is no list of nodes")
    return found


def _numbers(ranges: str) -> list[str]:
    """`"1-2,07"` -> `["1", "2", "07"]`."""
    result = []
    for one in ranges.split(","):
        first, _, last = one.partition("-")
        result += [f"{number:0{len(first)}}" for number in range(int(first), int(last or first) + 1)]
    return result


def tasks_per_node(text: str) -> list[int]:
    """Slurm's short form of a list: `"2(x3),1"` -> `[2, 2, 2, 1]`.

    Raises:
        ValueError: it is none.
    """
    result = []
    for part in text.split(","):
        if (match := re.fullmatch(r"(\d+)(?:\(x(\d+)\))?", part)) is None:
            raise ValueError(f"{text!r} is no list of numbers of tasks")
        result += [int(match[1])] * int(match[2] or 1)
    return result


def address(node: str) -> str:
    """Under which name or number a node of Slurm is reached: its own name, or what Slurm's settings say."""
    import socket

    try:
        socket.getaddrinfo(node, None)
        return node
    except OSError:
        pass
    if shutil.which("scontrol") is None:
        return node
    said = subprocess.run(
        ["scontrol", "show", "node", node, "--oneliner"], capture_output=True, encoding="utf-8", check=False
    ).stdout
    match = re.search(r"\bNodeAddr=(\S+)", said)
    return match[1] if match else node
