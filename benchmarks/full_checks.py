"""The checks that take too long for .ci/run, one after the other; what they counted is stored.

    python benchmarks/full_checks.py             every check
    python benchmarks/full_checks.py NAME ...    some; the others keep what is stored of them

The names: coverage (the default tests, measured), cases (the tests with the marker full: every wrong answer to the
homework, every attack on the grader, every moment at which a training stops), claims (every exact claim is computed
again and has to come to what is stored), stale (what every study would train today; a stored verdict on something else
is to be run again), twice (every lesson and the tour, two times each with the same numbers), kills (killed and resumed
lessons against unkilled ones), inputs (bad input of every kind), winners (the rate of false winners, judged again from
the stored trainings), pythons (the default tests with the other Pythons that are here; each needs 2.7 GiB and twenty
minutes).
Writes benchmarks/results/full_checks.json, from which `python benchmarks/readme.py` fills CONTRIBUTING.md.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from chapters.command_line.chapter_list import chapter_names
from runtime.files import read_json, write_json

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "full_checks.json"


class Count(NamedTuple):
    """How many of the things that a check looked at were as they should be."""

    good: int
    of: int
    what: str


def coverage() -> Count:
    """The default tests, measured."""
    return _passed(_run("benchmarks/tested_lines.py"), "tests passed, with coverage")


def cases() -> Count:
    """The tests of every case: each wrong answer to the homework, attack on the grader, moment of a stop."""
    return _passed(_run("-m", "pytest", "-m", "full", may_fail=True), "tests of every case passed")


def claims() -> Count:
    """Compute the exact claims; what is stored of them may not change."""
    pages = [
        *(ROOT / "chapters" / "results").glob("ch*.json"),
        ROOT / "CLAIMS.md",
        ROOT / "docs" / "claims_by_slide.md",
    ]
    before = {path: path.read_bytes() for path in pages}
    text = _run("-m", "chapters", "claims", "--check", "all", "--exact")
    changed = [path.name for path in pages if path.read_bytes() != before[path]]
    computed = sum(int(number) for number in re.findall(r": (\d+) exact claims computed", text))
    if changed:
        print(f"changed: {', '.join(changed)}")
    return Count(0 if changed else computed, max(1, computed), "exact claims came to what is stored")


def stale() -> Count:
    """Look at what every study would train today; a stored verdict on something else is to be run again."""
    text = _run("-m", "chapters", "claims", "--stale")
    good, of = map(int, re.findall(r"(\d+) of (\d+) stored verdicts are up to date", text)[0])
    return Count(good, of, "stored verdicts are on what would be trained and computed today")


def twice() -> Count:
    """Run every lesson and the tour two times in fresh processes."""
    lessons = [*chapter_names(), "tour"]
    same = sum(_code("-m", "chapters", "audit", lesson) == 0 for lesson in lessons)
    return Count(same, len(lessons), "lessons, with the tour, gave the same numbers twice")


def kills() -> Count:
    """Kill and resume lessons."""
    _run("benchmarks/kill_and_resume.py")
    stored = read_json(RESULT.parent / "kill_and_resume.json")
    return Count(stored["equal"], stored["kills"], "killed and resumed lessons equal the unkilled ones")


def inputs() -> Count:
    """Hand in bad input of every kind: each has to end in one sentence."""
    _code("benchmarks/bad_inputs.py")
    stored = read_json(RESULT.parent / "bad_inputs.json")["kinds"].values()
    right, cases = (sum(kind[key] for kind in stored) for key in ("right", "cases"))
    return Count(right, max(1, cases), "bad inputs were refused in one sentence, and nothing else was changed")


def winners() -> Count:
    """Judge the stored trainings again: not more false winners than the level allows."""
    _run("benchmarks/false_winners.py")
    rates = read_json(RESULT.parent / "false_winners.json")["false_winners"].values()
    low_enough = sum(rate["interval"][0] <= 0.05 for rate in rates)
    return Count(low_enough, len(rates), "networks against themselves have a rate of false winners that 5% explains")


def pythons() -> Count | None:
    """The default tests with the other Pythons that are here."""
    text = _run("benchmarks/other_pythons.py", may_fail=True)
    good, wrong = (len(re.findall(rf"^Python [\d.]+: {word}$", text, re.M)) for word in ("right", "wrong"))
    return Count(good, good + wrong, "other Pythons passed the default tests") if good + wrong else None


CHECKS: dict[str, Callable[[], Count | None]] = {
    "coverage": coverage, "cases": cases, "claims": claims, "stale": stale, "twice": twice, "kills": kills,
    "inputs": inputs, "winners": winners, "pythons": pythons,
}  # fmt: skip


def _passed(text: str, what: str) -> Count:
    """What pytest counted at its end."""
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", text)}
    return Count(counts.get("passed", 0), max(1, sum(counts.values())), what)


def _run(*command: str, may_fail: bool = False) -> str:
    """Run Python on the arguments and show what it prints.

    Raises:
        SystemExit: it failed, unless it may.
    """
    lines = []
    with _started(*command, stdout=subprocess.PIPE) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode and not may_fail:
        raise SystemExit(f"{' '.join(command)} failed with exit code {process.returncode}")
    return "".join(lines)


def _code(*command: str) -> int:
    return _started(*command).wait()


def _started(*command: str, stdout: int | None = None) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    python = [sys.executable, *command]
    return subprocess.Popen(python, cwd=ROOT, env=environment, stdout=stdout, text=True, encoding="utf-8")


def main(wanted: list[str]) -> int:
    """Run the checks and store their counts.

    Returns:
        0 if all was as it should be, else 1.
    """
    unknown = [name for name in wanted if name not in CHECKS]
    if unknown:
        raise SystemExit(f"no check is named {unknown[0]}; choose from {', '.join(CHECKS)}")
    stored = read_json(RESULT)["checks"] if RESULT.exists() else {}
    wrong = []
    for name in wanted or CHECKS:
        print(f"--- {name}: {CHECKS[name].__doc__}", flush=True)
        started = time.perf_counter()
        try:
            count = CHECKS[name]()
        except SystemExit as error:
            print(f"--- {name}: {error}", flush=True)
            wrong.append(name)
            continue
        if count is None:
            print(f"--- {name}: not possible here, see above; what is stored stays", flush=True)
            continue
        seconds = round(time.perf_counter() - started)
        print(f"--- {name}: {count.good} of {count.of} {count.what} ({seconds} s)", flush=True)
        wrong += [name] if count.good < count.of else []
        stored[name] = {**count._asdict(), "seconds": seconds}
        machine = (
            f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
        )
        write_json(RESULT, {"machine": machine, "checks": {name: stored[name] for name in CHECKS if name in stored}})
    if wrong:
        print(f"failed: {', '.join(wrong)}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
