"""`chapters prune`: shows what there is, and deletes on request."""

import json
from pathlib import Path

import training
from chapters.__main__ import main
from runtime.errors import exit_code


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
