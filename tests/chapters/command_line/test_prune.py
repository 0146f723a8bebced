"""`chapters prune`: shows what there is, and deletes on request nothing but what this package wrote."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import training
from chapters.__main__ import main
from runtime.errors import exit_code
from training.folders import locked


def write_run(folder: Path, state: str = "finished", days: float | None = 0) -> Path:
    """A run folder as training leaves it, started some days ago."""
    (folder / "train").mkdir(parents=True)
    record = {
        "state": state, "settings": {"name": folder.name, "seed": 0}, "task": "binary", "provenance": {},
        "parameters": 1, "epochs": 1, "seconds": 1.0,
    }  # fmt: skip
    if days is not None:
        record["started"] = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    for name in ("metrics.json", "model.keras", "checkpoint.npz", "train/events.out.tfevents.1"):
        (folder / name).write_bytes(b"x")
    return folder


def prune(runs: Path, *flags: str) -> int:
    return exit_code(main, ["prune", "--runs-dir", str(runs), *flags])


def everything(folder: Path) -> list[str]:
    """All but locks, which stay."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix != ".lock")


def test_prune_shows_and_deletes(small, tiny_network, tmp_path, capsys):
    kept = training.fit(tiny_network, small, name="kept", epochs=1, folder=tmp_path / "runs", verbose=False)
    dead = training.fit(tiny_network, small, name="dead", epochs=1, folder=tmp_path / "runs", verbose=False)
    record = {**dead.record, "state": "running"}
    (dead.folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (kept.folder / ".metrics.json.1-x").write_bytes(b"half")
    assert prune(tmp_path / "runs", "--unfinished") == 0
    text = capsys.readouterr().out
    assert "2 runs," in text
    assert "1 half-written files" in text
    assert dead.folder.is_dir()
    assert prune(tmp_path / "runs", "--unfinished", "--delete") == 0
    assert [folder.name for folder in training.find_runs(tmp_path / "runs")] == ["kept-s0"]
    assert not list(Path(kept.folder).glob(".*"))
    assert not dead.folder.exists()
    assert prune(tmp_path / "runs", "--older-than", "1", "--delete") == 0
    assert kept.folder.is_dir()


def test_dotfiles_and_other_programs_are_not_touched(tmp_path):
    for name in (".bashrc", ".env", ".metrics.json.1-abcdefgh", "other/run.json", "other/model.keras", "list/run.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"state": "running"}' if name.startswith("other") else "[]", encoding="utf-8")
    before = everything(tmp_path)
    write_run(tmp_path / "runs" / "dead-s0", "failed")
    for flags in (["--unfinished"], ["--older-than", "0"]):
        assert prune(tmp_path, *flags, "--delete") == 0
    assert everything(tmp_path) == sorted([*before, "runs"])


@pytest.mark.parametrize("content", ["{}", "[]", "", "{", "null", "copy"])
def test_runs_below_a_record_that_is_none_stay(tmp_path, content):
    """Also below a copy of a run's record: its files are deleted, the folders in it are not."""
    for number in range(2):
        write_run(tmp_path / "ch04" / f"dense-s{number}")
    before = everything(tmp_path)
    record = tmp_path / "ch04" / "run.json"
    record.write_text(content, encoding="utf-8")
    if content == "copy":
        record.write_bytes((write_run(tmp_path / "copied", "failed") / "run.json").read_bytes())
    assert prune(tmp_path, "--unfinished", "--delete") == 0
    assert everything(tmp_path) == sorted([*before, *([] if content == "copy" else ["ch04/run.json"])])


def test_what_trainings_on_a_cluster_left_is_shown_and_deleted(tmp_path, capsys):
    parcel = tmp_path / "ch04" / ".engine" / f"{'0' * 32}.parcel"
    parcel.parent.mkdir(parents=True)
    parcel.write_bytes(b"x" * 200_000)
    assert prune(tmp_path, "--unfinished") == 0
    assert "*      0.2 MB  of engines" in capsys.readouterr().out
    assert prune(tmp_path, "--older-than", "0", "--delete") == 0
    assert parcel.exists()
    with locked(parcel.parent / ("1" * 16)):
        assert prune(tmp_path, "--unfinished", "--delete") == 0
    assert parcel.exists()
    assert prune(tmp_path, "--unfinished", "--delete") == 0
    assert not parcel.exists()
    assert "deleted 0.2 MB that trainings on a cluster left" in capsys.readouterr().out


def test_age_is_that_of_a_record_that_says_it(tmp_path):
    write_run(tmp_path / "old", days=40)
    write_run(tmp_path / "new", days=20)
    write_run(tmp_path / "unknown", days=None)
    damaged = write_run(tmp_path / "damaged", days=40)
    (damaged / "run.json").write_bytes((damaged / "run.json").read_bytes()[:-1])
    for name, started in (("odd", '"yesterday"'), ("number", "5"), ("none", "null")):
        text = (write_run(tmp_path / name, days=None) / "run.json").read_text("utf-8")
        (tmp_path / name / "run.json").write_text(f'{text[:-1]}, "started": {started}}}', encoding="utf-8")
    assert prune(tmp_path, "--older-than", "30", "--delete") == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == sorted(
        ["new", "unknown", "damaged", "odd", "number", "none"]
    )
    assert "damaged/model.keras" in everything(tmp_path)


def test_a_run_that_is_training_is_left_alone(tmp_path, capsys):
    for name in ("now", "again.new", "dead"):
        write_run(tmp_path / name, "running")
    done = write_run(tmp_path / "again")
    for name in ("now", "again.new", "again"):
        (tmp_path / name / ".metrics.json.1-abcdefgh").write_bytes(b"half")
    before = everything(tmp_path / "now"), everything(tmp_path / "again.new"), everything(done)
    with locked(tmp_path / "now"), locked(tmp_path / "again"):
        assert prune(tmp_path, "--unfinished", "--delete") == 0
    assert (everything(tmp_path / "now"), everything(tmp_path / "again.new"), everything(done)) == before
    assert not (tmp_path / "dead").exists()
    text = capsys.readouterr().out
    assert text.count("in use by another process") == 3
    assert "deleted 1 runs" in text
    assert text.index("dead") < text.index("deleted 1 runs")  # it lists before it deletes
    assert prune(tmp_path, "--unfinished", "--delete") == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["again"]
    assert ".metrics.json.1-abcdefgh" not in everything(done)


def test_ones_own_files_in_a_run_folder_stay_and_are_named(tmp_path, capsys):
    run = write_run(tmp_path / "dead", "interrupted")
    own = ["notes.md", ".env", "train/mine.txt", ".ipynb_checkpoints/a", "finished-s0/thesis.txt"]
    for name in own:
        (run / name).parent.mkdir(exist_ok=True)
        (run / name).write_bytes(b"mine")
    assert prune(tmp_path, "--unfinished", "--delete") == 0
    assert [name for name in everything(run) if (run / name).is_file()] == sorted(own)
    assert "dead stays: it holds files that no run wrote (.env" in capsys.readouterr().out


def test_links_are_not_followed(tmp_path):
    outside = write_run(tmp_path / "outside", "failed")
    before = everything(outside)
    run = write_run(tmp_path / "runs" / "dead", "failed")
    try:
        (tmp_path / "runs" / "link").symlink_to(outside)
        (run / "validation").symlink_to(outside / "train")
        (run / "history.csv").symlink_to(outside / "metrics.json")
    except OSError:
        pytest.skip("no symbolic links here")
    assert prune(tmp_path / "runs", "--unfinished", "--delete") == 0
    assert everything(outside) == before
    assert sorted(path.name for path in run.iterdir()) == ["history.csv", "validation"]
