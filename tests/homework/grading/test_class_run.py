import csv

import pytest

from homework.__main__ import main
from homework.grading.class_run import file_name
from homework.grading.similarity import alike, fingerprints
from runtime.errors import exit_code


@pytest.fixture
def submitted(tmp_path, solution):
    folder = tmp_path / "제출"
    folder.mkdir()
    (folder / "kim.py").write_text(solution, encoding="utf-8")
    copied = solution.replace("weights", "w").replace("bias", "b").replace("error", "e")
    (folder / "copy of kim.py").write_text(copied, encoding="utf-8")
    (folder / "=1+1|<b>.py").write_text("def cost(p, y): return 1\n", encoding="utf-8")
    (folder / "broken.py").write_text("def f(:\n", encoding="utf-8")
    (folder / "exits.py").write_text("import os; os._exit(0)\n", encoding="utf-8")
    return folder


def graded(submitted, staff, out, *more):
    command = ["grade", "hw01", str(submitted), "--staff", str(staff), "--out", str(out), "--isolation", "none"]
    return exit_code(main, [*command, "--jobs", "2", *more])


def test_a_class_is_graded_and_one_bad_submission_stops_nobody(submitted, staff, tmp_path, capsys):
    out = tmp_path / "graded"
    assert graded(submitted, staff, out) == 0
    rows = list(csv.reader((out / "grades.csv").read_text(encoding="utf-8-sig").splitlines()))
    status = {row[0]: row[1] for row in rows[1:]}
    assert status == {
        "'=1+1|<b>": "graded", "broken": "invalid", "copy of kim": "graded", "exits": "import_error", "kim": "graded",
    }  # fmt: skip
    points = {row[0]: float(row[2]) for row in rows[1:]}
    assert points["kim"] == points["copy of kim"] == float(rows[1][3]) - 2
    assert points["exits"] == points["broken"] == 0
    report = (out / "report.md").read_text(encoding="utf-8")
    assert "| copy of kim | kim |" in report
    assert "<b>" not in report
    before = {path.name: path.read_bytes() for path in (out / "results").iterdir()}
    (out / "results" / "exits.json").unlink()  # as if it had been interrupted there
    changed = {path.name: path.stat().st_mtime_ns for path in (out / "results").iterdir()}
    assert graded(submitted, staff, out) == 0
    assert {path.name: path.read_bytes() for path in (out / "results").iterdir()} == before
    kept = {path.name: path.stat().st_mtime_ns for path in (out / "results").iterdir()}
    assert kept["kim.json"] == changed["kim.json"]  # what was graded is not graded again


def test_what_cannot_be_graded_is_one_sentence(submitted, staff, tmp_path, capsys):
    assert graded(submitted, tmp_path, tmp_path / "out") == 2
    assert "there are no hidden tests" in capsys.readouterr().err
    assert graded(submitted, staff, submitted / "out") == 2
    assert "lie in one another" in capsys.readouterr().err
    assert graded(tmp_path / "nowhere", staff, tmp_path / "out") == 2
    assert graded(submitted, staff, tmp_path / "out", "--jobs", "0") == 2


def test_renamed_code_is_alike_and_other_code_is_not(solution):
    renamed = solution.replace("weights", "q").replace("learning_rate", "r")
    assert fingerprints(renamed) == fingerprints(solution)
    other = "\n".join(
        f"def f{i}(a):\n    return [v + {i} for v in sorted(a) if v > {i}][:{i}] or None\n" for i in range(40)
    )
    assert [(pair.one, pair.other) for pair in alike({"a": solution, "b": renamed, "c": other}, "")] == [("a", "b")]
    assert fingerprints("def f(:") == set()


def test_no_two_names_come_to_one_file():
    names = ["lee", "lee?", "lee*", "lee_", "lee.", "lee~", "이 영희", "x" * 100, "x" * 101, "x" * 102, "...", "\udcff"]
    files = [file_name(name) for name in names]
    assert len(set(files)) == len(names)
    assert file_name("이 영희") == "이 영희"
    assert all(file_name(file) != file for file in files if "~" in file)  # nobody can take such a name


def test_answers_that_no_json_has_stop_no_class(submitted, staff, tmp_path):
    for path in submitted.iterdir():
        path.unlink()
    code = "def sigmoid(z):\n    return z * float('nan')\n\ndef log_loss(p, y):\n    return 0.0\n"
    (submitted / "lee.py").write_text(code, encoding="utf-8")
    assert graded(submitted, staff, tmp_path / "out") == 0
