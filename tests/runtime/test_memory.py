import sys

import numpy as np
import pytest

from runtime.memory import peak_memory


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_the_peak_knows_of_a_large_array():
    before = peak_memory()
    array = np.ones(before // 8 + 10**7)
    assert peak_memory() >= before + 8 * 10**7
    assert array[0] == 1
