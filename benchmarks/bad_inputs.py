"""Hand in bad input of every kind, and count how it ends.

    python benchmarks/bad_inputs.py                         every kind, in full
    python benchmarks/bad_inputs.py api_calls               one kind; what is stored of the others is kept
    python benchmarks/bad_inputs.py api_calls --number 417  one case, to look at

The cases come from `tests/generators/bad_input/` and are the same every time. Each runs in a folder of its own beside
files that nothing may change, in one of two processes; one that takes longer than a minute is ended and counted as
wrong. Memory is what a case takes beyond what the process, with TensorFlow in it, had before. Writes
benchmarks/results/bad_inputs.json.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "bad_inputs.json"
KINDS = {
    "api_calls": "calls of public functions",
    "command_lines": "command lines",
    "damaged_folders": "damaged run folders",
    "hostile_folders": "hostile run folders",
}
LIMIT = 60.0
"""Seconds after which a case is ended."""
SLOW, MEMORY = 10.0, 2**30
"""What a case may take."""
WORKERS = 2


def cases_of(kind: str, folder: Path) -> list[Any]:
    """Every case of a kind; the runs that they need are trained in `folder`."""
    sys.path.append(str(ROOT / "tests" / "generators"))
    from importlib import import_module

    from bad_input import run_folders

    world = None if kind == "command_lines" else run_folders.make(folder)
    return import_module(f"bad_input.{kind}").cases(world)


def work(kind: str, numbers: list[int], folder: str, told: Connection) -> None:
    """One process: run cases, and tell the beginning and the end of each."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    place = Path(folder)
    cases = cases_of(kind, place / "world")
    from bad_input.cases import run

    from runtime.memory import peak_memory

    told.send(len(cases))
    for number in numbers or range(len(cases)):
        told.send((number, cases[number].name))
        _forget_peak()
        before, began = peak_memory() or 0, time.perf_counter()
        problem = run(cases[number], place / str(number))
        seconds, memory = time.perf_counter() - began, (peak_memory() or 0) - before
        shutil.rmtree(place / str(number), ignore_errors=True)
        told.send((problem, seconds, memory))
    told.send(None)


def _forget_peak() -> None:
    """Let the peak of this process' memory begin anew, where the system can (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def each(kind: str, numbers: list[int], folder: Path) -> list[dict[str, Any]]:
    """Run cases in a process, and in another one when a case had to be ended."""
    context, found = multiprocessing.get_context("spawn"), []
    while numbers:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=work, args=(kind, numbers, tempfile.mkdtemp(dir=folder), theirs), daemon=True)
        worker.start()
        theirs.close()
        begun: tuple[int, str] | None = None
        try:
            ours.recv()
            while (message := _next(ours)) is not None:
                if len(message) == 2:
                    begun = message
                elif begun:
                    problem, seconds, memory = message
                    found.append(
                        {"number": begun[0], "name": begun[1], "problem": problem, "seconds": seconds, "memory": memory}
                    )
            numbers = []
        except (EOFError, TimeoutError) as error:
            if begun is None:
                raise SystemExit(f"{kind}: the process ended before its first case") from None
            what = f"hang: more than {LIMIT:.0f} s" if isinstance(error, TimeoutError) else "crash: the process died"
            found.append({"number": begun[0], "name": begun[1], "problem": what, "seconds": LIMIT, "memory": 0})
            numbers = numbers[numbers.index(begun[0]) + 1 :]
        finally:
            worker.kill()
            worker.join()
    return found


def _next(connection: Connection) -> Any:
    if not connection.poll(LIMIT):
        raise TimeoutError
    return connection.recv()


def counted(results: list[dict[str, Any]]) -> dict[str, Any]:
    """What is stored of a kind."""
    slowest, hungriest = (max(results, key=lambda result: result[key]) for key in ("seconds", "memory"))
    for result in results:
        if not result["problem"] and result["seconds"] > SLOW:
            result["problem"] = f"slow: {result['seconds']:.0f} s"
        if not result["problem"] and result["memory"] > MEMORY:
            result["problem"] = f"memory: {result['memory'] / 2**20:,.0f} MiB"
    wrong = [result for result in results if result["problem"]]
    return {
        "cases": len(results),
        "right": len(results) - len(wrong),
        "kinds of wrong": dict(Counter(result["problem"].split(":")[0] for result in wrong)),
        "slowest": {"name": slowest["name"], "seconds": round(slowest["seconds"], 2)},
        "hungriest": {"name": hungriest["name"], "MiB": round(hungriest["memory"] / 2**20)},
        "wrong": [{key: result[key] for key in ("number", "name", "problem")} for result in wrong],
    }


def _share(arguments: tuple[str, list[int], str]) -> list[dict[str, Any]]:
    kind, numbers, folder = arguments
    return each(kind, numbers, Path(folder))


def measure(kind: str, folder: Path) -> dict[str, Any]:
    """Run every case of a kind, in `WORKERS` processes."""
    from concurrent.futures import ThreadPoolExecutor

    sys.path.append(str(ROOT / "tests" / "generators"))
    from importlib import import_module

    size = import_module(f"bad_input.{kind}").SIZE
    shares = [(kind, list(range(start, size, WORKERS)), str(folder)) for start in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:  # each waits for a process of its own
        results = [result for share in pool.map(_share, shares) for result in share]
    return counted(sorted(results, key=lambda result: result["number"]))


def main(arguments: list[str] | None = None) -> int:
    """Count, print, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--number", type=int, help="run only this case of the kind, and store nothing")
    given = parser.parse_args(arguments)
    if unknown := [kind for kind in given.kinds if kind not in KINDS]:
        parser.error(f"no kind is named {unknown[0]}; choose from {', '.join(KINDS)}")
    from runtime.files import make_folder, read_json, write_json

    stored = read_json(RESULT)["kinds"] if RESULT.exists() else {}
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        for kind in given.kinds or KINDS:
            if given.number is not None:
                print(each(kind, [given.number], Path(name)))
                continue
            began = time.perf_counter()
            stored[kind] = {**measure(kind, Path(name)), "seconds": round(time.perf_counter() - began)}
            for case in stored[kind]["wrong"]:
                print(f"{kind} {case['number']}: {case['name']}\n    {case['problem']}", flush=True)
            wrong += stored[kind]["cases"] - stored[kind]["right"]
            print(f"{stored[kind]['right']} of {stored[kind]['cases']} {KINDS[kind]} ended well", flush=True)
            machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
            make_folder(RESULT.parent)
            kinds = {kind: stored[kind] for kind in KINDS if kind in stored}
            write_json(RESULT, {"command": "python benchmarks/bad_inputs.py", "machine": machine, "kinds": kinds})
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
