"""One quick run of each lesson, shared by the tests that look at it."""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from filelock import FileLock

import comparison
from chapters.__main__ import main
from comparison import Comparison
from runtime.errors import exit_code
from training.runs import Run


@pytest.fixture(scope="session")
def quick(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str], SimpleNamespace]:
    """`quick("ch04_dense_networks")`: exit code, `--json` report, printed text and run folders of a quick run.

    The test processes of `pytest -n` share the runs: who comes first trains, the others read.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent  # the parent is that of this session alone

    def run(name: str) -> SimpleNamespace:
        runs, known = shared / f"quick-{name}", shared / f"quick-{name}.json"
        with FileLock(known.with_suffix(".lock")):
            if not known.exists():
                known.write_text(json.dumps(quick_run(name, runs)), encoding="utf-8")
        return SimpleNamespace(**json.loads(known.read_text(encoding="utf-8")), folder=runs / name)

    return run


def quick_run(name: str, runs: Path) -> dict[str, object]:
    """Run a lesson, or the tour, in this process."""
    out, err = io.StringIO(), io.StringIO()
    command = [name] if name == "tour" else ["run", name]
    with redirect_stdout(out), redirect_stderr(err):
        code = exit_code(main, [*command, "--quick", "--json", "--runs-dir", str(runs)])
    return {"code": code, "report": json.loads(out.getvalue()) if code == 0 else None, "printed": err.getvalue()}


@pytest.fixture(scope="session")
def table_of() -> Callable[[Mapping[str, float]], Comparison]:
    """`table_of({"ResNet": 0.8})`: a table of runs that were never trained, label -> share of right answers."""
    return never_trained


def never_trained(shares: Mapping[str, float], seeds: int = 5, examples: int = 10_000) -> Comparison:
    """Each of the seeds has other answers wrong, so many that their share is exact; all rows mostly the same ones."""
    y, runs = np.arange(examples) % 10, []
    for label, share in shares.items():
        for seed in range(seeds):
            hard = np.random.default_rng(0).random(examples) + 0.1 * np.random.default_rng(seed).random(examples)
            right = hard.argsort().argsort() < round((share + seed / 1_000) * examples)
            prediction = np.eye(10)[np.where(right, y, (y + 1) % 10)]
            settings = {"name": label, "seed": seed, "loss": "sparse_categorical_crossentropy", "batch_size": 2}
            settings["data"] = {"name": "d", "examples": {"train": 20}}
            record = {"settings": settings, "task": "multiclass", "outputs": 10, "multiply_adds": 7, "parameters": 1}
            run = Run(Path(label), {**record, "epochs": 1, "seconds": 1.0, "class_names": [], "provenance": {}})
            arrays = {f"{split}_{kind}": values for split in ("train", "validation", "test")
                      for kind, values in (("y", y), ("prediction", prediction))}  # fmt: skip
            metrics = {
                split: {"accuracy": float(right.mean()), "loss": 1.0} for split in ("train", "validation", "test")
            }
            vars(run).update(metrics=metrics, predictions=arrays, history={})
            runs.append(run)
    return comparison.compare(runs)
