"""A measurement in a process of its own: `benchmarks/fresh_process.py`."""

import json
import os
import subprocess
import sys

import pytest

SCRIPT = """
import json, os, sys
from fresh_process import called, elsewhere

state = []

def measured(number, fails=False):
    state.append(number)
    print("what a library says")
    if fails:
        sys.exit("it cannot be measured")
    return {"state": state, "process": os.getpid()}

if __name__ == "__main__" and not called():
    found = [elsewhere(measured, number) for number in (1, 2)]
    print(json.dumps({"found": found, "state": state, "process": os.getpid()}))
    if "fails" in sys.argv:
        elsewhere(measured, 3, True)
        print("and yet it went on")
"""


@pytest.fixture
def run(root, tmp_path):
    """Runs a benchmark."""
    (tmp_path / "benchmark.py").write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(root / "benchmarks")}
    return lambda *arguments: subprocess.run(
        [sys.executable, tmp_path / "benchmark.py", *arguments], capture_output=True, encoding="utf-8", env=environment
    )


def test_each_call_has_a_process_without_the_state_of_another(run):
    done = run()
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert [one["state"] for one in told["found"]] == [[1], [2]]
    assert told["state"] == []
    assert len({told["process"], *(one["process"] for one in told["found"])}) == 3
    assert done.stdout.startswith("measured 1 {")  # its result is shown, and nothing else of it


def test_a_measurement_that_fails_ends_the_benchmark(run):
    done = run("fails")
    assert done.returncode
    assert "it cannot be measured" in done.stderr
    assert "it went on" not in done.stdout
