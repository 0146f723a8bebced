"""How many processor cores this process may use: on a cluster or in a container, fewer than the machine has."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")  # of a container: microseconds of processor in each period, or "max"


def granted_cores() -> int:
    """The least of what the system, the scheduler of a cluster and a container grant; at least 1.

    The system's own answer counts affinity (`taskset`, Slurm's default). Slurm without affinity says its number of
    cores in the environment only, and a container (`docker --cpus`) in its quota of time only.
    """
    known = [_by_system(), _by_slurm(), _by_quota()]
    return max(1, min(cores for cores in known if cores is not None))


def _by_system() -> int:
    if count := getattr(os, "process_cpu_count", None):  # from Python 3.13 on
        return count() or 1
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _by_slurm() -> int | None:
    cores = os.environ.get("SLURM_CPUS_PER_TASK", "")
    return int(cores) if re.fullmatch(r"[1-9][0-9]{0,5}", cores) else None


def _by_quota() -> int | None:
    try:
        quota, period = QUOTA.read_text(encoding="ascii").split()
        return None if quota == "max" else math.ceil(int(quota) / int(period))
    except (OSError, ValueError, ZeroDivisionError):  # no container, or no Linux
        return None
