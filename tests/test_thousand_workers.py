"""The driver against a cluster whose workers are lost at random: every training ends, each is trained once."""

import _thread
import threading
import time
from functools import partial
from importlib import import_module

import pytest

import models
import training
from training.engines.parcels import FOLDER
from training.runs import read

RECIPES = {f"dense {number}": partial(models.dense, hidden=(8,)) for number in range(4)}


@pytest.fixture
def cluster(root, monkeypatch, trained):
    """Makes an engine of a simulated cluster, whose workers leave what one real training left."""
    monkeypatch.syspath_prepend(root / "benchmarks")
    plans, sides, engines = import_module("simulated_cluster"), import_module("simulated_engine"), []

    def make(workers, **plan):
        engines.append(sides.SimulatedEngine(plans.Plan(trained.folder, workers, ticks=(3, 9), **plan)))
        return engines[-1]

    yield make
    for engine in engines:
        engine.shutdown()


def test_of_200_trainings_none_is_lost_and_none_is_trained_twice(cluster, small, tmp_path, capsys):
    engine = cluster(20, tick=0.02, lost=0.2)
    runs = training.fit_all(RECIPES, small, seeds=50, epochs=3, folder=tmp_path, engine=engine)
    happened, said = engine.report(), capsys.readouterr().out
    assert [(run.name, run.seed) for run in runs] == [(name, seed) for seed in range(50) for name in RECIPES]
    assert len({run.folder for run in runs}) == 200
    assert len({run.record["token"] for run in runs}) == 200  # of the jobs: what a lost worker had begun goes on
    assert all(run.metrics["test"] for run in runs)
    assert (happened["ended"], happened["ended twice"], happened["workers in a folder"]) == (200, 0, 1)
    # Each way to be lost was met, and a worker waited for the folder of one that the driver had taken for lost.
    assert all(happened["lost"].values())
    assert happened["waits"] > 0
    assert said.count("was lost") == sum(happened["lost"].values())
    assert happened["working"] == 0
    assert [path.suffix for path in (tmp_path / FOLDER).iterdir() if path.suffix != ".lock"] == [".parcel"] * 2


def test_ctrl_c_stops_all_workers_and_resume_trains_the_rest_once(cluster, small, tmp_path, capsys):
    engine = cluster(20, tick=0.1)
    settings = {"seeds": 15, "epochs": 3, "folder": tmp_path, "engine": engine}

    def press():
        while not engine.report()["ended"]:
            time.sleep(0.01)
        _thread.interrupt_main()

    threading.Thread(target=press, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        training.fit_all(RECIPES, small, **settings)
    assert "stopping " in capsys.readouterr().out
    while (stopped := engine.report())["working"]:  # a worker that was cut off looks at its next tick
        time.sleep(0.1)
    assert 0 < stopped["ended"] < 60
    states = [read(folder).state for folder in training.find_runs(tmp_path)]
    assert set(states) <= {"finished", "interrupted", "running"}  # the last are those of workers that were lost
    assert states.count("finished") == stopped["ended"]
    assert states.count("interrupted") > 0
    runs = training.fit_all(RECIPES, small, resume=True, **settings)
    whole = engine.report()
    assert len({(run.name, run.seed) for run in runs}) == 60
    assert (whole["ended"], whole["ended twice"], whole["workers in a folder"]) == (60, 0, 1)
