"""Fill the generated parts of both READMEs, CONTRIBUTING.md and the pages in docs/ and benchmarks/ from stored results.

    python benchmarks/readme.py            fill in what is stored
    python benchmarks/readme.py --tour     run the tour first and store what it prints, its figure and the system

Measured numbers are never typed: `tests/test_readme.py` fails when a part differs from the stored results.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import fmean
from typing import Any

from accuracy_page import accuracy_table, left_out_table
from coverage_table import coverage_table, few_seeds, promise, rare_losses
from gpu_page import gpu_table
from growth_table import growth
from korean_readme import korean_systems, measured_on, with_todays_numbers
from markdown_table import table
from scale_page import driver, folders
from semester_table import semester
from speed_pages import profile_table, speed_table, tour_table

from chapters.command_line.chapter_list import chapter_names
from chapters.material.dense_networks.lesson_output import BOOK
from homework.assignment import find, names
from runtime.files import read_json, write_json, write_text

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PACKAGES = ("tensorflow", "keras", "tensorboard", "tensorflow-datasets", "numpy")


def run_tour() -> None:
    """Run the tour as a user does; store what it prints, its figure, and the system."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "chapters", "tour"], cwd=folder, capture_output=True, text=True, check=True,
            env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        shutil.copy(Path(folder) / "runs" / "tour" / "report" / "comparison.png", ROOT / "docs" / "tour.png")
    write_text(RESULTS / "tour.txt", "\n".join(line.rstrip() for line in done.stdout.strip().splitlines()) + "\n")
    system = {"system": _system(), "python": platform.python_version()}
    write_json(RESULTS / "system.json", system | {name: version(name) for name in PACKAGES})


def _system() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.machine()}"
    except OSError:
        return platform.platform()


def parts() -> dict[str, dict[str, str]]:
    """File -> name of each generated part -> its text."""
    return {
        "README.md": {
            "seeds": _seeds(), "chapters": _chapters(), "homework": _homework(), "systems": _systems(),
        },
        "README.ko.md": {
            "seeds": _korean("seeds", _seeds()), "chapters": _korean("chapters", _chapters()),
            "homework": _korean("homework", _homework()),
            "systems": korean_systems(_system_read(), _pythons(), PACKAGES),
        },
        "docs/using.md": {"tour": _tour(), "full": _full()},
        "CONTRIBUTING.md": {"tested lines": _tested_lines(), "checks": _checks()},
        "docs/statistics.md": {
            "few seeds": few_seeds(), "example": _example(), "rare losses": rare_losses(), "promise": promise(),
            "coverage": coverage_table(),
        },
        "docs/homework.md": {"class": _class()},
        "docs/teaching.md": {"semester": semester()},
        "docs/scale.md": {"driver": driver(), "folders": folders()},
        "benchmarks/RESULTS.md": {
            "speed": speed_table(), "profile": profile_table(), "tour": tour_table(), "gpu": gpu_table(),
            "growth": growth(),
            "accuracy": accuracy_table(), "left out": left_out_table(),
        },
        "docs/trust.md": {"price": _price(), "kills": _kills(), "inputs": _inputs()},
    }  # fmt: skip


def _tour() -> str:
    return f"```text\n{(RESULTS / 'tour.txt').read_text(encoding='utf-8')}```"


def _korean(name: str, english: str) -> str:
    """A table of the Korean README as it stands, with the numbers of the English one."""
    text = (ROOT / "README.ko.md").read_text(encoding="utf-8")
    korean = text.partition(f"<!-- generated: {name} -->\n")[2].partition("<!-- /generated -->")[0]
    made = with_todays_numbers(english.partition("\n\n")[0], korean.partition("\n\n")[0].strip())
    return made + (f"\n\n{measured_on(english)}" if "\n\n" in english else "")


def _seeds() -> str:
    text = (ROOT / "docs" / "tour_results.md").read_text(encoding="utf-8")
    return text[text.index("| network") : text.index("## With intervals")].strip()


def _chapters() -> str:
    measured = read_json(ROOT / "chapters" / "results" / "seconds.json")
    lines = ["| chapter | what it is about | default, s | `--quick`, s |", "| --- | --- | --- | --- |"]
    for name in chapter_names():
        title = (import_module(f"chapters.{name}").__doc__ or "").strip().splitlines()[0]
        seconds = measured["chapters"][name]
        lines.append(f"| `{name}` | {title} | {seconds['default']:.0f} | {seconds['fixed']:.0f} |")
    return "\n".join([*lines, "", f"Measured on {measured['machine']}, without the start-up of TensorFlow."])


def _full() -> str:
    values = [run["test"]["accuracy"] for run in read_json(RESULTS / "book_dense.json")["runs"]]
    book = ", ".join(f"{accuracy:.4f} ({edition})" for edition, accuracy in BOOK.items())
    return (
        f"Measured from {len(values)} seeds (`python benchmarks/book_dense.py`), none left out: test accuracy of the "
        f"300-100 network {fmean(values):.4f} on average, {min(values):.4f} to {max(values):.4f}. The book's own runs: "
        f"{book}."
    )


