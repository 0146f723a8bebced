"""Chapter 9: shares of the data, the work of the known networks by hand and as published, threads."""

import os

import pytest

from chapters.ch09_why_now import (
    CLASSICS,
    SETTINGS,
    SHARES,
    accuracy_of,
    cnn,
    dense,
    run,
    sizes,
    thread_counts,
    work_of,
)
from chapters.material.scaling.thread_speed import examples_a_second
from runtime.errors import UserError


def test_shares_of_the_examples():
    assert sizes(4_000, 10, (0.01, 0.1, 0.3, 1.0), 32) == [40, 400, 1_200, 4_000]


def test_a_share_with_fewer_than_two_examples_a_class_or_a_batch_is_left_out():
    assert sizes(500, 10, (0.01, 0.1, 1.0), 32) == [50, 500]
    assert sizes(500, 10, (0.01, 0.1, 1.0), 64) == [500]
    assert sizes(1_000, 10, (0.02, 0.1, 1.0), 32) == [100, 1_000]  # --examples 1000: 20 are no batch
    assert sizes(100, 10, (0.1, 1.0), 1) == [100]


@pytest.mark.parametrize("changed", [{"examples": 1_000, "epochs": 40}, {"dataset": "digits"}, {"examples": 9_000}])
def test_what_is_suggested_can_be_trained(changed):
    """Two of the three suggestions once ended in an error: a share had fewer examples than a batch."""
    settings = SETTINGS.with_flags(changed)
    data = settings.few(settings.load())
    assert all(count >= settings.batch_size for count in sizes(len(data.train), data.outputs, SHARES, 32))


def test_a_suggestion_runs(tmp_path):
    flags = {"dataset": "digits", "examples": 100, "epochs": 1, "show": "accuracy", "runs_dir": tmp_path}
    report = run(SETTINGS.with_flags(flags))
    assert [each.name for each in report.runs] == ["logistic 100", "dense 100", "cnn 100"]
    _, half = accuracy_of(report.table.rows[0])
    assert 0 < half < 0.2  # one seed, other test examples
    assert report.claims == []  # no tenth to compare with
    with pytest.raises(UserError, match="fewer than one batch"):
        run(SETTINGS.with_flags({**flags, "examples": 20}))


def test_rows_on_fewer_examples_have_tables_of_their_own(tmp_path):
    report = run(SETTINGS.with_flags({"quick": True, "runs_dir": tmp_path}))
    assert [row.label for row in report.table.rows] == ["dense 500"]
    assert list(report.further) == ["50 training examples"]
    assert {each["id"] for each in report.claims} == {"more-data-helps", "overfitting-by-epochs-for-the-data"}


@pytest.mark.parametrize(("name", "billions"), [("GoogLeNet", 1.5), ("ResNet-34", 3.6)])
def test_the_work_is_the_published_one(name, billions):
    """Szegedy et al. 2015, section 1: "1.5 billion multiply-adds"; He et al. 2016, table 1: 3.6 x 10^9."""
    assert work_of(CLASSICS[name]) == pytest.approx(billions * 1e9, rel=0.07)


def test_the_work_of_alexnet_by_hand():
    convolutions = 55**2 * 96 * 363 + 27**2 * 256 * 1_200 + 13**2 * (384 * 2_304 + 384 * 1_728 + 256 * 1_728)
    assert work_of(CLASSICS["AlexNet"]) == convolutions + 9_216 * 4_096 + 4_096 * 4_096 + 4_096 * 1_000


def test_the_networks_by_hand():
    assert dense((28, 28, 1), 10, "multiclass").count_params() == 784 * 128 + 128 + 128 * 64 + 64 + 650
    assert cnn((28, 28, 1), 10, "multiclass").count_params() == 160 + 4_640 + 7 * 7 * 32 * 64 + 64 + 650


def test_threads_are_measured_in_fresh_processes():
    found = examples_a_second([1], dense, (8, 8, 1), 10, batch_size=16, seconds=0.2)
    assert list(found) == [1]
    assert found[1] > 0
    assert thread_counts()[-1] <= os.cpu_count()
