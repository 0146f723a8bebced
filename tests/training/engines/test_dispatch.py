"""The driver, against executors of this machine: the same bits, no training lost, errors are answers."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

import models
import training
from runtime.backend import keras
from runtime.errors import UserError
from training.engines import dispatch, parcels
from training.engines.job import Job
from training.engines.parcels import FOLDER
from training.engines.view import View
from training.progress import Counted
from training.runs import read
from training.sameness import first_difference

RECIPES = {"dense": partial(models.dense, hidden=(8,), dropout=0.2), "other": partial(models.dense, hidden=(4,))}


@pytest.fixture
def one_thread():
    """An executor that trains in this process."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def left_over(folder: Path) -> list[str]:
    """What a call left beside the runs, but for parcels and locks."""
    return [path.name for path in (folder / FOLDER).iterdir() if path.suffix != ".parcel" and path.suffix != ".lock"]


def test_other_processes_give_the_same_bits(small, tmp_path):
    settings = {"epochs": 2, "seeds": 2, "verbose": 0}
    alone = training.fit_all(RECIPES, small, folder=tmp_path / "alone", **settings)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        beside = training.fit_all(RECIPES, small, folder=tmp_path / "beside", engine=pool, **settings)
    assert [(run.name, run.seed) for run in beside] == [(run.name, run.seed) for run in alone]
    for one, other in zip(alone, beside, strict=True):
        assert first_difference(one, other) is None
        assert one.record["recipe"] == other.record["recipe"]
        assert other.folder.parent == tmp_path / "beside"
    assert all(run.record["peak_memory"] for run in beside) or sys.platform != "linux"
    assert left_over(tmp_path / "beside") == []


class Leaves(keras.callbacks.Callback):
    """Ends its worker after the second epoch, as a kill does, as long as there is a file `leave` with a number."""

    def __init__(self, place):
        super().__init__()
        self.place = place

    def on_epoch_end(self, epoch, logs=None):
        file = Path(self.place, "leave")
        times = int(file.read_text(encoding="utf-8")) if file.exists() else 0
        if epoch == 1 and times:
            file.write_text(str(times - 1), encoding="utf-8")
            raise SystemExit("gone")


def test_a_training_whose_worker_is_gone_goes_on_and_ends_with_the_same_bits(small, tmp_path, one_thread, capsys):
    settings = {"epochs": 4, "callbacks": [partial(Leaves, str(tmp_path))], "checkpoint_seconds": 0}
    whole = training.fit_all(RECIPES, small, folder=tmp_path / "whole", verbose=0, **settings)
    (tmp_path / "leave").write_text("2", encoding="utf-8")
    again = training.fit_all(RECIPES, small, folder=tmp_path / "again", engine=one_thread, **settings)
    said = capsys.readouterr().out
    assert said.count("was lost (gone); another goes on") == 2
    assert said.count("goes on after 1 epoch and ") == 2
    for one, other in zip(whole, again, strict=True):
        assert first_difference(one, other) is None


def test_a_job_that_loses_every_worker_at_the_same_place_ends(small, tmp_path, one_thread):
    (tmp_path / "leave").write_text("100", encoding="utf-8")
    with pytest.raises(UserError, match="4 workers of dense s0 were lost without getting further, the last with: gone"):
        training.fit_all(
            {"dense": RECIPES["dense"]}, small, epochs=3, folder=tmp_path, engine=one_thread, verbose=0,
            callbacks=[partial(Leaves, str(tmp_path))],
        )  # fmt: skip
    assert 100 - int((tmp_path / "leave").read_text(encoding="utf-8")) == dispatch.TRIES


def wild(*shape):
    """A recipe whose loss becomes infinite."""
    model = models.dense(*shape, hidden=(4,))
    model.compile(keras.optimizers.SGD(1e30), "sparse_categorical_crossentropy")
    return model


def test_a_loss_that_diverged_is_an_answer_and_the_others_are_finished(small, tmp_path, one_thread, capsys):
    tried = []

    class Counts(Executor):
        def submit(self, fn, /, *args, **kwargs):
            tried.append(args[0].tasks)
            return one_thread.submit(fn, *args, **kwargs)

    with pytest.raises(training.Diverged):
        training.fit_all({"wild": wild, **RECIPES}, small, epochs=1, folder=tmp_path, engine=Counts())
    assert tried == [(("wild", 0),), (("dense", 0),), (("other", 0),)]
    assert {run.name: read(run).state for run in training.find_runs(tmp_path)} == {
        "dense-s0": "finished", "other-s0": "finished", "wild-s0": "failed",
    }  # fmt: skip
    said = capsys.readouterr().out
    assert "wild s0 failed: " in said
    assert "1 of 3 trainings failed; the others are kept" in said


