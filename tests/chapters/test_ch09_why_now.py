"""Chapter 9: shares of the data, the work of the known networks by hand and as published, threads."""

import os

import pytest

from chapters.ch09_why_now import CLASSICS, cnn, dense, sizes, thread_counts, work_of
from chapters.thread_speed import examples_a_second


def test_shares_of_the_examples():
    assert sizes(4_000, 10, (0.01, 0.1, 0.3, 1.0)) == [40, 400, 1_200, 4_000]


def test_a_share_with_fewer_than_two_examples_a_class_is_left_out():
    assert sizes(500, 10, (0.01, 0.1, 1.0)) == [50, 500]
    assert sizes(100, 10, (0.1, 1.0)) == [100]


@pytest.mark.parametrize(("name", "billions"), [("GoogLeNet", 1.5), ("ResNet-34", 3.6)])
def test_the_work_is_the_published_one(name, billions):
    """Szegedy et al. 2015, section 1: "1.5 billion multiply-adds"; He et al. 2016, table 1: 3.6 x 10^9."""
    _, recipe, shape, outputs = CLASSICS[name]
    assert work_of(recipe, shape, outputs) == pytest.approx(billions * 1e9, rel=0.07)


def test_the_work_of_alexnet_by_hand():
    convolutions = 55**2 * 96 * 363 + 27**2 * 256 * 1_200 + 13**2 * (384 * 2_304 + 384 * 1_728 + 256 * 1_728)
    _, recipe, shape, outputs = CLASSICS["AlexNet"]
    assert work_of(recipe, shape, outputs) == convolutions + 9_216 * 4_096 + 4_096 * 4_096 + 4_096 * 1_000


def test_the_networks_by_hand():
    assert dense((28, 28, 1), 10, "multiclass").count_params() == 784 * 128 + 128 + 128 * 64 + 64 + 650
    assert cnn((28, 28, 1), 10, "multiclass").count_params() == 160 + 4_640 + 7 * 7 * 32 * 64 + 64 + 650


def test_threads_are_measured_in_fresh_processes():
    found = examples_a_second([1], dense, (8, 8, 1), 10, batch_size=16, seconds=0.2)
    assert list(found) == [1]
    assert found[1] > 0
    assert thread_counts()[-1] <= os.cpu_count()
