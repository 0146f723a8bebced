"""Chapter 12: the batches of an epoch, counted and computed, and the memory of a step."""

import numpy as np
import pytest

import datasets
from chapters.ch12_epochs_and_batches import SETTINGS, WEIGHED, count_stream, network, portions, run, weighed
from chapters.material.batches.step_memory import of_steps, outputs_of
from runtime.backend import keras


@pytest.mark.parametrize(("examples", "size"), [(1_000, 128), (1_000, 125), (1_000, 1), (7, 10), (10, 10)])
def test_portions_are_those_of_a_range(examples, size):
    assert portions(examples, size) == [
        len(range(examples)[start : start + size]) for start in range(0, examples, size)
    ]


def test_the_stream_has_the_portions_and_every_example_once_an_epoch():
    data = datasets.load("digits").take(1_000)
    sizes, times = count_stream(data, 128, epochs=3, seed=5)
    assert sizes == portions(1_000, 128) == [128] * 7 + [104]
    assert times.tolist() == [3] * 1_000


def test_the_stream_is_the_one_a_training_reads():
    """With the same seed and epoch, the numbers that are counted are the examples that are gathered."""
    data = datasets.load("digits").take(100)
    order = data.order(5, 0)
    first = next(iter(data.batches("train", 30, seed=5, epoch=0)))[0].numpy()
    assert np.array_equal(first, data.train.x[order[:30]])


def test_fewer_examples_than_the_smallest_timed_batch(tmp_path):
    """`--examples 7 --batch-size 4` once ended in an IndexError, after the trainings."""
    flags = {"dataset": "digits", "examples": 7, "batch_size": 4, "quick": True, "runs_dir": tmp_path}
    report = run(SETTINGS.with_flags(flags))
    assert [row.label for row in report.table.rows] == ["one epoch", "few epochs", "many epochs", "batch 7"]
    assert [run.settings["data"]["examples"]["train"] for run in report.runs] == [7, 7, 7, 7, 1_000]
    said = {each["id"]: each["evidence"] for each in report.claims}
    assert "small-batches-take-longer" not in said
    assert "Counted: in 2 epochs each of 1,000 examples" in said["an-epoch-sees-every-example-once"]
    assert "Counted: 16 steps in 2 epochs" in said["batch-arithmetic"]
    assert "twice the bytes" in said["large-batches-take-memory"]  # --quick computes it


def test_memory_is_claimed_by_what_was_measured():
    (claim,) = weighed([2**20, None, None, 2**27])
    assert claim["verdict"] == "holds"
    assert f"128.0 of {WEIGHED[-1]:,}" in claim["evidence"]
    assert weighed([2**27, None, None, 2**20])[0]["verdict"] == "does not hold"
    assert weighed([None] * 4) == []


def test_full_takes_all_examples():
    data = datasets.load("digits")
    assert len(SETTINGS.with_flags({"full": True}).few(data).train) == len(data.train)
    assert len(SETTINGS.with_flags({"examples": 50}).few(data).train) == 50


def test_the_network_is_the_books():
    assert network((28, 28, 1), 10, "multiclass").count_params() == 266_610
    assert network((2,), 1, "binary").layers[-1].activation.__name__ == "sigmoid"


def test_numbers_that_are_kept_are_the_input_and_the_outputs_of_layers_with_weights():
    assert outputs_of(network((28, 28, 1), 10, "multiclass")) == 784 + 300 + 100 + 10
    images = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(2)]
    )
    assert outputs_of(images) == 64 + 6 * 6 * 4 + 2


def test_a_large_batch_takes_at_least_its_outputs():
    size = 20_000
    (extra,) = of_steps(network, (8, 8, 1), 10, "multiclass", [size])
    if extra is None:
        pytest.skip("this system does not tell")
    computed = 4 * size * outputs_of(network((8, 8, 1), 10, "multiclass"))
    assert 0.5 * computed < extra < 6 * computed
