"""Shared fixtures: small real data, real trainings at small sizes."""

import gc
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from filelock import FileLock

import datasets
import models
import training
from chapters.__main__ import main
from datasets import Dataset, Split
from runtime.errors import exit_code

ROOT = Path(__file__).parents[1]
SLOW = hypothesis.HealthCheck.too_slow
hypothesis.settings.register_profile("any machine", deadline=None, suppress_health_check=[SLOW])
hypothesis.settings.load_profile("any machine")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def small() -> Dataset:
    """Fashion-MNIST with 200 training, 50 validation and 60 test images."""
    data = datasets.load("fashion_mnist").take(200)
    cut = {
        name: Split(data.split(name).x[:n], data.split(name).y[:n]) for name, n in (("validation", 50), ("test", 60))
    }
    return replace(data, **cut)


@pytest.fixture
def tiny_network() -> partial:
    """A recipe that trains in no time."""
    return partial(models.dense, hidden=(8,))


@pytest.fixture(scope="session")
def trained(small: Dataset, tmp_path_factory: pytest.TempPathFactory) -> training.Run:
    """One finished run, with a histogram and a confusion matrix."""
    import comparison

    return training.fit(
        partial(models.dense, hidden=(8,), dropout=0.1, l2=1e-3),
        small,
        name="dense",
        epochs=3,
        folder=tmp_path_factory.mktemp("runs"),
        callbacks=[comparison.ConfusionMatrixImage],
        histogram_freq=1,
        verbose=False,
    )


@pytest.fixture(scope="session")
def quick(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str], SimpleNamespace]:
    """`quick("ch04_dense_networks")`: exit code, `--json` report, printed text and run folders of a quick run.

    The test processes of `pytest -n` share the runs, and so do those of several calls with one folder `QUICK_RUNS`: who
    comes first trains, the others read.
    """
    base = tmp_path_factory.getbasetemp()
    own = base if worker_id == "master" else base.parent  # the parent is that of this session alone
    shared = Path(os.environ.get("QUICK_RUNS", own))

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


@pytest.fixture
def fresh() -> Callable[..., subprocess.CompletedProcess]:
    """Run Python in a fresh process: `fresh("-c", "import models")`."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**clean, "PYTHONIOENCODING": "utf-8", **environment},
            timeout=300,
        )

    return run


def pytest_configure() -> None:
    """Let tests press Ctrl-C: what a shell starts in the background ignores it, and so would their processes."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was imported: it runs before every training, and would look at all of it."""
    gc.collect()
    gc.freeze()
