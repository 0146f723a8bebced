"""A student's folder outside the repository, with a Korean name and a space."""

from pathlib import Path

import pytest

from homework.assignment import Assignment, find
from homework.starting import start


@pytest.fixture
def assignment() -> Assignment:
    return find("hw01")


@pytest.fixture
def begun(assignment: Assignment, tmp_path: Path) -> Path:
    """The template that a student has started."""
    return start(assignment, tmp_path / "내 숙제 1")[0]