def test_trainings_of_different_data_go_together_and_diverged_ones_may_be_left_out(small, tmp_path, one_thread):
    each, recipes = (
        {"few": {"data": small.take(100)}},
        {"wild": wild, "many": RECIPES["other"], "few": RECIPES["other"]},
    )
    settings = {"each": each, "epochs": 1, "leave_out_diverged": True, "verbose": 0}
    there = training.fit_all(recipes, small, folder=tmp_path / "there", engine=one_thread, **settings)
    here = training.fit_all(recipes, small, folder=tmp_path / "here", **settings)
    assert [run.settings["data"]["examples"]["train"] for run in there] == [200, 100]
    for one, other in zip(here, there, strict=True):
        assert first_difference(one, other) is None
    assert len(list((tmp_path / "there" / FOLDER).glob("*.parcel"))) == 3  # two datasets, and the recipes


def test_a_dataset_is_looked_at_once_for_each_batch_size(small, tmp_path, one_thread, monkeypatch):
    looked = []
    monkeypatch.setattr(dispatch, "check_data", lambda data, batch_size: looked.append((len(data.train), batch_size)))
    recipes = dict.fromkeys("abcd", RECIPES["other"])
    each = {"b": {"batch_size": 50}, "c": {"data": small.take(100)}}
    training.fit_all(recipes, small, each=each, epochs=1, folder=tmp_path, engine=one_thread, verbose=0)
    assert looked == [(200, 1), (200, 50), (100, 1)]


def test_ctrl_c_between_the_end_of_a_job_and_its_note_waits_for_nobody(tmp_path, one_thread):
    driver = dispatch.Dispatch(one_thread, View(tmp_path, Counted(1), quiet=True), {"a": "a"})
    ended = Future()
    ended.set_result([])
    driver.running[ended] = Job(str(tmp_path), "call", 0, "", (("a", 0),), 2, "", False, "")
    driver._stop()  # the queue is empty: what it gave was lost with Ctrl-C
    assert not driver.running


def broken(*shape):
    """A recipe with a mistake."""
    return models.dense(*shape, hidden=shape[0][0] / 0)


def test_a_mistake_in_a_recipe_is_raised_as_it_is_with_its_traceback(small, tmp_path, one_thread):
    with pytest.raises(ZeroDivisionError) as caught:
        training.fit_all([broken], small, epochs=1, folder=tmp_path, engine=one_thread, verbose=0)
    assert "in broken" in caught.value.__notes__[0]


def test_several_trainings_in_a_job_are_the_same(small, tmp_path, one_thread):
    class Several(Executor):
        trainings_per_job = 3
        jobs = 0

        def submit(self, fn, /, *args, **kwargs):
            self.jobs += 1
            return one_thread.submit(fn, *args, **kwargs)

    engine, settings = Several(), {"epochs": 1, "seeds": 2, "verbose": 0}
    runs = training.fit_all(RECIPES, small, folder=tmp_path / "jobs", engine=engine, **settings)
    assert engine.jobs == 2
    for one, other in zip(training.fit_all(RECIPES, small, folder=tmp_path / "alone", **settings), runs, strict=True):
        assert first_difference(one, other) is None


def test_a_folder_that_a_worker_does_not_see_is_named(small, tmp_path, one_thread, monkeypatch):
    monkeypatch.setattr(parcels, "PATIENCE", 0.0)

    class Elsewhere(Executor):
        def submit(self, fn, /, *args, **kwargs):
            return one_thread.submit(fn, replace(args[0], folder="/another/machine"), **kwargs)

    with pytest.raises(UserError, match=r"the worker on .* does not see .*/another/machine.*--runs-dir"):
        training.fit_all(RECIPES, small, epochs=1, folder=tmp_path, engine=Elsewhere(), verbose=0)


def test_runs_that_the_driver_does_not_see_are_named(small, tmp_path, one_thread, monkeypatch):
    monkeypatch.setattr(parcels, "PATIENCE", 0.0)

    class Moves(Executor):
        def submit(self, fn, /, *args, **kwargs):
            answers = fn(*args)
            (tmp_path / answers[0].folder).rename(tmp_path / "moved")
            future = Future()
            future.set_result(answers)
            return future

    with pytest.raises(UserError, match=r"trained .*dense-s0, which is not seen here"):
        training.fit_all({"dense": RECIPES["dense"]}, small, epochs=1, folder=tmp_path, engine=Moves(), verbose=0)


