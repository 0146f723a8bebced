"""`chapters audit`: a chapter gives the same numbers twice, and the first difference is named."""

import json

import pytest

import training
from chapters.__main__ import main
from chapters.command_line import audit
from runtime.errors import exit_code

# Small networks of dense layers; then one lesson of each kind. `chapters audit NAME` does the same for any other.
ALL = [
    pytest.param("ch03", marks=pytest.mark.slow),
    *(pytest.param(name, marks=pytest.mark.full) for name in ("tour", "ch02", "ch04", "ch05", "ch07")),
]


def command(name, folder, *flags):
    return [*(["tour"] if name == "tour" else ["run", name]), "--quick", *flags, "--runs-dir", str(folder)]


@pytest.mark.parametrize("name", ALL)
def test_the_audit_is_clean(name, capsys):
    assert exit_code(main, ["audit", name]) == 0
    assert "are the same twice" in capsys.readouterr().out


@pytest.mark.slow
def test_the_audit_names_the_first_difference(small, tiny_network, tmp_path):
    for folder, seed in (("one", 0), ("other", 0)):
        training.fit(tiny_network, small, name="a", epochs=1, seed=seed, folder=tmp_path / folder, verbose=False)
    assert audit.compare(tmp_path / "one", tmp_path / "other") == {"a-s0": None}
    path = tmp_path / "other" / "a-s0" / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["fingerprints"]["first step"] = "0"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert audit.compare(tmp_path / "one", tmp_path / "other")["a-s0"].startswith("first difference: first step")


def test_several_processes_audit_nothing(monkeypatch, capsys):
    """Each would start a chapter that the other ones write."""
    monkeypatch.setenv("TF_CONFIG", '{"cluster": {"worker": ["a:1", "b:2"]}, "task": {"type": "worker", "index": 1}}')
    assert exit_code(main, ["audit", "ch04"]) == 2
    assert "here are 2 workers by TF_CONFIG, this is number 1; start one" in capsys.readouterr().err