def _systems() -> str:
    system = _system_read()
    packages = ", ".join(f"{name} {system[name]}" for name in PACKAGES)
    passed = [one["version"] for one in _pythons() if not one["failed"]]
    return (
        f"{system['system']}, Python {system['python']}, CPU only: {packages}.\n"
        f"The default tests also ran with Python {' and '.join(passed)} on that system. Nowhere else yet."
    )


def _system_read() -> dict[str, str]:
    return read_json(RESULTS / "system.json")


def _pythons() -> list[dict[str, Any]]:
    return list(read_json(RESULTS / "pythons.json").values())


def _example() -> str:
    text = (ROOT / "docs" / "tour_results.md").read_text(encoding="utf-8")
    return next(f"> {line}" for line in text.splitlines() if " minus " in line)


def _price() -> str:
    stored = read_json(RESULTS / "price_of_trust.json")
    header = ["network", "s an epoch (CPU)", "with `--no-determinism`", "a checkpoint, ms", "a checkpoint, MB"]
    rows = []
    for name, row in stored["networks"].items():
        on, off = (row[f"cpu seconds an epoch, {how}"] for how in ("deterministic", "--no-determinism"))
        checkpoint = [f"{1000 * row['checkpoint seconds']:.0f}", f"{row['checkpoint megabytes']:.1f}"]
        rows.append([name, f"{on:.3f}", f"{off:.3f}", *checkpoint])
    return f"{table(header, rows)}\n\nMeasured on {stored['machine']}, best of {stored['repeats']}."


def _kills() -> str:
    stored = read_json(RESULTS / "kill_and_resume.json")
    return f"{stored['equal']} of {stored['kills']} killed and resumed chapters were equal to the unkilled ones."


def _inputs() -> str:
    stored = RESULTS / "bad_inputs.json"
    if not stored.exists():
        return "Not counted yet: `python benchmarks/bad_inputs.py` does."
    result = read_json(stored)
    lines = [
        "| bad input | cases | ended as promised | slowest, s | most memory, MiB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, kind in result["kinds"].items():
        numbers = (
            f"{kind['cases']:,} | {kind['right']:,} | {kind['slowest']['seconds']:.1f} | {kind['hungriest']['MiB']:,}"
        )
        lines.append(f"| {name.replace('_', ' ')} | {numbers} |")
    memory = "Memory is what a case took beside what TensorFlow had taken before."
    return "\n".join([*lines, "", f"Measured on {result['machine']}. {memory}"])


def _tested_lines() -> str:
    stored = RESULTS / "tested_lines.json"
    if not stored.exists():
        return "Not measured yet: `.ci/full coverage` does."
    packages = read_json(stored)["packages"]
    rows = [[name, f"{row['statements']:,}", f"{row['percent']:.1f}%"] for name, row in packages.items()]
    return table(["package", "statements", "run by the default tests"], rows)


def _checks() -> str:
    stored = RESULTS / "full_checks.json"
    if not stored.exists():
        return "Not run yet: `.ci/full` does."
    result = read_json(stored)
    rows = [
        [name, f"{row['good']} of {row['of']} {row['what']}", f"{row['seconds']:,}"]
        for name, row in result["checks"].items()
    ]
    return f"{table(['check', 'counted', 'seconds'], rows)}\n\nMeasured on {result['machine']}."


def _homework() -> str:
    rows = []
    for assignment in map(find, names()):
        chapters = ", ".join(lesson[2:4].lstrip("0") for lesson in assignment.lessons)
        rows.append([f"`{assignment.name}`", assignment.title, str(assignment.about["hours"]), chapters])
    return table(["assignment", "what it is about", "hours", "chapters"], rows)


def _class() -> str:
    stored = RESULTS / "grade_class.json"
    if not stored.exists():
        return "Not measured yet: `python benchmarks/grade_class.py` does."
    result = read_json(stored)
    return (
        f"{result['students']} submissions of `{result['assignment']}` with `--jobs {result['jobs']}` and"
        f" `--isolation {result['isolation']}` took {result['seconds'] / 60:.0f} minutes, TensorFlow's start in each\n"
        f"included, and at most {result['memory_bytes'] / 2**30:.1f} GiB in all (`python benchmarks/grade_class.py`;"
        f" {result['machine']})."
    )


def filled(file: str) -> str:
    """A file with every generated part as the stored results have it."""
    text_of_file = (ROOT / file).read_text(encoding="utf-8")
    for name, text in parts()[file].items():
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- /generated -->)", re.DOTALL)
        text_of_file, count = pattern.subn(lambda match, text=text: f"{match[1]}{text}\n{match[2]}", text_of_file)
        if count != 1:
            raise SystemExit(f"{file} has {count} parts named {name}")
    return text_of_file


def main(arguments: list[str]) -> None:
    """Measure if asked, then fill."""
    if arguments == ["--tour"]:
        run_tour()
    for file in parts():
        write_text(ROOT / file, filled(file))
        print(f"{file}: {', '.join(parts()[file])}")


if __name__ == "__main__":
    main(sys.argv[1:])
