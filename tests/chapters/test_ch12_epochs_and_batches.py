"""Chapter 12: the batches of an epoch, computed and read, and a lesson on fewer examples than a batch."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import datasets
from chapters.ch12_epochs_and_batches import (
    SETTINGS,
    STUDY,
    batch_sizes,
    check_claims,
    compare_batch_sizes,
    compare_epochs,
    network,
    read_batches,
    run,
)


@pytest.mark.parametrize(("examples", "size"), [(1_000, 128), (1_000, 125), (1_000, 1), (7, 10), (10, 10)])
def test_batch_sizes_are_those_of_a_range(examples, size):
    assert batch_sizes(examples, size) == [
        len(range(examples)[start : start + size]) for start in range(0, examples, size)
    ]


def test_the_batches_hold_every_example_once_an_epoch():
    data = datasets.load("digits").take(1_000)
    sizes, times = read_batches(data, 128, epochs=3, seed=5)
    assert sizes == batch_sizes(1_000, 128) == [128] * 7 + [104]
    assert times.tolist() == [3] * 1_000


def test_the_batches_are_those_that_a_training_reads():
    """With the same seed and epoch, the numbers that are counted are the examples that are gathered."""
    data = datasets.load("digits").take(100)
    order = data.order(5, 0)
    first = next(iter(data.batches("train", 30, seed=5, epoch=0)))[0].numpy()
    assert np.array_equal(first, data.train.x[order[:30]])


@pytest.mark.slow
def test_fewer_examples_than_the_smallest_timed_batch(tmp_path, capsys):
    """`--examples 7 --batch-size 4` once ended in an IndexError, after the trainings."""
    flags = {"dataset": "digits", "examples": 7, "batch_size": 4, "quick": True, "runs_dir": tmp_path}
    report = run(SETTINGS.with_flags(flags))
    assert [trained.name for trained in report.runs] == [
        "one epoch",
        "few epochs",
        "many epochs",
        "batch 7, epochs 4",
        "slide",
    ]
    assert [trained.settings["data"]["examples"]["train"] for trained in report.runs] == [7, 7, 7, 7, 1_000]
    said = {claim["id"]: claim["evidence"] for claim in report.all_claims}
    assert "small-batches-take-longer" not in said
    assert "twice the bytes" in said["large-batches-take-memory"]
    text = capsys.readouterr().out
    assert "1,000 examples of digits in batches of 128, 2 epochs" in text
    assert "8 steps an epoch; the optimizer counted 16 steps in all" in text
    assert "each example was read 2 times at least and 2 times at most" in text


def test_full_takes_all_examples():
    data = datasets.load("digits")
    assert len(SETTINGS.with_flags({"full": True}).few(data).train) == len(data.train)
    assert len(SETTINGS.with_flags({"examples": 50}).few(data).train) == 50


def test_the_network_is_the_books():
    assert network((28, 28, 1), 10, "multiclass").count_params() == 266_610
    assert network((2,), 1, "binary").layers[-1].activation.__name__ == "sigmoid"


def test_equal_steps_are_equal_steps():
    steps = [epochs * len(batch_sizes(SETTINGS["examples"], size)) for size, epochs in SETTINGS["equal_steps"]]
    assert max(steps) <= 1.03 * min(steps)
    assert {epochs for _, epochs in SETTINGS["equal_epochs"]} == {4}
    assert STUDY["rates"] == (SETTINGS.learning_rate,)
    assert STUDY["equal_epochs"] == ((8, 4), (128, 4)), "a claim compares these two"


@pytest.mark.slow
def test_underfitting_is_judged_on_examples_that_the_network_has_not_seen(tmp_path):
    settings = SETTINGS.with_flags({"dataset": "digits", "epochs": 4, "few": 3, "examples": 300, "runs_dir": tmp_path})
    epochs = compare_epochs(settings.few(settings.load()), settings)
    underfit = check_claims(epochs, SimpleNamespace(rows=[]))[0]
    one, few, many = ({split: row.values(split, "accuracy")[0] for split in ("train", "test")} for row in epochs.rows)
    assert underfit["id"] == "few-epochs-underfit"
    assert underfit["values"]["difference"] == pytest.approx(few["test"] - one["test"], abs=1e-6)
    others = (few["train"] - one["train"], many["train"] - one["train"], many["test"] - one["test"])
    assert underfit["values"]["difference"] not in map(pytest.approx, others)


@pytest.mark.slow
def test_a_training_of_both_budgets_is_trained_once(tmp_path):
    settings = SETTINGS.with_flags({"dataset": "iris", "runs_dir": tmp_path})
    budgets = {"equal_epochs": ((8, 2), (16, 2)), "equal_steps": ((8, 1), (16, 2)), "rates": (0.001, 0.01)}
    tables = compare_batch_sizes(datasets.load("iris"), replace(settings, values=budgets))
    both = [{run.folder for run in table.runs} for table in tables.values()]
    assert [len(folders) for folders in both] == [2, 2]
    assert len(both[0] & both[1]) == 1
    assert len(list(settings.folder.glob("batch-*-s0*"))) == 2 * 3
