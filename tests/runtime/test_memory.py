import subprocess
import sys

import numpy as np
import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_the_peak_knows_of_a_large_array(root):
    """In a fresh process: the peak of this one may be gigabytes, and only a larger array would raise it."""
    program = "from runtime.memory import peak_memory as peak; a = peak(); x = b'1' * 2 * a; print(a, peak(), len(x))"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, encoding="utf-8", check=True)
    before, after, size = map(int, done.stdout.split())
    assert size == 2 * before
    assert 2 * size > after >= size


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux hands on the peak of the starting process")
def test_a_new_process_does_not_take_over_the_peak_of_the_one_that_started_it(root):
    array = np.ones(2 * 10**7)
    command = [sys.executable, "-c", "from runtime.memory import peak_memory; print(peak_memory())"]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert int(done.stdout) < 8 * array.sum()


def test_the_peak_of_a_second_piece_of_work_is_its_own_or_unknown(root):
    program = """
from runtime.memory import begin_peak, peak_memory
begin_peak()
large = b"1" * 2**28
first = peak_memory()
del large
print(begin_peak(), first, peak_memory())
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, encoding="utf-8", check=True)
    known, first, second = done.stdout.split()
    assert known == "False" or int(second) < int(first) - 2**27
