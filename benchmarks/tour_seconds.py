"""Where the seconds of the tour go: starting, tracing, training, validating, writing, judging, drawing. Three minutes.

    python benchmarks/tour_seconds.py                        this checkout, three tours
    python benchmarks/tour_seconds.py --before FOLDER        another checkout of the project beside it, in turns

Each tour is a process of its own, `python -m chapters tour` with timers around some functions. A part's seconds are
without those of the parts inside it. Stored are the medians: benchmarks/results/tour_seconds.json, from which
`python benchmarks/readme.py` fills benchmarks/RESULTS.md. The whole is what a student waits for: from the start of
Python to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "tour_seconds.json"
REST = "everything else"
# Part -> functions, as module:name; those that a checkout does not have are left out. No method of a Keras model is
# among them: a model whose methods are not Keras' own is trained in another way.
PARTS = {
    "start of Python, TensorFlow and Keras": ["runtime.backend:_load"],
    "estimate of the time": ["chapters.command_line.command:estimate"],
    "data": [
        "chapters.command_line.settings:Settings.load", "training.fitting:check_data", "training.settings:content",
    ],
    "build and compile the networks": ["training.fitting:built", "training.fitting:compile_model"],
    "graphs for TensorBoard": ["training.tensorboard:Curves.set_model"],
    "trace and train": ["training.fitting:train"],
    "validation": ["training.many_steps:_validate"],
    "checkpoints": ["training.resuming:OneTraining.save"],
    "ends of epochs: curves, history": ["training.resuming:OneTraining.on_epoch_end"],
    "save the models": ["training.fitting:save_model"],
    "predict every split": ["training.fitting:predict_all"],
    "final numbers": [
        "training.fitting:evaluate", "training.fitting:evaluate_baseline", "training.tensorboard:summarise",
        "training.contents:digests",
    ],
    "compare": ["comparison.comparing:compare", "comparison.tables:Comparison.save"],
    "draw": ["comparison.tables:Comparison.plot"],
}  # fmt: skip


def timed_tour() -> dict[str, float]:
    """Run the tour in this process, with timers: seconds of each part."""
    spent, open_parts = dict.fromkeys([*PARTS, REST], 0.0), [REST]
    last = float(os.environ["TOUR_STARTED"])

    def lap() -> None:
        nonlocal last
        now = time.time()
        spent[open_parts[-1]] += now - last
        last = now

    def timer(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **keywords: Any) -> Any:
            lap()
            open_parts.append(part)
            try:
                return function(*arguments, **keywords)
            finally:
                lap()
                open_parts.pop()

        return run

    def watch(part: str, where: str) -> None:
        module, name = where.split(":")
        holder: Any = import_module(module)
        *classes, function = name.split(".")
        for one in classes:
            holder = getattr(holder, one)
        if hasattr(holder, function):
            setattr(holder, function, timer(part, getattr(holder, function)))

    import runtime.backend

    open_parts.append(next(iter(PARTS)))  # until TensorFlow is there
    assert runtime.backend.keras.Model  # the first use loads it
    for part, functions in list(PARTS.items())[1:]:
        for where in functions:
            with suppress(ModuleNotFoundError):  # an older checkout
                watch(part, where)
    lap()
    open_parts.pop()
    from chapters.__main__ import main

    main(["tour"])
    lap()
    return spent


def one_tour(root: Path) -> dict[str, float]:
    """The tour of a checkout in a fresh process: seconds of each part and of the whole."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": str(root), "TOUR_STARTED": str(time.time())}
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, __file__, "--timed"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        whole = time.perf_counter() - started
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "whole": whole}


def main() -> None:
    """Run tours and store the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--before", type=Path)
    parser.add_argument("--tours", type=int, default=3)
    parser.add_argument("--timed", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.timed:
        print(json.dumps(timed_tour()))
        return
    from speed import machine

    from runtime.files import read_json, write_json

    roots = {"now": ROOT, **({"before": given.before.resolve()} if given.before else {})}
    tours: dict[str, list[dict[str, float]]] = {when: [] for when in roots}
    for _ in range(given.tours):
        for when, root in roots.items():
            tours[when].append(one_tour(root))
            print(when, json.dumps({part: round(seconds, 2) for part, seconds in tours[when][-1].items()}), flush=True)
    result = read_json(RESULT) if RESULT.exists() else {}
    result |= {when: {part: median(one[part] for one in many) for part in many[0]} for when, many in tours.items()}
    write_json(RESULT, {**result, "tours": given.tours, **machine()})


if __name__ == "__main__":
    main()
