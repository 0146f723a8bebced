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

from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.estimate import MEASURED, matmul_seconds
from runtime.backend import tf
from runtime.files import read_json, write_json

RUNS = Path("runs") / "seconds"


def seconds(module, flags: dict) -> float:
    """Wall seconds of one run of a chapter, its tables and figures written."""
    started = time.perf_counter()
    module.run(module.SETTINGS.with_flags({**flags, "runs_dir": RUNS})).save()
    return round(time.perf_counter() - started, 1)


def measure(name: str) -> None:
    """Measure one chapter and write it down."""
    tf.zeros(1)
    stored = read_json(MEASURED) if MEASURED.exists() else {"chapters": {}}
    stored["machine"] = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    stored["matmul_seconds"] = round(matmul_seconds(), 4)
    module = import_module(f"chapters.{name}")
    stored["chapters"][name] = {
        "epochs": module.SETTINGS.epochs,
        "batch_size": module.SETTINGS.batch_size,
        "fixed": seconds(module, {"quick": True}),
        "default": seconds(module, {}),
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
