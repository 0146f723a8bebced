"""The driver against a cluster whose workers are lost at random: every training ends, each is trained once."""

import _thread
import threading
import time
from functools import partial
from importlib import import_module

import pytest

import models
import training
from runtime.files import write_json
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


def test_the_page_says_what_was_measured_and_that_nothing_was(root, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(root / "benchmarks")
    page, stored = import_module("scale_page"), tmp_path / "stored.json"
    assert page.driver(stored) == page.folders(stored) == page.NOTHING
    driven = {
        "trainings": 1_000, "finished": 1_000, "answered": 999, "ended twice": 0, "workers in a folder": 1,
        "lost": {"killed": 3, "preempted": 4, "cut off": 5}, "seconds": 50.0, "before": 1.0, "after": 2.0, "cpu": 5.0,
        "MiB at first": 600.0, "MiB more": 20.0, "late": 0.25,
    }  # fmt: skip
    boards = [{"open": 1_024, "seconds": 0.5, "MiB": 30.0, "left out": 1_976}]
    write_json(
        stored,
        {
            "date": "2026-11-27", "machine": "2 cores", "versions": {"keras": "3"}, "lost": 0.1, "drive": [driven],
            "stop": {
                "working": 1_000, "seconds": 1.5, "working after it": 0, "answered after resume": 2_000,
                "trainings": 2_000, "ended twice": 0, "late": 0.5,
            },
            "handed over": [{"recipes": 20, "seconds": 0.5}, {"recipes": 10_000, "seconds": 3.0}],
            "folders": [{
                "runs": 1_000, "files": 9_000, "locks": 1_000, "folders": 3_000, "bytes": 2e8, "reserve": 0.001,
                "columns": 2.0, "columns MiB": 3.0, "boards": boards,
            }],
            "board": [{"runs": 100, "MB": 7.0, "seconds": 1.0, "MiB": 50.0}], "files of a run": 8,
        },
    )  # fmt: skip
    text = page.driver(stored)
    assert "| given back by `fit_all` | 999 |" in text
    assert "| the driver's CPU time a training, ms | 5.0 |" in text
    assert "gave back 2,000 of 2,000 trainings; 0 were trained to the end twice" in text
    assert "with 10,000 recipes after 3.0 s" in text
    assert "late by 0.5 s at most" in text
    text = page.folders(stored)
    assert "| a worker reserves a further run folder, ms | 1.0 |" in text
    assert "with 1,024 open files, event files that it leaves out | 1,976 |" in text
    assert "A run has 8 files." in text
