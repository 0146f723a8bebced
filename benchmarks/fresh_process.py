"""A function of a benchmark in a fresh process of its script: no measurement finds what another left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

CALL = "--call"


def elsewhere(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function gives in a fresh process of the running script, also printed.

    Not a process of `multiprocessing`: in one of those a training takes itself for one of many (`fit_all`).

    Args:
        function: that the script defines or imports at its top; the `main` of the script begins with `called`.
        *arguments: for it; these and the result are what JSON holds.
    """
    script = str(sys.modules["__main__"].__file__)
    command = [sys.executable, script, CALL, json.dumps([function.__name__, *arguments])]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    result = json.loads(done.stdout.splitlines()[-1])
    print(function.__name__, *arguments, result, flush=True)
    return result


def called() -> bool:
    """Whether `elsewhere` began this process; then the function has been called, and nothing is left to do."""
    if sys.argv[1:2] != [CALL]:
        return False
    function, *arguments = json.loads(sys.argv[2])
    print(json.dumps(getattr(sys.modules["__main__"], function)(*arguments)))
    return True
