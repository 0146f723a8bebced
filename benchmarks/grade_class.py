"""How long a class of 100 takes, and how much memory: submissions of a Keras assignment, graded two at a time.

    python benchmarks/grade_class.py                       hw03_dense_network, isolation bwrap
    python benchmarks/grade_class.py --students 10         fewer

The submissions are the solution, the right answers in other styles and the wrong answers of `staff/`, in turn, so that
a class has many mistakes in it. Each has a process of its own, which starts TensorFlow. Memory is what all processes
together hold, looked at four times a second. Writes benchmarks/results/grade_class.json.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from homework.grading.family import EVERY, Family
from runtime.files import write_json

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "grade_class.json"


def answers(assignment: str) -> list[str]:
    """The texts of the solution, the right answers and the wrong ones."""
    sys.path.insert(0, str(ROOT / "staff"))
    import mutation

    right = [mutation.solution(assignment), *mutation.right_answers(assignment).values()]
    return [*right, *(mutant.text for mutant in mutation.mutants(assignment))]


def measure(assignment: str, students: int, jobs: int, isolation: str) -> dict:
    """Grade a class.

    Returns:
        Seconds, the most bytes, and how many results there are of each status.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, text in zip(range(students), itertools.cycle(answers(assignment)), strict=False):
            place = folder / "submissions" / f"student{number:03}.py"
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "homework", "grade", assignment, str(folder / "submissions"), "--staff"]
        command += [str(ROOT / "staff"), "--out", str(folder / "graded"), "--jobs", str(jobs), "--isolation", isolation]
        started, most = time.perf_counter(), 0
        grader = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
        while grader.poll() is None:
            most = max(most, sum(Family(grader.pid, None).members().values()))
            time.sleep(EVERY)
        seconds = time.perf_counter() - started
        results = [json.loads(path.read_text("utf-8")) for path in (folder / "graded" / "results").glob("*.json")]
        statuses = Counter(result["extra_data"]["status"] for result in results)
    return {"seconds": round(seconds), "memory_bytes": most, "exit_code": grader.returncode, "statuses": statuses}


def main() -> int:
    """Measure, print and store."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--assignment", default="hw03_dense_network")
    flags.add_argument("--students", type=int, default=100)
    flags.add_argument("--jobs", type=int, default=2)
    flags.add_argument("--isolation", default="bwrap")
    given = flags.parse_args()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    result = {**vars(given), **measure(**vars(given)), "machine": machine}
    print(json.dumps(result, indent=1))
    if given.students == flags.get_default("students"):
        write_json(RESULT, result)
    return result["exit_code"]


if __name__ == "__main__":
    raise SystemExit(main())
