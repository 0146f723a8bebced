"""``python -m chapters audit NAME``: run a chapter twice in fresh processes and name the first thing that differs.

python -m chapters audit ch04            twice with --quick
python -m chapters audit ch04 --whole    twice as the chapter runs by default
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from chapters.command_line.chapter_list import chapter_name
from runtime.errors import Parser, UserError
from training.distribution.cluster import cluster_here

ROOT = Path(__file__).parents[2]


def audit(arguments: Sequence[str], names: Sequence[str]) -> int:
    """Run the audit and print what it found.

    Args:
        arguments: the chapter and flags.
        names: the chapters there are, and the tour.

    Returns:
        0 if the two runs were the same, 1 if not.

    Raises:
        UserError: the chapter is unknown or failed, or several processes would train together.
    """
    flags = Parser(
        prog="python -m chapters audit",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    flags.add_argument("name", metavar="NAME", help="a chapter, or the tour")
    flags.add_argument("--whole", action="store_true", help="as the chapter runs by default, not with --quick")
    given = flags.parse_args(list(arguments))
    name = chapter_name(given.name, names)
    if cluster := cluster_here():
        raise UserError(f"an audit starts a chapter twice in one process, and here are {cluster}; start one")
    command = ["tour"] if name == "tour" else ["run", name]
    with tempfile.TemporaryDirectory() as folder:
        runs = [Path(folder) / number for number in ("1", "2")]
        for place in runs:
            _fresh(command + ([] if given.whole else ["--quick"]) + ["--runs-dir", str(place)])
        differing = compare(*runs)
    for name, difference in differing.items():
        print(f"{name:40} {difference or 'the same, bit for bit'}")
    different = [name for name, difference in differing.items() if difference]
    print(f"{len(differing) - len(different)} of {len(differing)} runs are the same twice")
    return int(bool(different))


def compare(one: Path, other: Path) -> dict[str, str | None]:
    """Run folder -> the first difference between two runs folders, None where there is none."""
    from training.runs import find_runs, load
    from training.sameness import first_difference

    result: dict[str, str | None] = {}
    for folder in find_runs(one):
        name = folder.relative_to(one)
        again = other / name
        difference = first_difference(load(folder), load(again)) if again.is_dir() else "missing from the second"
        result[name.as_posix()] = f"first difference: {difference}" if difference else None
    return result


def _fresh(arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), environment.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-m", "chapters", *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
        check=False,
    )
    if done.returncode == 2:
        raise UserError(done.stderr.strip().splitlines()[-1].removeprefix("error: "))
    if done.returncode:
        raise UserError(f"chapters {' '.join(arguments)} failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
