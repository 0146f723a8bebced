"""The stored counts of the long checks, and the shares of lines that the tests run."""

import json
import sys
from pathlib import Path

import pytest


@pytest.fixture
def full_checks(root, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    import full_checks

    monkeypatch.setattr(full_checks, "RESULT", tmp_path / "full_checks.json")
    yield full_checks
    del sys.modules["full_checks"]


@pytest.fixture
def by_package(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    import tested_lines

    yield tested_lines.by_package
    del sys.modules["tested_lines"]


def checks_of(module, **counts):
    return {name: lambda good=good: module.Count(good, 3, "right") for name, good in counts.items()}


def test_counts_are_stored_and_others_kept(full_checks, monkeypatch, capsys):
    monkeypatch.setattr(full_checks, "CHECKS", checks_of(full_checks, one=3, other=2))
    assert full_checks.main(["other"]) == 1
    assert "failed: other" in capsys.readouterr().err
    assert full_checks.main(["one"]) == 0
    stored = json.loads(full_checks.RESULT.read_text(encoding="utf-8"))["checks"]
    assert {name: row["good"] for name, row in stored.items()} == {"one": 3, "other": 2}
    with pytest.raises(SystemExit, match="no check is named third"):
        full_checks.main(["third"])


def test_a_check_that_breaks_is_no_count(full_checks, monkeypatch, capsys):
    monkeypatch.setattr(full_checks, "CHECKS", {"broken": lambda: full_checks._run("-c", "raise SystemExit(3)")})
    assert full_checks.main([]) == 1
    assert "failed with exit code 3" in capsys.readouterr().out
    assert not full_checks.RESULT.exists()


def test_shares_of_lines(by_package):
    covered = {"runtime": 5, "datasets": 6, "models": 7, "training": 8, "comparison": 9, "chapters": 10}
    files = {f"{name}/a.py": {"summary": {"num_statements": 10, "covered_lines": n}} for name, n in covered.items()}
    files["chapters/b.py"] = {"summary": {"num_statements": 30, "covered_lines": 10}}
    packages = by_package(files)
    assert packages["runtime"] == {"statements": 10, "percent": 50.0}
    assert packages["chapters"] == {"statements": 40, "percent": 50.0}
    assert packages["total"] == {"statements": 90, "percent": 61.1}
    assert list(by_package({"chapters/b.py": files["chapters/b.py"]})) == ["chapters", "total"]


def test_other_pythons_are_found_and_their_tests_counted(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    import other_pythons

    here = ".".join(map(str, sys.version_info[:2]))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert other_pythons.interpreter(here)
    assert other_pythons.interpreter("3.99") is None
    assert other_pythons.counts("...\n1918 passed, 1 skipped in 996.97s") == {"passed": 1918, "failed": 0}
    assert other_pythons.counts("2 failed, 3 passed, 1 error in 1s") == {"passed": 3, "failed": 3}
    assert other_pythons.counts("") == {"passed": 0, "failed": 0}
    del sys.modules["other_pythons"]


def test_a_check_that_cannot_be_made_here_is_no_failure(full_checks, monkeypatch, capsys):
    monkeypatch.setattr(full_checks, "CHECKS", {"elsewhere": lambda: None})
    assert full_checks.main([]) == 0
    assert "not possible here" in capsys.readouterr().out
