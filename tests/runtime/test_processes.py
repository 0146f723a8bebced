import os
import signal

import pytest

from runtime.errors import UserError
from runtime.processes import in_fresh_processes


def test_each_call_has_its_own_process_and_the_order_stays():
    assert len({*in_fresh_processes(os.getpid, [()] * 3, 2), os.getpid()}) == 4
    assert in_fresh_processes(pow, [(2, power) for power in range(3)], 2) == [1, 2, 4]


def test_an_error_inside_comes_back_as_it_was():
    with pytest.raises(ValueError, match="x"):
        in_fresh_processes(int, [("x",)], 1)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_killed_process_is_a_sentence():
    with pytest.raises(UserError, match="killed"):
        in_fresh_processes(signal.raise_signal, [(signal.SIGKILL,)], 1)
