"""Measure how long `--help` takes for every lesson: the best of several processes. About half a minute.

    python benchmarks/start_up.py

Writes benchmarks/results/start_up.json. A command line is to answer in under half a second, so nothing that loads
TensorFlow or matplotlib is imported before a training starts (`tests/test_imports.py` checks that).
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from chapters.command_line.chapter_list import chapter_names
from runtime.files import write_json

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "start_up.json"
REPEATS = 5


def seconds(script: Path) -> float:
    """The best of `REPEATS`: what else the machine does just now is not the command's."""
    best = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        subprocess.run([sys.executable, str(script), "--help"], check=True, capture_output=True)
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    """Measure, print and write."""
    found = {name: round(seconds(ROOT / "chapters" / f"{name}.py"), 3) for name in chapter_names()}
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    write_json(RESULT, {"machine": machine, "repeats": REPEATS, "help_seconds": found})
    slowest = max(found, key=lambda name: found[name])
    print(f"--help: {min(found.values()):.2f} s to {found[slowest]:.2f} s ({slowest})")


if __name__ == "__main__":
    main()
