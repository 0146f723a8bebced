"""One training at a time: a second thread is refused, the same thread and the next call are not."""

import threading

import pytest

from runtime.errors import UserError
from training.one_at_a_time import one_at_a_time


def test_a_second_thread_is_refused_as_long_as_the_first_is_in_it():
    inside, leave = threading.Event(), threading.Event()

    @one_at_a_time
    def wait() -> None:
        inside.set()
        leave.wait()

    @one_at_a_time
    def nothing() -> str:
        return "done"

    first = threading.Thread(target=wait)
    first.start()
    inside.wait()
    with pytest.raises(UserError, match="another thread of this process is training"):
        nothing()
    leave.set()
    first.join()
    assert nothing() == "done"


def test_the_same_thread_may_train_inside_a_training_and_after_one_that_failed():
    @one_at_a_time
    def fails() -> None:
        raise ValueError("no")

    @one_at_a_time
    def around() -> None:
        fails()

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            around()
