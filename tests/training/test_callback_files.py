"""Files of Keras' callbacks: inside the run folder, the run's own, and equal after an interruption."""

import csv
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import models
import training
from runtime.backend import keras
from runtime.errors import UserError
from training import callback_files, contents
from training.folders import finished

ModelCheckpoint, CSVLogger = keras.callbacks.ModelCheckpoint, keras.callbacks.CSVLogger
TensorBoard = keras.callbacks.TensorBoard


NOW = {"epoch": None}
"""When `Fails` fails: not in the class, whose attributes are settings."""


class Fails(keras.callbacks.Callback):
    """Fails at the end of an epoch, if asked."""

    def on_epoch_end(self, epoch, logs=None):
        if epoch == NOW["epoch"]:
            raise RuntimeError("on purpose")


@pytest.fixture
def fit(small, tiny_network, tmp_path, monkeypatch):
    """Trainings whose working directory must stay empty."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    yield partial(training.fit, tiny_network, small, name="a", epochs=3, folder=tmp_path / "runs", verbose=0)
    assert not list((tmp_path / "here").iterdir())


def written(run):
    """The files of a run that are not this package's."""
    return {path.relative_to(run.folder).as_posix() for path in run.folder.rglob("*") if path.is_file()} - {
        path.relative_to(run.folder).as_posix() for path in contents._named(run.folder)
    }


def callbacks():
    return [
        ModelCheckpoint("best.keras", save_best_only=True),
        ModelCheckpoint("epochs/{epoch:02d}.weights.h5", save_weights_only=True),
        CSVLogger("logs/log.csv"),
        partial(TensorBoard, "board"),
    ]


def test_relative_paths_lie_in_the_run_folder(fit):
    run = fit(callbacks=callbacks())
    there = written(run)
    assert {"best.keras", "logs/log.csv", *(f"epochs/{epoch:02d}.weights.h5" for epoch in (1, 2, 3))} <= there
    assert {Path(name).parent.as_posix() for name in there if "tfevents" in name} == {"board/train", "board/validation"}
    rows = list(csv.DictReader((run.folder / "logs/log.csv").read_text("utf-8").splitlines()))
    assert [float(row["loss"]) for row in rows] == pytest.approx(run.history["loss"])
    best = models.load_model(run.folder / "best.keras")
    assert best.count_params() == run.parameters
    assert run.settings["callbacks"][0]["filepath"] == "best.keras"


@pytest.mark.slow
def test_a_repeated_run_replaces_them_and_keeps_what_is_somebodys_own(fit):
    for number in range(2):
        run = fit(callbacks=callbacks())
        if not number:
            (run.folder / "logs" / "notes.txt").write_text("mine", encoding="utf-8")
            (run.folder / "best.txt").write_text("mine", encoding="utf-8")
            first = written(run)
            stamp = (run.folder / "best.keras").stat().st_mtime_ns
    assert {name for name in written(run) if "tfevents" not in name} == {
        name for name in first if "tfevents" not in name
    }
    assert len(list(run.folder.glob("board/train/*"))) == 1
    assert (run.folder / "best.keras").stat().st_mtime_ns > stamp
    assert [path.name for path in run.folder.parent.iterdir() if path.is_dir()] == ["a-s0"]
    assert {path.name for path in contents.strangers(run.folder)} == {"notes.txt", "best.txt"}
    contents.remove(run.folder)
    assert {path.name for path in run.folder.rglob("*") if path.is_file()} == {"notes.txt", "best.txt"}


def test_a_failed_training_leaves_nothing_to_the_next(fit, monkeypatch):
    monkeypatch.setitem(NOW, "epoch", 1)
    with pytest.raises(RuntimeError):
        fit(callbacks=[*callbacks(), Fails])
    monkeypatch.setitem(NOW, "epoch", None)
    run = fit(callbacks=[*callbacks(), Fails])
    assert len((run.folder / "logs/log.csv").read_text("utf-8").splitlines()) == 4
    assert len(list(run.folder.glob("board/train/*"))) == 1


@pytest.mark.parametrize("append", [pytest.param(False, marks=pytest.mark.slow), True])
def test_a_log_goes_on_after_an_interruption(fit, monkeypatch, tmp_path, append):
    given = [*callbacks()[:2], CSVLogger("log.csv", append=append), Fails]
    whole = fit(callbacks=given, folder=tmp_path / "whole")
    monkeypatch.setitem(NOW, "epoch", 1)
    with pytest.raises(RuntimeError):
        fit(callbacks=given, checkpoint_seconds=0)
    monkeypatch.setitem(NOW, "epoch", None)
    run = fit(callbacks=given, resume=True)
    assert (run.folder / "log.csv").read_bytes() == (whole.folder / "log.csv").read_bytes()
    for name in ("best.keras", "epochs/03.weights.h5"):
        assert (run.folder / name).is_file()
    one, other = (models.load_model(folder / "best.keras").get_weights() for folder in (run.folder, whole.folder))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("callback", "sentence"),
    [
        (lambda: keras.callbacks.BackupAndRestore("backup"), "would resume a training that resume=True"),
        (lambda: CSVLogger("../log.csv"), "a relative path, which is inside the run folder"),
        (lambda: CSVLogger("a/../../log.csv"), "which is inside the run folder"),
        (lambda: CSVLogger("history.csv"), "a name of the run's own files; give it another"),
        (lambda: CSVLogger("./History.csv"), "a name of the run's own files"),
        (lambda: ModelCheckpoint("model.keras"), "a name of the run's own files"),
        (lambda: TensorBoard("train"), "a name of the run's own files"),
        (lambda: TensorBoard("."), "which is inside the run folder"),
        (lambda: type("Own", (ModelCheckpoint,), {})("../best.keras"), "Own writes to"),
    ],
)
def test_paths_that_would_mix_runs_are_refused(fit, tmp_path, callback, sentence):
    with pytest.raises(UserError, match=sentence):
        fit(callbacks=[callback])
    assert not (tmp_path / "runs").exists()


