"""Trainings in other processes: the same bits, each training named that dies, and no process is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path

import pytest

import comparison
import models
import training
from runtime.backend import keras
from runtime.errors import UserError
from training.runs import read
from training.sameness import first_difference

PROGRAM = """
import os, sys, time
from functools import partial
import datasets, models, training
from runtime.backend import keras
from runtime.errors import exit_code

class Waits(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        time.sleep(float(os.environ.get("SECONDS_BETWEEN_EPOCHS", 0)) if epoch else 0)

def command(arguments):
    data = datasets.load("fashion_mnist").take(500)
    recipes = {"cnn": partial(models.convolutional, filters=(4,)), "dense": partial(models.dense, dropout=0.2)}
    training.fit_all(
        recipes, data, seeds=(0, 1), jobs=2, epochs=int(arguments[1]), folder=arguments[0], resume=True,
        callbacks=[Waits],
    )

if __name__ == "__main__":
    raise SystemExit(exit_code(command))
"""


@pytest.fixture
def program(tmp_path):
    """A program of a user: spawned processes import it, so it has to be a file."""
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")

    def start(runs: Path, epochs: int, seconds: float = 0) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, str(path), str(runs), str(epochs)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
            env={**os.environ, "SECONDS_BETWEEN_EPOCHS": str(seconds)},
        )  # fmt: skip

    return start


def training_now(runs):
    """Wait until two runs have finished an epoch."""
    for _ in range(1200):
        if len(list(runs.rglob("history.csv"))) >= 2:
            return
        time.sleep(0.1)
    raise AssertionError("two trainings did not start in two minutes")


@pytest.mark.slow
def test_processes_give_the_same_bits_and_tell_their_peak_of_memory(small, tmp_path):
    recipes = {"cnn": partial(models.convolutional, filters=(4,)), "dense": partial(models.dense, dropout=0.2)}
    settings = {"epochs": 1, "seeds": (0,), "verbose": 0}
    alone = training.fit_all(recipes, small, folder=tmp_path / "alone", **settings)
    beside = training.fit_all(recipes, small, folder=tmp_path / "beside", jobs=2, **settings)
    for one, other in zip(alone, beside, strict=True):
        assert first_difference(one, other) is None
    assert all(run.record["peak_memory"] > 2**26 for run in beside)
    assert "peak MiB" in comparison.compare(beside).header
    assert alone[0].record["peak_memory"] is None
    assert "peak MiB" not in comparison.compare(alone).header


def names(run):
    """What Keras called the network, its layers and its optimizer."""
    with zipfile.ZipFile(run.folder / "model.keras") as archive:
        config = json.loads(archive.read("config.json"))
    layers = [layer["config"]["name"] for layer in config["config"]["layers"]]
    return config["config"]["name"], layers, config["compile_config"]["optimizer"]["config"]


@pytest.mark.slow
def test_a_process_that_has_trained_before_gives_the_bits_of_a_fresh_one(small, tmp_path, monkeypatch):
    recipes = {
        "gru": partial(models.recurrent, cell="GRU", units=(8,), dropout=0.2),
        "cnn": partial(models.convolutional, filters=(4,)),
    }
    settings = {"epochs": 2, "seeds": (0, 1), "jobs": 2, "verbose": 0}
    used = training.fit_all(recipes, small, folder=tmp_path / "used", **settings)
    monkeypatch.setattr("training.workers.TRAININGS", 1)
    fresh = training.fit_all(recipes, small, folder=tmp_path / "fresh", **settings)
    for one, other in zip(used, fresh, strict=True):
        assert (one.name, one.seed) == (other.name, other.seed)
        assert first_difference(one, other) is None
        assert names(one) == names(other)
        assert one.metrics == other.metrics
        assert {**one.history, "seconds": 0} == {**other.history, "seconds": 0}


class Dies(keras.callbacks.Callback):
    """Ends its process in the training of one name, as the system does with one that takes too much memory."""

    def set_run(self, folder, data):
        self.name = folder.name

    def on_epoch_end(self, epoch, logs=None):
        if self.name.startswith("second-s1"):
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_the_training_whose_process_was_killed_is_named_and_the_others_are_kept(small, tmp_path):
    recipes = dict.fromkeys(("first", "second"), partial(models.dense, hidden=(8,)))
    settings = {"epochs": 1, "seeds": (0, 1), "verbose": 0, "folder": tmp_path}
    with pytest.raises(UserError, match=r"the process that trained second \(seed 1\) was killed.*--resume"):
        training.fit_all(recipes, small, jobs=2, callbacks=[Dies], **settings)
    finished = [folder.name for folder in training.find_runs(tmp_path) if read(folder).state == "finished"]
    assert finished == ["first-s0", "first-s1", "second-s0"]


@pytest.mark.slow
def test_an_error_in_a_process_is_the_callers(small, tmp_path):
    recipes = {name: partial(models.dense, output_activation="tanh") for name in "ab"}
    with pytest.raises(UserError, match="output activation tanh"):
        training.fit_all(recipes, small, jobs=2, epochs=1, folder=tmp_path, verbose=False)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_no_process_outlives_a_killed_parent(program, tmp_path):
    process = program(tmp_path / "runs", 100_000)
    training_now(tmp_path / "runs")
    process.kill()
    process.communicate()

    def written():
        return [path.stat().st_mtime_ns for path in sorted((tmp_path / "runs").rglob("history.csv"))]

    for _ in range(60):  # an orphan notices after a while
        before = written()
        time.sleep(2)
        if written() == before:
            return
    raise AssertionError("two minutes after their parent was killed, processes go on training")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows gives Ctrl-C to a whole console")
@pytest.mark.parametrize("whom", ["the parent alone", "all, as a terminal does"])
def test_ctrl_c_reaches_every_process(program, tmp_path, whom):
    process = program(tmp_path / "runs", 100_000)
    training_now(tmp_path / "runs")
    (os.kill if whom == "the parent alone" else os.killpg)(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 130, error
    states = {read(folder).state for folder in training.find_runs(tmp_path / "runs")}
    assert states == {"interrupted"}, error
    assert "Traceback" not in error


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_among_seeds_and_resumed(program, tmp_path):
    killed = program(tmp_path / "killed", 5, seconds=30)  # else both may have finished
    training_now(tmp_path / "killed")
    killed.kill()
    killed.communicate()
    assert {read(folder).state for folder in training.find_runs(tmp_path / "killed")} == {"running"}
    for runs in ("killed", "whole"):
        process = program(tmp_path / runs, 5)
        _, error = process.communicate(timeout=300)
        assert process.returncode == 0, error
    folders = [folder.name for folder in training.find_runs(tmp_path / "whole")]
    assert len(folders) == 4
    for name in folders:
        one, other = (training.load(tmp_path / runs / name) for runs in ("whole", "killed"))
        assert first_difference(one, other) is None


@pytest.mark.slow
def test_a_dtype_policy_holds_in_other_processes(small, tmp_path):
    try:
        keras.config.set_dtype_policy("mixed_bfloat16")
        runs = training.fit_all(
            [models.logistic_regression], small, seeds=2, jobs=2, epochs=1, folder=tmp_path, verbose=0
        )
    finally:
        keras.config.set_dtype_policy("float32")
    assert {run.model.layers[-1].compute_dtype for run in runs} == {"bfloat16"}
