"""What 10,000 trainings cost the driver of `fit_all`, with 1,000 workers that are lost at random. Ten minutes.

    python benchmarks/thousand_workers.py            measure, and store
    python benchmarks/thousand_workers.py --quick    few of all, printed and not stored: does it work?

The driver is the real one; the cluster is simulated (`benchmarks/simulated_cluster.py`), and what its workers leave are
copies of one small real training. Each measurement is a process of its own:

- so many trainings to their end: which of them are finished on disk, how often each was trained, the most workers in
  one run folder, the driver's seconds and memory;
- what the run folders are then on disk, and the seconds of what reads or looks through all of them: the columns of
  TensorBoard's HParams tab (`training.hparams.write_columns`), a worker that reserves a folder among them, and both
  readers of TensorBoard, the fast one and, over fewer, the one in Python;
- Ctrl-C while all workers train, and the same call with `resume=True` afterwards;
- the seconds before the first job is handed over, of few recipes and of many.

Writes benchmarks/results/thousand_workers.json; `python benchmarks/readme.py` makes the tables of docs/scale.md.
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import redirect_stdout, suppress
from functools import partial
from pathlib import Path
from typing import Any

from fresh_process import called, elsewhere
from simulated_cluster import Plan
from simulated_engine import SimulatedEngine
from speed import machine
from tensorboard_readers import fast_board, slow_board

import datasets
import models
import training
from runtime.backend import keras
from runtime.errors import UserError
from runtime.files import write_json
from runtime.memory import begin_peak, peak_memory
from training.folders import reserve
from training.hparams import write_columns
from training.runs import RECORD

RESULT = Path(__file__).parent / "results" / "thousand_workers.json"
WORKERS, TRAININGS, RECIPES = 1_000, (1_000, 3_000, 10_000), 20
READ = (100, 300, 1_000)
"""Run folders that TensorBoard's reader reads."""
OPEN = 1_024
"""Files that a process may have open on most systems unasked."""
MANY = (20, 10_000)
"""Recipes of one seed each, for the seconds before the first job."""
NETWORK = partial(models.dense, hidden=(8,))
MIB = 2**20


def data() -> datasets.Dataset:
    """What every training is handed."""
    return datasets.load("fashion_mnist").take(500)


def template(folder: str) -> str:
    """The folder of the one real training."""
    run = training.fit(NETWORK, data(), name="template", epochs=3, folder=folder, verbose=0)
    return os.fspath(run.folder)