def test_a_file_of_somebodys_own_is_not_written_over(fit, tmp_path):
    folder = tmp_path / "runs" / "a-s0"
    folder.mkdir(parents=True)
    (folder / "log.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match=r"log\.csv was there before this training"):
        fit(callbacks=[CSVLogger("log.csv")])
    assert (folder / "log.csv").read_text("utf-8") == "mine"


@pytest.mark.slow
def test_one_absolute_path_for_several_trainings_is_refused(fit, small, tiny_network, tmp_path):
    path = tmp_path / "one" / "best.keras"
    fit_all = partial(training.fit_all, data=small, epochs=1, folder=tmp_path / "runs", verbose=0)
    for recipes, seeds in (({"a": tiny_network}, 2), ({"a": tiny_network, "b": tiny_network}, 1)):
        for callback in (ModelCheckpoint(str(path)), partial(ModelCheckpoint, path)):
            with pytest.raises(UserError, match=r"in every training, .* a relative path, such as 'best\.keras'"):
                fit_all(recipes, seeds=seeds, callbacks=[callback])
    assert not (tmp_path / "runs").exists()
    (run,) = fit_all({"a": tiny_network}, seeds=1, callbacks=[ModelCheckpoint(str(path))])
    assert path.is_file()
    assert not written(run)
    runs = fit_all({"b": tiny_network}, seeds=2, callbacks=[ModelCheckpoint("best.keras")])
    assert [written(run) for run in runs] == [{"best.keras"}] * 2


def test_patience_beside_callbacks(fit):
    plateau = keras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1, min_delta=10.0)
    run = fit(epochs=9, patience=2, learning_rate=0.05, callbacks=[plateau, CSVLogger("log.csv")])
    best = int(np.argmin(run.history["val_loss"]))
    assert run.epochs == min(9, best + 3)
    assert run.metrics["validation"]["loss"] == pytest.approx(run.history["val_loss"][best], rel=1e-5)
    assert run.history["learning_rate"][-1] < 0.05
    assert finished(run.folder)


@pytest.mark.parametrize(
    ("path", "name", "named"),
    [
        ("best.keras", "best.keras", True), ("best.keras", "a/best.keras", False), ("best.keras", "best.txt", False),
        ("{epoch}.keras", "thesis.keras", False), ("{epoch}", "notes.txt", False), ("w{loss}.h5", "wnan.h5", True),
        ("{epoch}-{acc:.0%}.h5", "3-97%.h5", True), ("{epoch}-{acc}.h5", "3-final.h5", False),
        ("{epoch}{loss:.2f}.h5", "30.25.h5", True), ("{loss:.2f}-{epoch}.h5", "-0.25-3.h5", True),
        ("{epoch}.keras", "01.keras", True), ("{epoch}.keras", "a/01.keras", False), ("{epoch}.keras", "01.txt", False),
        ("w/{epoch}-{val_loss:.2f}.h5", "w/1-0.25.h5", True), ("w/{epoch}-{val_loss:.2f}.h5", "w/1.h5", False),
        ("logs/", "logs/train/events.out.tfevents.1", True), ("logs/", "logs/notes.txt", False),
        ("logs/", "logs/plugins/profile/x", True), ("{a}" * 99, "1" * 99, True), ("{a}b" * 99 + "c", "1b" * 99, False),
    ],
)  # fmt: skip
def test_which_files_a_path_names(tmp_path, path, name, named):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    assert contents.named_by(tmp_path, [path]) == ([tmp_path / name] if named else [])


def test_braces_of_the_run_folder_are_no_fields(tmp_path):
    callback = ModelCheckpoint("{epoch}.keras")
    callback_files.place(callback, tmp_path / "a {loss} b")
    assert callback.filepath.format(epoch=3) == str(tmp_path / "a {loss} b" / "3.keras")


@pytest.mark.parametrize(
    ("callbacks", "sentence"),
    [
        ([keras.callbacks.EarlyStopping("val_acc")], "EarlyStopping wants val_acc, which no epoch logs; choose one of"),
        ([ModelCheckpoint("a.keras", monitor="val_acc", save_best_only=True)], "ModelCheckpoint wants val_acc"),
        ([ModelCheckpoint("{epoch}-{val_acc:.2f}.keras")], "ModelCheckpoint wants val_acc"),
        ([CSVLogger("a.csv"), CSVLogger("A.csv")], "two callbacks write to a.csv"),
        ([CSVLogger(".replaced")], "a name of the run's own files"),
    ],
)
def test_a_callback_that_could_only_fail_is_refused_before_the_training(fit, tmp_path, callbacks, sentence):
    with pytest.raises(UserError, match=sentence):
        fit(callbacks=callbacks)
    assert not (tmp_path / "runs").exists()


def test_a_callback_may_wait_for_what_another_logs(fit):
    later = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(mine=1.0))
    fit(epochs=1, callbacks=[later, keras.callbacks.EarlyStopping("mine", mode="min")])
    fit(epochs=1, callbacks=[ModelCheckpoint("{epoch}-{val_accuracy:.2f}.keras", monitor="accuracy")])
