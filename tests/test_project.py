"""The files of the project itself."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def requirement_lines():
    lines = (ROOT / "requirements.txt").read_text(encoding="ascii").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_files_that_pip_reads_are_ascii():
    for name in ("requirements.txt", "pyproject.toml", "LICENSE"):
        assert (ROOT / name).read_bytes().isascii()


def test_every_requirement_says_what_needs_it():
    assert all(re.fullmatch(r"\S.*\S\s+# \S.*", line) for line in requirement_lines())


def test_requirements_and_project_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="ascii"))["project"]
    declared = {*project["dependencies"], *project["optional-dependencies"]["tests"]}
    listed = {line.split("#")[0].strip() for line in requirement_lines()}
    assert listed - {"-e ."} == declared