def fit_all(engine: Executor, folder: str, trainings: int, recipes: int, **settings: Any) -> list[training.Run]:
    """The call that is measured."""
    named = {f"dense {number}": NETWORK for number in range(recipes)}
    given = {"seeds": trainings // recipes, "epochs": 3, "folder": folder, "engine": engine, **settings}
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        return training.fit_all(named, data(), **given)


def drive(folder: str, made: str, trainings: int, workers: int, recipes: int) -> dict[str, Any]:
    """So many trainings to their end."""
    engine = SimulatedEngine(Plan(Path(made), workers))
    keras.backend.backend()  # the driver loads Keras in any case: it is no part of what grows
    begin_peak()
    before, cpu, started = peak_memory() or 0, time.process_time(), time.time()
    runs = fit_all(engine, folder, trainings, recipes)
    ended, cpu, peak = time.time(), time.process_time() - cpu, peak_memory() or 0
    happened = engine.report()
    engine.shutdown()
    return {
        "trainings": trainings,
        "answered": len({(run.name, run.seed) for run in runs}),
        "answers": len(runs),
        "finished": finished(folder),
        "seconds": ended - started,
        "before": happened.pop("first") - started,
        "after": ended - happened.pop("last"),
        "cpu": cpu,
        "MiB at first": before / MIB,
        "MiB more": (peak - before) / MIB,
        **happened,
    }


def finished(folder: str) -> int:
    """Run folders that hold a finished run whose numbers can be read."""
    return sum(bool(training.load(one).metrics) for one in training.find_runs(folder))


def stop(folder: str, made: str, workers: int, recipes: int) -> dict[str, Any]:
    """Ctrl-C while all workers train and others wait; then the same call, which resumes."""
    engine, then, pressed = SimulatedEngine(Plan(Path(made), workers)), {}, 0.0

    def press() -> None:
        nonlocal then, pressed
        while engine.report()["working"] < workers:
            time.sleep(0.5)
        time.sleep(3)  # their first steps
        then, pressed = engine.report(), time.time()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()
    with suppress(KeyboardInterrupt):
        fit_all(engine, folder, 2 * workers, recipes)
        raise SystemExit("Ctrl-C came too late")
    seconds, happened = time.time() - pressed, engine.report()
    runs = fit_all(engine, folder, 2 * workers, recipes, resume=True)
    whole = engine.report()
    engine.shutdown()
    return {
        "trainings": 2 * workers,
        "working": then["working"],
        "ended": then["ended"],
        "seconds": seconds,
        "working after it": happened["working"],
        "answered after resume": len({(run.name, run.seed) for run in runs}),
        "ended twice": whole["ended twice"],
        "late": whole["late"],
    }


def looked_through(folder: str) -> dict[str, Any]:
    """What the run folders are on disk, and the seconds of what looks through them."""
    kinds = {"files": 0, "folders": 0, "locks": 0, "bytes": 0}
    for parent, names, files in os.walk(folder):
        kinds["folders"] += len(names)
        kinds["locks"] += sum(name.endswith(".lock") for name in files)
        kinds["files"] += len(files)
        kinds["bytes"] += sum(Path(parent, name).stat().st_size for name in files)
    runs = training.find_runs(folder)
    settings = training.load(runs[0]).settings
    started = time.perf_counter()
    for number in range(10):
        with reserve(Path(folder), {**settings, "name": f"another {number}"}):
            pass
    reserved = (time.perf_counter() - started) / 10
    begin_peak()
    before, started = peak_memory() or 0, time.perf_counter()
    write_columns(Path(folder))
    columns = time.perf_counter() - started
    more = ((peak_memory() or 0) - before) / MIB
    return {"runs": len(runs), **kinds, "reserve": reserved, "columns": columns, "columns MiB": more}


class _Reached(Exception):
    """The first job is there."""


class _Refuses(Executor):
    """Ends the call at its first job."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """The end."""
        raise _Reached


def handed_over(folder: str, recipes: int) -> dict[str, Any]:
    """The seconds before the first job of so many recipes."""
    named, examples = {f"dense {number}": NETWORK for number in range(recipes)}, data()
    keras.backend.backend()
    started = time.perf_counter()
    try:
        training.fit_all(named, examples, engine=_Refuses(), epochs=3, folder=folder, verbose=0)
    except UserError:  # the engine takes nothing
        return {"recipes": recipes, "seconds": time.perf_counter() - started}
    raise SystemExit("the call had no job")


def measure(
    workers: int, trainings: tuple[int, ...], recipes: int, read: tuple[int, ...], many: tuple[int, ...]
) -> dict[str, Any]:
    """All of it, in folders that are deleted at the end."""
    with tempfile.TemporaryDirectory() as place:
        made = elsewhere(template, f"{place}/template")
        driven, folders = [], []
        for number in trainings:
            driven.append(elsewhere(drive, f"{place}/{number}", made, number, workers, recipes))
            folders.append(elsewhere(looked_through, f"{place}/{number}"))
            folders[-1]["boards"] = [elsewhere(fast_board, f"{place}/{number}", most) for most in (OPEN, None)]
        boards = [elsewhere(slow_board, f"{place}/{trainings[-1]}", number) for number in read]
        stopped = elsewhere(stop, f"{place}/stopped", made, workers, recipes)
        began = [elsewhere(handed_over, f"{place}/began", number) for number in many]
        of_run = sum(path.is_file() for path in Path(made).rglob("*"))
        record = (Path(made) / RECORD).stat().st_size
    return {
        "workers": workers, "recipes": recipes, "lost": Plan(Path(), 1).lost, "drive": driven, "folders": folders,
        "board": boards, "stop": stopped, "handed over": began, "files of a run": of_run, "bytes of a record": record,
    }  # fmt: skip


def main() -> None:
    """Measure and store."""
    if called():
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few of all, printed and not stored")
    given = parser.parse_args()
    if given.quick:
        measure(20, (40, 60), 2, (10, 20), (2, 20))
    else:
        write_json(RESULT, {**machine(), **measure(WORKERS, TRAININGS, RECIPES, READ, MANY)})


if __name__ == "__main__":
    main()
