"""A picture of a network where pydot and Graphviz are, one sentence where they are not."""

import shutil
from functools import partial
from importlib.util import find_spec

import models
from chapters.command_line import draw_network
from chapters.command_line.network_picture import MISSING

HERE = find_spec("pydot") is not None and shutil.which("dot") is not None


def test_the_network_is_drawn_or_what_is_missing_is_named(small, tmp_path, capsys):
    path = tmp_path / "report" / "network.png"
    drawn = draw_network(partial(models.dense, hidden=(8,)), small, path)
    printed = capsys.readouterr().out
    assert drawn == ([path] if HERE else [])
    assert (MISSING in printed) != HERE
    assert [one.name for one in path.parent.iterdir()] == [one.name for one in drawn]
    assert not drawn or path.read_bytes().startswith(b"\x89PNG")


def test_without_graphviz_nothing_is_drawn(small, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert draw_network(models.logistic_regression, small, tmp_path / "network.png") == []
    assert capsys.readouterr().out == f"{MISSING}\n"
    assert list(tmp_path.iterdir()) == []
