"""A lesson that several processes run to train its networks together: all compute, the first writes and speaks."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from chapters.command_line.settings import Settings
from training.distribution.cluster import cluster_here


def with_the_others(settings: Settings) -> tuple[Settings, bool]:
    """Meet the other processes, before TensorFlow computes anything; nothing on most machines.

    Returns:
        The settings, and whether this is another process than the first. Then they name a folder that nobody keeps, and
        from now on the process prints nothing but errors; its runs are those of the first.

    Raises:
        UserError: the others cannot be met.
    """
    cluster = cluster_here()
    if cluster is None:
        return settings, False
    from training.distribution.devices import devices_here

    devices_here()
    if cluster.rank == 0:
        return settings, False
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for the rest of the process
    folder = Path(tempfile.mkdtemp(prefix="worker"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return replace(settings, runs_dir=folder, projector=False), True