def test_without_resume_a_finished_run_is_trained_again_and_with_it_kept(small, tmp_path, one_thread):
    settings = {"epochs": 1, "folder": tmp_path, "engine": one_thread, "verbose": 0}
    first = training.fit_all([RECIPES["other"]], small, **settings)[0]
    kept = training.fit_all([RECIPES["other"]], small, resume=True, **settings)[0]
    assert kept.record["token"] == first.record["token"]
    again = training.fit_all([RECIPES["other"]], small, **settings)[0]
    assert again.record["token"] != first.record["token"]


def test_an_engine_that_takes_nothing_any_more_is_named(small, tmp_path):
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(UserError, match=r"the engine does not take trainings.*after shutdown.*--resume"):
        training.fit_all(RECIPES, small, epochs=1, folder=tmp_path, engine=pool, verbose=0)


@pytest.mark.parametrize(("engine", "jobs", "sentence"), [
    ("slurm", 1, "engine='slurm' takes no trainings"), (3, 1, "takes no trainings"),
    (ThreadPoolExecutor(1), 2, "jobs=2 is for this machine"),
])  # fmt: skip
def test_what_is_no_engine_is_refused(small, tiny_network, tmp_path, engine, jobs, sentence):
    with pytest.raises(UserError, match=sentence):
        training.fit_all({"a": tiny_network}, small, folder=tmp_path, engine=engine, jobs=jobs)


def test_what_cannot_travel_is_named(small, tmp_path, one_thread):
    with pytest.raises(UserError, match=r"a recipe or a setting cannot go to another machine.*TypeError"):
        training.fit_all({"a": partial(models.dense, hidden=one_thread)}, small, folder=tmp_path, engine=one_thread)


PROGRAM = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
import datasets, models, training
from runtime.backend import keras
from runtime.errors import exit_code

def network(input_shape, outputs, task, units=4):
    layers = [keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(units), keras.layers.Dropout(0.2)]
    return keras.Sequential([*layers, keras.layers.Dense(outputs, activation="softmax")])

class Waits(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        time.sleep(float(os.environ.get("SECONDS_BETWEEN_EPOCHS", 0)) if epoch else 0)

def command(arguments):
    data = datasets.load("fashion_mnist").take(500)
    recipes = {"mine": network, "lambda": lambda *shape: network(*shape, units=8)}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        training.fit_all(
            recipes, data, seeds=2, engine=pool, epochs=int(arguments[1]), folder=arguments[0],
            resume="--resume" in arguments, callbacks=[Waits],
        )

if __name__ == "__main__":
    raise SystemExit(exit_code(command))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows gives Ctrl-C to a whole console")
def test_ctrl_c_at_the_driver_stops_workers_after_their_step_and_resume_goes_on(tmp_path):
    script = tmp_path / "own_script.py"
    script.write_text(PROGRAM, encoding="utf-8")

    def start(runs: str, *more: str, seconds: float = 0) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, str(script), str(tmp_path / runs), "20", *more],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "SECONDS_BETWEEN_EPOCHS": str(seconds)},
        )  # fmt: skip

    stopped = start("runs", seconds=2)  # else 20 epochs can end before the signal is there
    for _ in range(1800):
        if len(list((tmp_path / "runs").rglob("history.csv"))) == 2:
            break
        time.sleep(0.1)
    stopped.send_signal(signal.SIGINT)
    out, error = stopped.communicate(timeout=120)
    assert stopped.returncode == 130, error
    assert "stopping 4 jobs after their step" in out
    states = {folder.name: read(folder).state for folder in training.find_runs(tmp_path / "runs")}
    assert set(states.values()) == {"interrupted"}
    assert len(states) == 2  # the two others had not begun
    for runs in ("runs", "whole"):
        process = start(runs, "--resume")
        out, error = process.communicate(timeout=300)
        assert process.returncode == 0, error
        assert ("goes on after" in out) == (runs == "runs")
    for name in ("mine-s0", "mine-s1", "lambda-s0", "lambda-s1"):
        one, other = (training.load(tmp_path / runs / name) for runs in ("whole", "runs"))
        assert first_difference(one, other) is None
        assert one.record["recipe"].startswith("own_script:")
