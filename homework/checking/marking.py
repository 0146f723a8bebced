"""Run the tests of an assignment against one submission, and count the points."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from homework.checking.student import Failed, Student
from homework.checking.tests import Marks, Wrong
from runtime.errors import UserError
from runtime.plain_text import plain

MOST_DEATHS = 4
"""A process that was killed is started again so often; after that its remaining tests fail."""
MOST_DEATHS_OF_ONE = 2
"""After so many deaths in tests of one function its remaining tests fail: an endless loop costs no other function."""


@dataclass(frozen=True)
class Result:
    """What came of one test.

    Attributes:
        name: of the test, without `test_`, in words.
        marks: its points, the function it tests, its hints.
        status: `"passed"`, `"wrong"`, or as of `Failed`.
        mistake: what was probably done; for a call that failed, how.
        seen: numbers that came back, for public tests only.
    """

    name: str
    marks: Marks
    status: str
    mistake: str = ""
    seen: str = ""

    @property
    def earned(self) -> float:
        """All points or none."""
        return self.marks.points if self.status == "passed" else 0.0


def tests_in(file: Path) -> tuple[list[Callable[..., None]], dict[str, Callable[..., Any]]]:
    """The tests of a file in their order, and its outcomes by question.

    Raises:
        UserError: there is no such file, or it cannot be imported.
    """
    module = _imported(file)
    found = [thing for thing in vars(module).values() if inspect.isfunction(thing)]
    tests = [thing for thing in found if hasattr(thing, "marks") and thing.__module__ == module.__name__]
    return tests, {thing.question: thing for thing in found if hasattr(thing, "question")}  # pyright: ignore


def _imported(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tests_of_{file.parent.name}_{file.stem}", file)
    if not file.is_file() or spec is None or spec.loader is None:
        raise UserError(f"there is no test file {file}; give the folder of the assignment's tests")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever stands in it
        raise UserError(
            f"the tests in {file} cannot be imported ({type(error).__name__}: {error}); mend them"
        ) from error
    return module


def run_tests(tests: Sequence[Callable[..., None]], student: Student, seed: int) -> Iterator[Result]:
    """One result a test, in their order; a test that fails does not stop the others.

    Args:
        tests: from `tests_in`.
        student: the submission.
        seed: of the numbers that the tests draw.
    """
    deaths: Counter[str] = Counter()
    for number, test in enumerate(tests):
        marks: Marks = test.marks  # pyright: ignore[reportFunctionMemberAccess]
        if deaths[marks.of] >= MOST_DEATHS_OF_ONE:
            yield Result(_name(test), marks, "crashed", f"{marks.of} ended the process in tests before this one")
            continue
        before = student.deaths
        yield _run(test, student, np.random.default_rng([seed, number]), seed)
        deaths[marks.of] += student.deaths - before


def _name(test: Callable[..., None]) -> str:
    return test.__name__.removeprefix("test_").replace("_", " ")


def _run(test: Callable[..., None], student: Student, rng: np.random.Generator, seed: int) -> Result:
    marks: Marks = test.marks  # pyright: ignore[reportFunctionMemberAccess]
    name = _name(test)
    if student.deaths > MOST_DEATHS:
        return Result(name, marks, "crashed", "the process of this file was killed too often")
    try:
        student.probe("seed", seed)  # every test finds the same random numbers, whichever ran before
        test(*((student, rng) if len(inspect.signature(test).parameters) > 1 else (student,)))
    except Wrong as wrong:
        return Result(name, marks, "wrong", plain(wrong.mistake), plain(wrong.seen))
    except Failed as failed:
        return Result(name, marks, failed.status, plain(str(failed)))
    except (NameError, ImportError, AssertionError):
        raise  # the test itself is wrong
    except Exception as error:  # the test took what came for something else, such as a list for an array
        return Result(
            name, marks, "wrong", "the result is not of the form that the task asks for", plain(str(error))[:200]
        )
    return Result(name, marks, "passed")


def find_outcomes(outcomes: dict[str, Callable[..., Any]], student: Student, seed: int) -> dict[str, Any]:
    """Question -> what came of it with the student's code; without those that could not be found."""
    found = {}
    for question, function in outcomes.items():
        if student.deaths > MOST_DEATHS:
            break
        try:
            student.probe("seed", seed)
            found[question] = function(student)
        except (NameError, ImportError, AssertionError):
            raise  # the function itself is wrong
        except Exception:  # what came was not what it takes
            continue
    return found
