"""`chapters doctor`: one block to paste, compared with the tested versions."""

import re
import tomllib
from itertools import pairwise

import pytest


def test_doctor_is_one_block(fresh):
    done = fresh("-m", "chapters", "doctor")
    lines = done.stdout.splitlines()
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
    findings = [line for line in lines if not line.startswith("    ")]
    assert [line.split()[1] for line in findings[:3]] == ["versions", "names", "Keras"]
    assert lines[-1].endswith("are well")
    for line, following in pairwise(lines):
        assert not line.startswith("FIX") or following.strip().startswith("fix: ")
    assert any(line.startswith("ok  training") for line in lines)


def test_doctor_compares_with_the_constraints(root, tmp_path, monkeypatch):
    from chapters.command_line import doctor_of_installation as doctor

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


def test_a_sentence_with_its_fix_stays_the_fix(monkeypatch):
    from chapters.command_line.doctor import _checked
    from chapters.command_line.doctor_of_installation import keras_settings, training
    from runtime import backend
    from runtime import keras_settings as of_keras

    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setattr(backend, "_settings_are_right", False)
    monkeypatch.setattr(backend, "check_settings", lambda keras: of_keras.check_settings())  # this process has Keras
    for check in (keras_settings, training):
        assert _checked(check).fix.endswith("; set KERAS_BACKEND=tensorflow")


@pytest.mark.parametrize(
    ("system", "processor", "python", "part"),
    [
        ("Darwin", "x86_64", (3, 12), "Macs with an Intel processor; use another computer"),
        ("Windows", "ARM64", (3, 12), "Windows on ARM; use another computer"),
        ("Linux", "x86_64", (3, 14), "for Python 3.11 to 3.13 only"),
        ("Windows", "AMD64", (3, 10), "for Python 3.11 to 3.13 only"),
    ],
)
def test_doctor_names_what_tensorflow_has_no_package_for(system, processor, python, part):
    from chapters.command_line.doctor_of_machine import without_tensorflow

    assert part in without_tensorflow(system, processor, python)


def test_doctor_and_the_project_know_the_same_pythons(root):
    from chapters.command_line.doctor_of_installation import tested_versions
    from chapters.command_line.doctor_of_machine import NEWEST, OLDEST, TENSORFLOW, without_tensorflow

    between = [f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
    assert tested_versions(root)["python"] == between
    assert tested_versions(root)["tensorflow"] == [TENSORFLOW]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">=3.{OLDEST[1]},<3.{NEWEST[1] + 1}"
    for system, processor in (("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Windows", "AMD64")):
        assert not without_tensorflow(system, processor, NEWEST)


def test_doctor_knows_the_fonts_of_the_figures():
    from chapters.command_line.doctor_of_installation import fonts
    from comparison.figures.fonts import korean_font

    assert (korean_font() or "none") in fonts().found
    assert bool(fonts().fix) == (korean_font() is None)
