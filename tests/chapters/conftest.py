"""One quick run of each lesson, shared by the tests that look at it."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest

from chapters.__main__ import main
from runtime.errors import exit_code


@pytest.fixture(scope="session")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], SimpleNamespace]:
    """`quick("ch04_dense_networks")`: exit code, `--json` report, printed text and run folders of a quick run."""
    known: dict[str, SimpleNamespace] = {}

    def run(name: str) -> SimpleNamespace:
        if name not in known:
            runs, out, err = tmp_path_factory.mktemp(name), io.StringIO(), io.StringIO()
            command = [name] if name == "tour" else ["run", name]
            with redirect_stdout(out), redirect_stderr(err):
                code = exit_code(main, [*command, "--quick", "--json", "--runs-dir", str(runs)])
            report = json.loads(out.getvalue()) if code == 0 else None
            known[name] = SimpleNamespace(code=code, report=report, printed=err.getvalue(), folder=Path(runs) / name)
        return known[name]

    return run
