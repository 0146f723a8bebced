"""What the command refuses, each in one sentence, before it writes anything."""

import runpy

import pytest

from runtime.errors import UserError


@pytest.fixture
def command(root, makers):
    return runpy.run_path(str(root / "docs" / "site" / "build.py"))


def test_a_missing_sphinx_is_named_with_the_fix(command, monkeypatch, tmp_path):
    monkeypatch.setitem(command["main"].__globals__, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"sphinx is not installed.*pip install -e '\.\[site\]' -c constraints\.txt"):
        command["main"](["--to", str(tmp_path / "site")])
    assert not (tmp_path / "site").exists()


def test_a_folder_with_something_else_in_it_stays_as_it_is(command, tmp_path):
    for name in ("html/old.html", "thesis.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match=r"holds thesis\.md"):
        command["empty"](tmp_path)
    assert (tmp_path / "html" / "old.html").exists()
    (tmp_path / "thesis.md").unlink()
    command["empty"](tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_runs_is_not_taken_for_one_with_runs(command, monkeypatch, tmp_path):
    monkeypatch.setitem(command["main"].__globals__, "find_spec", lambda name: True)
    with pytest.raises(UserError, match=r"runz has no report of a lesson; type python -m chapters run ch01 first"):
        command["main"](["--outputs", str(tmp_path / "runz"), "--to", str(tmp_path / "site")])
    assert not (tmp_path / "site").exists()
