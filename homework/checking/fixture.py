"""Pytest fixtures, so that `pytest` in the folder of an assignment runs its public tests.

A test file takes them by ``pytest_plugins = "homework.checking.fixture"``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from homework.assignment import find
from homework.checking.student import Student, in_child_process


@pytest.fixture(scope="module")
def student(request: pytest.FixtureRequest) -> Iterator[Student]:
    """The file beside the tests: `hw01_x.py` beside `test_hw01_x.py`."""
    name = request.path.stem.removeprefix("test_")
    assignment = find(name)
    file = request.path.with_name(f"{name}.py")
    asked = in_child_process(file, assignment.probes, seconds=assignment.seconds)
    yield asked
    asked.end()


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers, the same at each run."""
    return np.random.default_rng(0)
