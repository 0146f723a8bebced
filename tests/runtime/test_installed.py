"""`--version` of every command, without TensorFlow."""

import importlib.metadata

import pytest

from chapters.__main__ import main as chapters_main
from chapters.tour import SETTINGS, run
from comparison.__main__ import main as comparison_main
from datasets.__main__ import main as datasets_main
from runtime.errors import exit_code
from runtime.installed import installed, own_version, version_line


def test_versions_are_those_of_the_packages():
    assert installed("tensorflow") == importlib.metadata.version("tensorflow")
    assert installed("no-such-package") == "missing"
    assert f"keras {installed('keras')}" in version_line()
    assert version_line().startswith(f"executable-lecture {own_version()}, Python 3.")


def lesson(arguments):
    from chapters.command_line.command import report

    report(run, SETTINGS, arguments, "tour")


@pytest.mark.parametrize(
    ("command", "before"),
    [(chapters_main, []), (chapters_main, ["tour"]), (chapters_main, ["run", "ch04"]), (chapters_main, ["claims"]),
     (comparison_main, []), (datasets_main, []), (datasets_main, ["fetch"]), (lesson, [])],
)  # fmt: skip
def test_every_command_has_the_flag(command, before, capsys):
    try:
        assert exit_code(command, [*before, "--version"]) == 0
    except SystemExit as end:  # argparse ends so after --help and --version
        assert not end.code
    assert capsys.readouterr().out == f"{version_line()}\n"


def test_it_imports_no_tensorflow(fresh):
    done = fresh("-X", "importtime", "-m", "chapters", "--version")
    assert done.returncode == 0, done.stderr
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "runtime.installed" in imported
    assert not imported & {"tensorflow", "keras"}
