"""The files of the project itself."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def requirement_lines():
    lines = (ROOT / "requirements.txt").read_text(encoding="ascii").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_files_that_pip_reads_are_ascii():
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml", "LICENSE"):
        assert (ROOT / name).read_bytes().isascii()


def test_every_requirement_says_what_needs_it():
    assert all(re.fullmatch(r"\S.*\S\s+# \S.*", line) for line in requirement_lines())


def test_requirements_and_project_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="ascii"))["project"]
    declared = {*project["dependencies"], *project["optional-dependencies"]["tests"]}
    listed = {line.split("#")[0].strip() for line in requirement_lines()}
    assert listed - {"-e ."} == declared


def test_every_requirement_has_one_tested_version():
    lines = (ROOT / "constraints.txt").read_text(encoding="ascii").splitlines()
    pinned = [Requirement(line) for line in lines if not line.startswith("#")]
    versions = {}
    for pin in pinned:
        name = pin.name.lower().replace("_", "-")
        assert name not in versions
        [version] = pin.specifier
        assert version.operator == "=="
        versions[name] = version.version
    for line in requirement_lines():
        if not line.startswith("-e"):
            wanted = Requirement(line.split("#")[0])
            assert versions[wanted.name.lower().replace("_", "-")] in wanted.specifier


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "requirements.txt", ".github/workflows/tests.yml"])
def test_installations_take_the_tested_versions(name):
    installs = re.findall(r"pip install -r requirements\.txt.*", (ROOT / name).read_text(encoding="utf-8"))
    assert installs
    assert all(line.startswith("pip install -r requirements.txt -c constraints.txt") for line in installs)


@pytest.mark.network
def test_a_wheel_has_every_file_of_the_rooms(tmp_path):
    rooms = ("chapters", "comparison", "training", "models", "datasets", "runtime")
    for room in rooms:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    files = {path.relative_to(tmp_path).as_posix() for room in rooms for path in (tmp_path / room).rglob("*.*")}
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", "wheels", "."], cwd=tmp_path, check=True)
    [wheel] = (tmp_path / "wheels").glob("*.whl")
    assert {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name} == files
