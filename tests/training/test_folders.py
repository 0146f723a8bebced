"""What is not this package's is never deleted, and a repeated run takes only its own older one's place."""

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

import training
from runtime.errors import UserError
from training import contents, schema
from training.folders import keep_aside, locked, reserve, settle, tidy, unfinished, workplace
from training.runs import read

SETTINGS = {"name": "dense", "seed": 0}


def write_run(folder: Path, state: str = "finished", settings: dict | None = None) -> Path:
    """A run folder as training leaves it, without the training."""
    (folder / "train").mkdir(parents=True)
    record = {
        "state": state, "settings": settings or SETTINGS, "task": "binary", "provenance": {}, "parameters": 1,
        "epochs": 1, "seconds": 1.0, "versions": {},
    }  # fmt: skip
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    for name in ("metrics.json", "model.keras", "train/events.out.tfevents.1"):
        (folder / name).write_text(folder.name, encoding="utf-8")
    return folder


def files(folder: Path) -> list[str]:
    """Every file below a folder, the locks left out."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def train(parent: Path, settings: dict | None = None) -> Path:
    """What `fit` does with folders, without a training."""
    settings = settings or SETTINGS
    with reserve(parent, settings) as folder:
        place = workplace(folder)
        tidy(place)
        (place / "train").mkdir(exist_ok=True)
        (place / "train" / "events.out.tfevents.1").write_text("new", encoding="utf-8")
        (place / "model.keras").write_text("new", encoding="utf-8")
        record = {"state": "finished", "settings": settings, "task": "binary", "provenance": {}}
        record |= {"parameters": 1, "epochs": 1, "seconds": 1.0}
        (place / "run.json").write_text(json.dumps(record), encoding="utf-8")
        settle(folder)
    return folder


NEW = ["model.keras", "run.json", "train/events.out.tfevents.1"]


def test_own_files_stay_where_no_run_was(tmp_path):
    folder = tmp_path / "dense-s0"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    (folder / ".env").write_text("mine", encoding="utf-8")
    assert train(tmp_path) == folder
    assert files(folder) == sorted([*NEW, "thesis.txt", ".env"])
    assert (folder / ".ipynb_checkpoints").is_dir()


def test_a_folder_with_somebody_elses_model_is_left_alone(tmp_path):
    folder = tmp_path / "dense-s0"
    folder.mkdir()
    (folder / "model.keras").write_text("mine", encoding="utf-8")
    assert train(tmp_path).name == "dense-s0-2"
    assert (folder / "model.keras").read_text("utf-8") == "mine"
    assert train(tmp_path).name == "dense-s0-2"


@pytest.mark.parametrize("state", ["finished", "interrupted", "running", "failed"])
def test_own_files_in_a_run_folder_survive_a_rerun(tmp_path, state):
    folder = write_run(tmp_path / "dense-s0", state)
    own = ["notes.md", "train/notes.md", "figures/a.png", ".ipynb_checkpoints/a.ipynb", "events.txt", "model.h5"]
    for name in own:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    for _ in range(2):
        assert train(tmp_path) == folder
        assert files(folder) == sorted([*NEW, *own])
        assert all((folder / name).read_text("utf-8") == name for name in own)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["dense-s0"]


def test_own_files_of_one_name_are_both_kept(tmp_path):
    for name, state in (("dense-s0", "finished"), ("dense-s0.new", "interrupted")):
        (write_run(tmp_path / name, state) / "notes.md").write_text(name, encoding="utf-8")
    folder = train(tmp_path)
    assert (folder / "notes.md").read_text("utf-8") == "dense-s0.new"
    assert (folder / "notes-2.md").read_text("utf-8") == "dense-s0"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"state": null}', "[" * 100_000])
@pytest.mark.parametrize("name", ["dense-s0", "dense-s0.new"])
def test_a_damaged_run_is_kept_aside(tmp_path, capsys, content, name):
    if name != "dense-s0":
        write_run(tmp_path / "dense-s0")
    damaged = write_run(tmp_path / name)
    whole = files(damaged)
    (damaged / "run.json").write_text(content, encoding="utf-8")
    assert unfinished(tmp_path / "dense-s0", SETTINGS, {}) is None
    folder = train(tmp_path)
    assert files(folder) == NEW
    assert files(tmp_path / f"{name}.damaged") == whole
    assert (tmp_path / f"{name}.damaged" / "model.keras").read_text("utf-8") == name
    assert f"{name}.damaged" in capsys.readouterr().out
    write_run(tmp_path / "another")
    assert keep_aside(tmp_path / "another").name == "another.damaged"


def test_every_damaged_run_has_a_name_of_its_own(tmp_path):
    for _ in range(3):
        damaged = write_run(tmp_path / "dense-s0")
        (damaged / "run.json").write_text("{", encoding="utf-8")
        keep_aside(damaged)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"dense-s0.damaged{end}" for end in ("", "-2", "-3")]


def test_a_backup_of_a_users_own_stays(tmp_path):
    for name in ("dense-s0.old", "dense-s0.old-2"):
        write_run(tmp_path / name)
    (tmp_path / "dense-s0.old-my").mkdir()
    for _ in range(2):
        assert train(tmp_path).name == "dense-s0"
    for name in ("dense-s0.old", "dense-s0.old-2"):
        assert (tmp_path / name / "model.keras").read_text("utf-8") == name
    assert (tmp_path / "dense-s0.old-my").is_dir()


class Crash(BaseException):
    """The machine goes off."""


def crash(parent: Path, patch: pytest.MonkeyPatch, moment: str) -> None:
    """Replace a finished run, and crash meanwhile."""
    rename, unlink = Path.rename, Path.unlink

    def renamed(path: Path, target: Path) -> Path:
        if moment == "before the first rename" or (moment == "between them" and path.suffix == ".new"):
            raise Crash
        return rename(path, target)

    def deleted(path: Path, missing_ok: bool = False) -> None:
        if ".old" in path.parent.name and path.name == ("run.json" if "last" in moment else "model.keras"):
            raise Crash
        unlink(path, missing_ok)

    with patch.context() as within, pytest.raises(Crash):
        within.setattr(Path, "rename", renamed)
        within.setattr(Path, "unlink", deleted)
        train(parent)


@pytest.mark.parametrize(
    "moment", ["before the first rename", "between them", "while files are deleted", "before the last file is deleted"]
)
@pytest.mark.parametrize("deleted", [False, True])
def test_a_crash_beside_a_users_backup_is_settled(tmp_path, monkeypatch, moment, deleted):
    """Also if the backup, in whose way the old run had to take another name, is deleted meanwhile."""
    for name in ("dense-s0", "dense-s0.old", "another-s0"):
        write_run(tmp_path / name)
    (tmp_path / "dense-s0" / "notes.md").write_text("mine", encoding="utf-8")
    crash(tmp_path, monkeypatch, moment)
    assert (tmp_path / "dense-s0.old-2").exists() == (moment != "before the first rename")
    if deleted:
        shutil.rmtree(tmp_path / "dense-s0.old")
    settle(tmp_path / "dense-s0")
    left = ["another-s0", "dense-s0", *([] if deleted else ["dense-s0.old"])]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == left
    assert files(tmp_path / "dense-s0") == sorted([*NEW, "notes.md"])
    assert (tmp_path / "dense-s0" / "model.keras").read_text("utf-8") == "new"


def test_without_a_crash_nobody_looks_at_other_runs(tmp_path, monkeypatch):
    for name in ("dense-s0.old", "dense-s0.old-2", "another-s0"):
        write_run(tmp_path / name)
    list_folder = Path.iterdir

    def refuse(path):
        assert path != tmp_path, "among 10,000 runs each training would read all their names"
        return list_folder(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", refuse)
        for _ in range(3):
            train(tmp_path)
    assert files(tmp_path / "dense-s0") == NEW


def test_another_run_called_new_is_kept_aside(tmp_path, capsys):
    folder = write_run(tmp_path / "dense-s0")
    write_run(tmp_path / "dense-s0.new", settings={"name": "another", "seed": 0})
    assert train(tmp_path) == folder
    assert (tmp_path / "dense-s0.new.damaged" / "model.keras").read_text("utf-8") == "dense-s0.new"
    assert "dense-s0.new.damaged" in capsys.readouterr().out


@pytest.mark.parametrize("moment", ["before the first rename", "between them", "before the old one was deleted"])
def test_a_crash_while_a_run_is_replaced_is_settled(tmp_path, moment):
    folder, new = write_run(tmp_path / "dense-s0"), write_run(tmp_path / "dense-s0.new")
    (folder / "notes.md").write_text("mine", encoding="utf-8")
    (folder / contents.REPLACED).write_bytes(b"")
    if moment != "before the first rename":
        folder.rename(tmp_path / "dense-s0.old")
    if moment == "before the old one was deleted":
        new.rename(folder)
    settle(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["dense-s0"]
    assert (folder / "model.keras").read_text("utf-8") == "dense-s0.new"
    assert (folder / "notes.md").read_text("utf-8") == "mine"
    assert not (folder / contents.REPLACED).exists()


def test_a_crash_while_files_are_removed_leaves_a_known_run(tmp_path):
    folder = write_run(tmp_path / "dense-s0", "interrupted")
    assert contents.own_files(folder)[-1].name == "run.json"


def test_what_was_half_written_is_removed_and_nothing_else(tmp_path):
    folder = write_run(tmp_path / "dense-s0", "interrupted")
    whole = files(folder)
    for name in (".metrics.json.77-abcdefgh", ".checkpoint.npz.1-x", ".model.keras"):
        (folder / name).write_bytes(b"half")
    own = [".bashrc", ".metrics.json", ".metrics.json.77", ".notes.txt.77-abcdefgh", ".model.keras.bak"]
    for name in own:
        (folder / name).write_bytes(b"mine")
    (folder / ".history.csv.1-folder").mkdir()
    tidy(folder)
    assert files(folder) == sorted([*whole, *own])
    assert (folder / ".history.csv.1-folder").is_dir()


def test_no_training_where_a_link_leads_out(tmp_path):
    outside = write_run(tmp_path / "outside")
    before = files(outside)
    runs = tmp_path / "runs"
    for name in (
        "dense-s0",
        "dense-s0/train",
        "dense-s0/events.out.tfevents.1",
        "dense-s0/model.keras",
        "dense-s0.new",
    ):
        path = runs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        target = outside / "train" if path.name == "train" else outside
        target = outside / path.name if path.name == "model.keras" else target
        try:
            path.symlink_to(outside / "train/events.out.tfevents.1" if "events" in name else target)
        except OSError:
            pytest.skip("no symbolic links here")
        with pytest.raises(UserError, match="is a link, which no run leaves there; move it away"):
            train(runs)
        assert path.is_symlink()
        path.unlink()
    assert files(outside) == before
    assert (outside / "model.keras").read_text("utf-8") == "outside"


def test_a_lock_that_is_a_link_empties_nothing(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    try:
        (tmp_path / ".dense-s0.lock").symlink_to(tmp_path / "mine.txt")
    except OSError:
        pytest.skip("no symbolic links here")
    with pytest.raises(UserError, match="is a link"), locked(tmp_path / "dense-s0"):
        pass
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"


def test_training_itself_keeps_notes_and_names_its_schema(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="dense", epochs=1, folder=tmp_path, verbose=False)
    (tmp_path / "dense-s0" / ".ipynb_checkpoints").mkdir(parents=True)
    (tmp_path / "dense-s0" / "thesis.txt").write_text("mine", encoding="utf-8")
    run = fit()
    assert run.folder == tmp_path / "dense-s0"
    assert read(run.folder).record["schema"] == schema.VERSION
    record = (run.folder / "run.json").read_bytes()
    (run.folder / "run.json").write_bytes(record[:-3])
    model = (run.folder / "model.keras").read_bytes()
    fit(resume=True)
    assert (tmp_path / "dense-s0.damaged" / "model.keras").read_bytes() == model
    assert (tmp_path / "dense-s0.damaged" / "thesis.txt").is_file()
