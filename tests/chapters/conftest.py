"""One quick run of each lesson, shared by the tests that look at it."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from chapters.__main__ import main
from runtime.errors import exit_code


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
