"""How many cores a process is granted."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from runtime import cores


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with 64 cores, without cluster and container; returns the file of a container's quota."""
    monkeypatch.setattr(cores, "_by_system", lambda: 64)
    monkeypatch.setattr(cores, "QUOTA", tmp_path / "cpu.max")
    monkeypatch.delenv("SLURM_CPUS_PER_TASK", raising=False)
    return tmp_path / "cpu.max"


def test_a_machine_of_its_own(machine):
    assert cores.granted_cores() == 64


@pytest.mark.parametrize(
    ("quota", "granted"), [("200000 100000", 2), ("150000 100000", 2), ("50000 100000", 1), ("max 100000", 64)]
)
def test_a_container_has_its_quota(machine, quota, granted):
    machine.write_text(quota + "\n", encoding="ascii")
    assert cores.granted_cores() == granted


@pytest.mark.parametrize("text", ["", "a b", "1", "100 0", "1 2 3"])
def test_a_quota_that_cannot_be_read_is_none(machine, text):
    machine.write_text(text, encoding="ascii")
    assert cores.granted_cores() == 64


@pytest.mark.parametrize(
    ("told", "granted"), [("8", 8), ("100", 64), ("0", 64), ("", 64), ("many", 64), ("-2", 64), ("9" * 5_000, 64)]
)
def test_a_job_of_slurm_has_what_slurm_says(machine, monkeypatch, told, granted):
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", told)
    assert cores.granted_cores() == granted


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux ties a process to cores")
def test_a_process_that_is_tied_to_one_core_trains_with_one_thread():
    one = min(os.sched_getaffinity(0))
    code = f"import os; os.sched_setaffinity(0, {{{one}}}); from runtime.backend import threads; print(threads())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 1
