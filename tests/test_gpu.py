"""The benchmark on one GPU: its sides wait for their turn, and its page says what was stored, also what failed."""

import io
import json
import sys
from importlib import import_module

import pytest

from runtime.files import write_json


@pytest.fixture
def benchmark(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "benchmarks")
    return import_module


def side(speed, **further):
    about = {"device": "/device:GPU:0", "versions": {"TensorFlow's CUDA": "12.5.1"}, "libraries": ["libcudart.so.12"]}
    return {"median": speed, "least": speed - 1, "most": speed + 1} | about | further


def stored(**of_network):
    network = {"title": "LSTM(128), batch 128", "rounds": 5, "examples": 8_960, "failed": {}} | of_network
    about = {"card": "a card", "driver": "580", "date": "2026-11-27", "machine": "16 cores", "versions": {"keras": "3"}}
    return {**about, "networks": {"lstm": network}, "commands": {}}


def test_the_page_says_that_nothing_was_measured(benchmark, tmp_path):
    assert "Not measured yet" in benchmark("gpu_page").gpu_table(tmp_path / "gpu.json")


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [("a", "1 of 1 networks had the same weights, bit for bit."), ("b", "0 of 1 networks had the same weights")],
)
def test_the_page_says_whether_equal_trainings_were_equal(benchmark, tmp_path, weights, sentence):
    sides = {"fit": side(2_000, weights="a"), "fit again": side(2_100, weights=weights), "PyTorch": side(1_000)}
    sides["PyTorch"] |= {"versions": {"torch": "2"}, "libraries": ["libcudart.so.13"]}
    write_json(tmp_path / "gpu.json", stored(sides=sides))
    page = benchmark("gpu_page").gpu_table(tmp_path / "gpu.json")
    assert sentence in page
    assert "| `training.fit` | 2,000 (1,999 to 2,001) |" in page
    assert "| PyTorch | 1,000 (999 to 1,001) |" in page
    assert "on one a card, driver 580" in page
    assert (
        "built with CUDA 12.5.1. Loaded files of CUDA: TensorFlow: libcudart.so.12; PyTorch: libcudart.so.13." in page
    )


def test_the_page_says_what_failed(benchmark, tmp_path):
    found = stored(sides={"Keras": side(500)}, failed={"Keras, XLA": "Keras does not compile this network with XLA"})
    found["commands"] = {
        "tour": {"command": "tour", "seconds": [30.2, 31.4], "runs": 4, "same": 3},
        "ch05 --full": {"command": "run ch05 --full", "seconds": [], "failed": "no data"},
        "ch06": {"command": "run ch06", "seconds": [], "stopped": 187, "finished": {"cnn": 43.3, "dense": 33.4}},
    }
    write_json(tmp_path / "gpu.json", found)
    page = benchmark("gpu_page").gpu_table(tmp_path / "gpu.json")
    assert "| plain Keras, XLA | none |" in page
    assert "- LSTM(128), batch 128, plain Keras, XLA: Keras does not compile this network with XLA" in page
    assert "| `python -m chapters tour` | 30 and 31 | 3 of 4 |" in page
    assert "| `python -m chapters run ch05 --full` | failed: no data |  |" in page
    assert "| `python -m chapters run ch06` | stopped after 187; trained by then: cnn in 43, dense in 33 |  |" in page


def test_a_side_measures_no_epoch_before_its_turn(benchmark, monkeypatch):
    module, done = benchmark("gpu_side"), []
    monkeypatch.setattr(sys, "__stdout__", io.StringIO())
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    turns = module.Turns(lambda: done.append("waited for the card"))
    turns.begin()
    turns.end()
    assert sys.__stdout__.getvalue() == ""  # the first epoch traces: it waits for nobody and counts for nothing
    turns.begin()
    turns.end()
    said = [json.loads(line) for line in sys.__stdout__.getvalue().splitlines()]
    assert [list(line) for line in said] == [["ready"], ["seconds"]]
    assert said[1]["seconds"] == turns.ended[1] - turns.began[1] > 0
    assert len(done) == 3
    with pytest.raises(SystemExit, match="gone"):
        turns.begin()


def test_a_command_that_takes_too_long_is_stopped(benchmark):
    found = benchmark("gpu").timed(["tour", "--quick"], 2, limit=0.3)
    assert found == {"command": "tour --quick", "seconds": [], "stopped": 0.3, "finished": {}}


def test_of_a_stopped_command_the_finished_trainings_count(benchmark, trained):
    assert benchmark("gpu").finished(trained.folder.parent) == {"dense": trained.record["seconds"]}


@pytest.mark.slow
def test_sides_of_a_real_network_take_turns_and_one_that_cannot_train_says_why(benchmark):
    row = benchmark("gpu").rounds("lstm", 2, 640, ("fit", "fit again", "fit, XLA"), sys.executable)
    assert row["failed"] == {"fit, XLA": "Keras does not compile this network with XLA"}  # with determinism, none
    fit, again = row["sides"]["fit"], row["sides"]["fit again"]
    assert fit["weights"] == again["weights"]
    assert 0 < fit["least"] <= fit["median"] <= fit["most"]
