"""The curves of the schedules at their corners."""

import numpy as np

from chapters.material.optimizers.schedules import SCHEDULES


def test_schedules():
    at = {name: schedule(np.array([0.0, 0.5, 1.0])) for name, schedule in SCHEDULES.items()}
    assert at["power"][0] == at["exponential"][0] == 1
    assert np.allclose(at["exponential"], [1, 10**-0.5, 0.1])
    assert all((np.diff(at[name]) <= 0).all() for name in ("power", "exponential", "piecewise"))
    assert at["1cycle"][0] < at["1cycle"][1] > at["1cycle"][2]
