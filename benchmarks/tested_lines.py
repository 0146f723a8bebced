"""Which share of the lines of each package the tests run, also in the processes that the tests start.

    python benchmarks/tested_lines.py                 the default tests; stores the result
    python benchmarks/tested_lines.py tests/models    some tests, or other flags of pytest; stores nothing

Writes benchmarks/results/tested_lines.json, from which `python benchmarks/readme.py` fills CONTRIBUTING.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from runtime.files import read_json, write_json

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "tested_lines.json"
PACKAGES = ("runtime", "datasets", "models", "training", "comparison", "chapters", "homework")


def measure(pytest_arguments: list[str]) -> dict:
    """Run pytest under coverage.

    Returns:
        The files of coverage's JSON report: path in the repository -> its numbers.

    Raises:
        SystemExit: with pytest's exit code, if a test failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        environment = {**os.environ, "COVERAGE_FILE": str(Path(folder) / "data")}
        coverage = [sys.executable, "-m", "coverage"]
        tests = subprocess.run([*coverage, "run", "-m", "pytest", *pytest_arguments], cwd=ROOT, env=environment)
        if tests.returncode:
            raise SystemExit(tests.returncode)
        subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, env=environment, check=True)
        subprocess.run([*coverage, "json", "--quiet", "-o", report], cwd=ROOT, env=environment, check=True)
        return read_json(report)["files"]


def by_package(files: dict) -> dict[str, dict]:
    """Statements, and the percentage of them that ran, of each package that was imported, and in all."""
    result = {}
    for name in (*PACKAGES, "total"):
        rows = [measured["summary"] for file, measured in files.items() if name in (Path(file).parts[0], "total")]
        statements = sum(row["num_statements"] for row in rows)
        covered = sum(row["covered_lines"] for row in rows)
        if statements:
            result[name] = {"statements": statements, "percent": round(100 * covered / statements, 1)}
    return result


def main(arguments: list[str]) -> None:
    """Measure, print, and store what the default tests come to."""
    packages = by_package(measure(arguments))
    for name, row in packages.items():
        print(f"{name:12} {row['percent']:5.1f}% of {row['statements']:,} statements")
    if not arguments:
        write_json(RESULT, {"coverage": version("coverage"), "packages": packages})


if __name__ == "__main__":
    main(sys.argv[1:])
