"""`srun -N2` with Slurm's own daemons: the variables that it sets, and one training on both nodes."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock
from local_workers import TRAININGS
from shared_trainings import furthest, train

from training.runs import read

pytestmark = pytest.mark.cluster


def test_srun_trains_on_two_nodes(slurm_here, tmp_path, root):
    """Both nodes are this machine: their names cannot be reached, so Slurm is asked for their addresses.

    The processes' ports follow from the number of the job: two Slurms of one machine may come to the same ones.
    """
    with FileLock(Path(tempfile.gettempdir(), "tests-of-srun.lock")):
        done = subprocess.run(
            ["srun", "-N2", "-n2", "--cpus-per-task=2", sys.executable, TRAININGS, tmp_path / "shared", "1", "dense"],
            env={**os.environ, **slurm_here, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("on 2 workers with 1 CPU each") == 1
    one, other = train("dense", tmp_path), read(tmp_path / "shared" / "dense-s0")
    assert other.settings == {**one.settings, "devices": 2, "workers": 2, "threads": 2}
    far = furthest(one, other)
    assert all(value < 1e-6 for value in far.values()), far
