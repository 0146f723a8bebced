"""A class: submissions of one assignment, and a folder of staff with its solution and hidden tests."""

from pathlib import Path

import pytest

from homework.assignment import Assignment, find
from homework.grading.grading import Course
from homework.grading.isolation import Limits, why_not

STAFF = Path(__file__).parents[3] / "staff"


@pytest.fixture
def assignment() -> Assignment:
    return find("hw01")


@pytest.fixture
def staff() -> Path:
    if not STAFF.is_dir():
        pytest.skip("staff/ is not in what students get")
    return STAFF


@pytest.fixture
def solution(staff: Path, assignment: Assignment) -> str:
    return (staff / assignment.name / "solution.py").read_text(encoding="utf-8")


@pytest.fixture(params=["none", pytest.param("bwrap", marks=pytest.mark.slow)])
def course(request: pytest.FixtureRequest, staff: Path, assignment: Assignment) -> Course:
    """Grading in an ordinary process, and in a sandbox where there is one."""
    if reason := why_not(request.param):
        pytest.skip(reason)
    hidden = staff / assignment.name / "hidden.py"
    return Course(assignment, hidden, request.param, Limits(memory=512 << 20), seconds=60, seed=7)
