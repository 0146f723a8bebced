"""Grading on Gradescope and GitHub: the zip that Gradescope takes, and a workflow for GitHub Classroom.

Gradescope starts each submission in a container of its own as root, so the isolation there is `uid`: student code runs
as another user, who cannot read the hidden tests. The container needs 2 GB of memory for assignments with Keras.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from homework.assignment import Assignment
from homework.bundle import write_zip
from homework.grading.isolation import ROOT
from runtime.errors import UserError

SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, when it builds the container.
set -euo pipefail
apt-get update && apt-get install -y python3 python3-venv util-linux findutils
cd /autograder/source
python3 -m venv /opt/course
/opt/course/bin/python -m pip install --quiet -r requirements.txt -c constraints.txt
chmod -R o= /autograder/source/staff
chmod -R o+rX /opt/course /autograder/source/*/
chmod -R o= /autograder/source/staff
"""
RUN = """#!/usr/bin/env bash
# Gradescope runs this for each submission and reads /autograder/results/results.json.
set -uo pipefail
work=$(mktemp -d)
mkdir "$work/class"
cp -R /autograder/submission "$work/class/student"
cd /autograder/source
/opt/course/bin/python -m homework grade @NAME@ "$work/class" --staff staff --out "$work/out" --isolation uid
cp "$work/out/results/student.json" /autograder/results/results.json
"""
WORKFLOW = """# GitHub Classroom: the public tests at every push. Hidden tests are in no student's repository; whoever
# teaches grades the collected repositories with `python -m homework grade`.
name: homework
on: [push]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-python@v6
        with:
          python-version: "3.11"
      - name: Install the course
        # COURSE is a variable of the classroom: the address of the course's source archive
        run: |
          curl -sSfL "$COURSE" -o course.tar.gz
          mkdir course && tar -xzf course.tar.gz -C course --strip-components=1
          cd course && python -m pip install -r requirements.txt -c constraints.txt
        env:
          COURSE: ${{ vars.COURSE }}
      - name: Check
        run: python -m homework check @NAME@.py
"""


def autograder(assignment: Assignment, staff: Path, path: Path) -> Path:
    """Write the zip for Gradescope: what is tracked of the course without `staff`, the hidden tests, two scripts.

    Raises:
        UserError: there are no hidden tests, the course is no git checkout, or the file is there already.
    """
    hidden = staff / assignment.name / "hidden.py"
    if not hidden.is_file():
        raise UserError(f"there are no hidden tests {hidden}; --staff names the folder that holds {assignment.name}/")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        raise UserError(
            f"{ROOT} is no git checkout, so what belongs to the course is not known; make the zip in a clone"
        )
    names = [name for name in listed.stdout.decode("utf-8").split("\0") if name and _wanted(name)]
    files = {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}
    files[f"staff/{assignment.name}/hidden.py"] = hidden.read_bytes()
    files |= {"setup.sh": SETUP.encode(), "run_autograder": RUN.replace("@NAME@", assignment.name).encode()}
    return write_zip(path, files, executable=("setup.sh", "run_autograder"))


def classroom_workflow(assignment: Assignment) -> str:
    """The text of `.github/workflows/homework.yml` for a repository that students copy."""
    return WORKFLOW.replace("@NAME@", assignment.name)


def _wanted(name: str) -> bool:
    return not name.startswith(("staff/", "tests/", "docs/", "benchmarks/", ".ci/", ".github/", "notebooks/"))
