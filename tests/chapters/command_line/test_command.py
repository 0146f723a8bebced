"""The command line of every chapter: resumed after an interruption, on a Korean Windows, with every flag of all."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib import import_module

import pytest
from rich.cells import cell_len

import training
from chapters.__main__ import main
from chapters.command_line import audit
from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.command import parser, resuming
from runtime.backend import keras
from runtime.errors import exit_code
from training.runs import read

# Small networks of dense layers; then one lesson of each kind. `chapters audit NAME` does the same for any other.
ALL = [
    pytest.param("ch03", marks=pytest.mark.slow),
    *(pytest.param(name, marks=pytest.mark.full) for name in ("tour", "ch02", "ch04", "ch05", "ch07")),
]


def command(name, folder, *flags):
    return [*(["tour"] if name == "tour" else ["run", name]), "--quick", *flags, "--runs-dir", str(folder)]


@pytest.mark.parametrize("name", ALL)
def test_an_interrupted_chapter_is_resumed(name, tmp_path, monkeypatch, capsys):
    """Ctrl-C in the second epoch of the last run: the others are kept, the last one goes on."""
    assert exit_code(main, command(name, tmp_path / "whole", "--epochs", "3")) == 0
    last = training.find_runs(tmp_path / "whole")[-1].name
    real = keras.callbacks.History.on_epoch_end

    def pressed(self, epoch, logs=None):
        real(self, epoch, logs)
        folders = training.find_runs(tmp_path / "stopped")
        if epoch == 1 and folders and folders[-1].name == last and read(folders[-1]).state == "running":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keras.callbacks.History, "on_epoch_end", pressed)
        assert exit_code(main, command(name, tmp_path / "stopped", "--epochs", "3")) == 130
    assert "go on with: " in capsys.readouterr().err
    kept = {folder: read(folder).record for folder in training.find_runs(tmp_path / "stopped")}
    assert exit_code(main, command(name, tmp_path / "stopped", "--epochs", "3", "--resume")) == 0
    for folder, record in kept.items():
        assert record["state"] == "interrupted" or read(folder).record == record
    differing = audit.compare(tmp_path / "whole", tmp_path / "stopped")
    assert differing
    assert not any(differing.values()), differing


@pytest.mark.slow
def test_no_determinism_is_recorded(tmp_path, fresh):
    done = fresh("-m", "chapters", *command("ch02", tmp_path, "--no-determinism", "--json"))
    assert done.returncode == 0, done.stderr
    for run in json.loads(done.stdout)["runs"]:
        assert training.load(run["folder"]).settings["deterministic"] is False
        assert "no_determinism" in run["folder"]


@pytest.mark.slow
def test_korean_windows(tmp_path, root):
    """Its console and pipes know cp949 only, and the user's name is in the path."""
    runs = tmp_path / "학생" / "실행"
    done = subprocess.run(
        [sys.executable, "-m", "chapters", *command("ch02", runs)],
        capture_output=True,
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": "cp949", "PYTHONUTF8": "0"},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("cp949")
    assert "실행" in done.stdout.decode("cp949")
    (run,) = {folder.parent for folder in training.find_runs(runs)}
    assert training.load(run / "logistic-s0-quick").model.count_params() == 31  # breast_cancer: 30 weights, a bias


def test_the_command_that_resumes(monkeypatch):
    monkeypatch.setattr(sys, "orig_argv", ["/usr/bin/python", "-m", "chapters", "tour", "--epochs", "2"])
    assert resuming() == "python -m chapters tour --epochs 2 --resume"


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_three_kills(root):
    done = subprocess.run(
        [sys.executable, str(root / "benchmarks" / "kill_and_resume.py"), "--kills", "3", "--no-result"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 3 resumed chapters equal" in done.stdout


def test_every_chapter_has_the_flags_of_all():
    for name in chapter_names():
        module = import_module(f"chapters.{name}")
        assert module.SETTINGS.with_flags({"no_determinism": True}).training["deterministic"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "ch13", "--quick", "--units=--"], "argument --units: '--' is no value"),
        (["run", "ch13", "--quick", "--units", "100000"], "is no whole number from 1 to 4096"),
        (["tour", "--quick", "--seed=4294967295", "--seeds", "2"], "beyond the largest seed"),
    ],
)
def test_what_would_fail_after_a_while_is_refused_before(arguments, said, capsys, tmp_path):
    from chapters.__main__ import main as lecture
    from runtime.errors import exit_code

    assert exit_code(lecture, [*arguments, "--runs-dir", str(tmp_path / "runs")]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert not captured.out
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("name", [*chapter_names(), "tour"])
def test_the_help_of_a_lesson_fits_a_terminal_of_80_columns(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    module = import_module(f"chapters.{name}")
    told = parser(module.SETTINGS, module.__doc__, name).format_help()
    assert [line for line in told.splitlines() if cell_len(line) > 80] == []
    assert " ".join(module.__doc__.split()) in " ".join(told.split())  # nothing of it is left out


@pytest.mark.parametrize("command", ["", "run", "tour", "claims", "open", "audit", "doctor", "prune"])
def test_the_help_of_a_command_fits_a_terminal_of_80_columns(command, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    with suppress(SystemExit):  # argparse stops after its help; `run` asks for a chapter
        exit_code(main, [*filter(None, [command]), "--help"])
    assert [line for line in capsys.readouterr().out.splitlines() if cell_len(line) > 80] == []
