"""Every chapter, whatever there is: the same twice, resumed after an interruption, and on a Korean Windows."""

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

import training
from chapters.__main__ import main
from chapters.command_line import audit
from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.command import resuming
from runtime.backend import keras
from runtime.errors import exit_code
from training.runs import read

# One chapter of each kind of layer; `chapters audit NAME` does the same for any other.
ALL = ["ch02", "ch04", "ch05", "ch07", "tour"]


def command(name, folder, *flags):
    return [*(["tour"] if name == "tour" else ["run", name]), "--quick", *flags, "--runs-dir", str(folder)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_the_audit_is_clean(name, capsys):
    assert exit_code(main, ["audit", name]) == 0
    assert "are the same twice" in capsys.readouterr().out


@pytest.mark.slow
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


def test_the_audit_names_the_first_difference(small, tiny_network, tmp_path):
    for folder, seed in (("one", 0), ("other", 0)):
        training.fit(tiny_network, small, name="a", epochs=1, seed=seed, folder=tmp_path / folder, verbose=False)
    assert audit.compare(tmp_path / "one", tmp_path / "other") == {"a-s0": None}
    path = tmp_path / "other" / "a-s0" / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["fingerprints"]["first step"] = "0"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert audit.compare(tmp_path / "one", tmp_path / "other")["a-s0"].startswith("first difference: first step")


def test_no_determinism_is_recorded(tmp_path, fresh):
    done = fresh("-m", "chapters", *command("ch02", tmp_path, "--no-determinism", "--json"))
    assert done.returncode == 0, done.stderr
    for run in json.loads(done.stdout)["runs"]:
        assert training.load(run["folder"]).settings["deterministic"] is False
        assert "no_determinism" in run["folder"]


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


@pytest.mark.slow
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


def test_doctor_is_one_block(fresh):
    done = fresh("-m", "chapters", "doctor")
    lines = done.stdout.splitlines()
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
    findings = [line for line in lines if not line.startswith("    ")]
    assert [line.split()[1] for line in findings[:3]] == ["versions", "system", "machine"]
    assert lines[-1].endswith("are well")
    for line, following in pairwise(lines):
        assert not line.startswith("FIX") or following.strip().startswith("fix: ")
    assert any(line.startswith("ok  training") for line in lines)


def test_doctor_compares_with_the_constraints(root, tmp_path, monkeypatch):
    from chapters.command_line import doctor

    tested = doctor.tested_versions(root)
    assert set(tested) > {"python", *doctor.DECIDING}
    assert all(re.fullmatch(r"\d+(\.\d+)?", version) for versions in tested.values() for version in versions)

    (tmp_path / "constraints.txt").write_text("keras==2.0.1\n", encoding="ascii")
    (tmp_path / "pyproject.toml").write_text("[project]\nclassifiers = []\n", encoding="ascii")
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    assert "keras 2.0;" in doctor.versions().fix

    (tmp_path / "constraints.txt").unlink()  # as after an installation without a clone
    line = doctor.versions()
    assert "not compared" in line.found
    assert line.fix == ""


def test_a_broken_check_is_a_finding():
    from chapters.command_line.doctor import _checked

    def broken():
        raise OSError("no such font\nsecond line")

    line = _checked(broken)
    assert line.found == "failed: no such font"
    assert line.fix


def test_prune_shows_and_deletes(small, tiny_network, tmp_path, capsys):
    kept = training.fit(tiny_network, small, name="kept", epochs=1, folder=tmp_path / "runs", verbose=False)
    dead = training.fit(tiny_network, small, name="dead", epochs=1, folder=tmp_path / "runs", verbose=False)
    record = {**dead.record, "state": "running"}
    (dead.folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (kept.folder / ".metrics.json.1-x").write_bytes(b"half")
    prune = ["prune", "--runs-dir", str(tmp_path / "runs"), "--unfinished"]
    assert exit_code(main, prune) == 0
    text = capsys.readouterr().out
    assert "2 runs," in text
    assert "1 half-written files" in text
    assert dead.folder.is_dir()
    assert exit_code(main, [*prune, "--delete"]) == 0
    assert [folder.name for folder in training.find_runs(tmp_path / "runs")] == ["kept-s0"]
    assert not list(Path(kept.folder).glob(".*"))
    assert exit_code(main, ["prune", "--runs-dir", str(tmp_path / "runs"), "--older-than", "1", "--delete"]) == 0
    assert kept.folder.is_dir()


def test_every_chapter_has_the_flags_of_all():
    for name in chapter_names():
        module = import_module(f"chapters.{name}")
        assert module.SETTINGS.with_flags({"no_determinism": True}).training["deterministic"] is False
