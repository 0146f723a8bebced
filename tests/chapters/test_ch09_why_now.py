"""Chapter 9: the networks by hand, parts of the data that can be trained, and which claims a run can speak of."""

import shutil

import numpy as np
import pytest

import datasets
from chapters.ch09_why_now import SETTINGS, STUDY, cnn, dense, repeated, run
from chapters.material.scaling import part_sizes
from runtime.errors import UserError

DIGITS = {"dataset": "digits", "examples": 100, "epochs": 1, "threads": (), "known": ("LeNet-5",)}


@pytest.fixture(scope="module")
def report(quick, tmp_path_factory):
    """Of the shared quick run, whose trainings are read and not repeated."""
    runs = tmp_path_factory.mktemp("runs")
    shutil.copytree(quick(SETTINGS.chapter).folder, runs / SETTINGS.chapter)
    return run(SETTINGS.with_flags({"quick": True, "resume": True, "runs_dir": runs}))


@pytest.mark.parametrize("changed", [{"epochs": 2}, {"dataset": "digits"}, {"examples": 9_000}, {"examples": 1_000}])
def test_what_is_suggested_can_be_trained(changed):
    """Two of the three suggestions once ended in an error: a share had fewer examples than a batch."""
    settings = SETTINGS.with_flags(changed)
    data = settings.few(settings.load())
    counts = part_sizes(len(data.train), data.outputs, settings["shares"], settings.batch_size)
    assert all(count >= settings.batch_size for count in counts)


@pytest.mark.slow
def test_all_networks_on_another_dataset(tmp_path):
    report = run(SETTINGS.with_flags({**DIGITS, "runs_dir": tmp_path}))
    assert [trained.name for trained in report.runs] == ["logistic 100", "dense 100", "cnn 100"]
    assert report.claims == []  # no tenth to compare with


def test_too_few_examples_for_a_batch(tmp_path):
    with pytest.raises(UserError, match="fewer than one batch"):
        run(SETTINGS.with_flags({**DIGITS, "examples": 20, "runs_dir": tmp_path}))


def test_each_number_of_examples_has_its_table_the_largest_first(report):
    assert list(report.tables) == ["500 training images", "50 training images", "Equal epochs"]
    assert [row.label for row in report.table.rows] == ["dense 500"]
    assert [row.label for row in report.tables["Equal epochs"].rows] == [
        "dense 50", "dense 50 best", "dense 500", "dense 500 best"
    ]  # fmt: skip


def test_more_data_is_compared_at_equal_steps_and_overfitting_at_equal_epochs(report):
    def steps_and_epochs(table, label):
        run = report.tables[table].row(label).runs[0]
        return -(-run.settings["data"]["examples"]["train"] // run.settings["batch_size"]) * run.epochs, run.epochs

    whole, tenth = (steps_and_epochs(f"{n} training images", f"dense {n}") for n in (500, 50))
    assert whole == tenth == (16, 1)
    assert steps_and_epochs("Equal epochs", "dense 500") == (16 * 3, 3)
    assert steps_and_epochs("Equal epochs", "dense 50") == (2 * 3, 3)


def test_a_part_is_repeated_up_to_the_length_of_the_whole():
    data = datasets.load("digits").take(100)
    longer = repeated(data.take(30), 100)
    assert len(longer.train) == 100
    counts = np.unique(longer.train.x.reshape(100, -1), axis=0, return_counts=True)[1]
    assert set(counts) == {3, 4}  # 100 = 30 x 3 + 10
    assert repeated(data, 100).train.x.tobytes() == data.train.x.tobytes()


def test_the_weights_of_the_best_epoch_are_kept_and_no_training_is_cut_short(report):
    for row in report.tables["Equal epochs"].rows:
        run = row.runs[0]
        assert run.epochs == 3
        lowest = min(run.history["val_loss"]) if row.label.endswith("best") else run.history["val_loss"][-1]
        assert run.metrics["validation"]["loss"] == pytest.approx(lowest, rel=1e-4)


def test_the_claims_compare_all_examples_with_a_tenth(report):
    assert {claim["id"] for claim in report.claims} == {"more-data-helps", "overfitting-by-epochs-for-the-data"}


def test_the_study_trains_what_the_claims_compare():
    assert part_sizes(STUDY["examples"], 10, STUDY["shares"], STUDY.batch_size) == [900, 9_000]
    assert STUDY["networks"] == ("dense",)


def test_the_networks_by_hand():
    assert dense((28, 28, 1), 10, "multiclass").count_params() == 784 * 128 + 128 + 128 * 64 + 64 + 650
    assert dense((28, 28, 1), 10, "multiclass", units=()).count_params() == 7_850
    assert cnn((28, 28, 1), 10, "multiclass").count_params() == 160 + 4_640 + 7 * 7 * 32 * 64 + 64 + 650
