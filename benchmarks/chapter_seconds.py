"""How long every chapter takes, default and ``--quick``: what the estimates and the README's table stand on.

    python benchmarks/chapter_seconds.py [NAME ...]

Each chapter runs twice in a process of its own after TensorFlow has started, so the seconds are without start-up.
Writes chapters/results/seconds.json; chapters that are not named keep their numbers. Runs and figures are left in
runs/seconds for whoever wants to look at them, which is taken away first.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import fmean

from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.estimate import MEASURED, matmul_seconds
from runtime.backend import tf
from runtime.files import read_json, write_json
from training.runs import Run, find_runs, read

RUNS = Path("runs") / "seconds"


def seconds(module, flags: dict) -> tuple[float, dict]:
    """One run of a chapter, its tables and figures written: its wall seconds, and those of its trainings."""
    settings = module.SETTINGS.with_flags({**flags, "runs_dir": RUNS / ("quick" if flags else "default")})
    started = time.perf_counter()
    module.run(settings).save()
    wall = round(time.perf_counter() - started, 1)
    # a training may diverge on purpose, to show that it does
    return wall, of_trainings([run for run in map(read, find_runs(settings.folder)) if run.state == "finished"])


def of_trainings(runs: list[Run]) -> dict:
    """How many there were, their seconds in all, and the mean seconds of those with one name."""
    by_name: dict[str, list[float]] = {}
    for run in runs:
        by_name.setdefault(run.name, []).append(run.record["seconds"])
    return {
        "count": len(runs),
        "seconds": round(sum(map(sum, by_name.values())), 2),
        "each": {name: round(fmean(values), 2) for name, values in by_name.items()},
    }


def measure(name: str) -> None:
    """Measure one chapter and write it down."""
    tf.zeros(1)
    stored = read_json(MEASURED) if MEASURED.exists() else {"chapters": {}}
    stored["machine"] = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    stored["matmul_seconds"] = round(matmul_seconds(), 4)
    module = import_module(f"chapters.{name}")
    fixed, quick = seconds(module, {"quick": True})
    default, trainings = seconds(module, {})
    stored["chapters"][name] = {
        "epochs": module.SETTINGS.epochs,
        "batch_size": module.SETTINGS.batch_size,
        "fixed": fixed,
        "default": default,
        "trainings": {"default": trainings, "quick": quick},
    }
    write_json(MEASURED, stored)


def main(wanted: list[str]) -> None:
    """Measure one after the other, each in a process of its own."""
    if wanted[:1] == ["--here"]:
        measure(wanted[1])
        return
    shutil.rmtree(RUNS, ignore_errors=True)
    for name in wanted or [*chapter_names(), "tour"]:
        subprocess.run([sys.executable, __file__, "--here", name], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
