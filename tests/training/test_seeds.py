"""`fit_all` in several processes: the same bits, and no process is left behind."""

import itertools
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

import comparison
import models
import training
from runtime.errors import UserError
from training.runs import read
from training.sameness import first_difference

PROGRAM = """
import sys
from functools import partial
import datasets, models, training
from runtime.errors import exit_code

def command(arguments):
    data = datasets.load("fashion_mnist").take(500)
    recipes = {"cnn": partial(models.convolutional, filters=(4,)), "dense": partial(models.dense, dropout=0.2)}
    training.fit_all(recipes, data, seeds=(0, 1), jobs=2, epochs=int(arguments[1]), folder=arguments[0], resume=True)

if __name__ == "__main__":
    raise SystemExit(exit_code(command))
"""


@pytest.fixture
def program(tmp_path):
    """A program of a user: spawned processes import it, so it has to be a file."""
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")

    def start(runs: Path, epochs: int) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, str(path), str(runs), str(epochs)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
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
    time.sleep(2)
    sizes = [path.stat().st_mtime_ns for path in sorted((tmp_path / "runs").rglob("history.csv"))]
    time.sleep(2)
    assert sizes == [path.stat().st_mtime_ns for path in sorted((tmp_path / "runs").rglob("history.csv"))]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows gives Ctrl-C to a whole console")
def test_ctrl_c_reaches_every_process(program, tmp_path):
    process = program(tmp_path / "runs", 100_000)
    training_now(tmp_path / "runs")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130, error
    states = {read(folder).state for folder in training.find_runs(tmp_path / "runs")}
    assert states == {"interrupted"}, error


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_among_seeds_and_resumed(program, tmp_path):
    killed = program(tmp_path / "killed", 5)
    training_now(tmp_path / "killed")
    killed.kill()
    killed.communicate()
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
def test_many_trainings_have_fresh_processes_if_they_can(small, tmp_path, monkeypatch):
    settings = {"epochs": 1, "folder": tmp_path, "verbose": 0}

    def started(*_, **__):
        raise RuntimeError("a pool of processes was started")

    monkeypatch.setattr("training.seeds.ProcessPoolExecutor", started)
    monkeypatch.setattr("training.seeds.IN_ONE_PROCESS", 1)
    with pytest.raises(RuntimeError, match="was started"):
        training.fit_all([models.logistic_regression], small, seeds=2, **settings)
    local = {"a": lambda *shape: models.logistic_regression(*shape)}
    assert len(training.fit_all(local, small, seeds=2, **settings)) == 2


def test_a_recipe_that_cannot_go_to_another_process_is_named(small, tmp_path):
    recipes = {"a": lambda *shape: models.dense(*shape), "b": models.dense}
    with pytest.raises(UserError, match="recipe 'a' cannot go to another process"):
        training.fit_all(recipes, small, jobs=2, epochs=1, folder=tmp_path, verbose=False)


@pytest.mark.parametrize(("seeds", "sentence"), [
    ([0, "1"], "a seed has to be a whole number"), ([0, 0], "a seed twice"), (itertools.count(), "more than 10,000"),
    (2**31, "neither a number of seeds nor a list"), (b"12", "neither a number"), (True, "neither"), ([], "empty"),
])  # fmt: skip
def test_seeds_are_looked_at_before_the_first_training(small, tiny_network, tmp_path, seeds, sentence):
    with pytest.raises(UserError, match=sentence):
        training.fit_all({"a": tiny_network}, small, seeds=seeds, folder=tmp_path)
    assert not list(tmp_path.iterdir())
