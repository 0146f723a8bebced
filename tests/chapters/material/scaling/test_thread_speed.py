"""Speed against threads: measured in fresh processes, for as many threads as there are cores."""

import pytest

from chapters.ch09_why_now import dense
from chapters.material.scaling.thread_speed import examples_a_second


@pytest.mark.slow
def test_threads_are_measured_in_fresh_processes():
    found = examples_a_second([1, 100_000], dense, (8, 8, 1), 10, batch_size=16, seconds=0.2)
    assert list(found) == [1]  # no computer has 100,000 cores
    assert found[1] > 0


def test_nothing_is_measured_for_no_threads():
    assert examples_a_second([], dense, (8, 8, 1), 10) == {}
