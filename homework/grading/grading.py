"""Grade one submission: a sandboxed process answers, the tests judge here, and the result is Gradescope's JSON."""

from __future__ import annotations

import hashlib
import math
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from homework import predictions
from homework.assignment import Assignment
from homework.checking.marking import Result, find_outcomes, run_tests, tests_in
from homework.checking.student import ChildProcess, Failed, Student
from homework.grading import isolation
from homework.grading.family import Family, MemoryWatch
from homework.grading.submissions import Submission
from homework.grading.users import a_user, hand_over
from runtime.plain_text import plain

GRADER = Path(__file__).parents[1]
"""The folder with the code that decides what a test says, in the folders below it."""
DEATHS = ("memory", "timeout", "crashed", "protocol")
HIDDEN_HINT = "a hidden test; check the function with other sizes and edge cases"


@dataclass(frozen=True)
class Course:
    """What grades every submission of an assignment alike.

    Attributes:
        assignment: its public part.
        hidden: the file of its hidden tests.
        level: of isolation.
        limits: of a submission's process.
        seconds: that all calls of a submission may take together.
        seed: of the numbers that the tests draw; secret until the grading is over.
    """

    assignment: Assignment
    hidden: Path
    level: str
    limits: isolation.Limits
    seconds: float
    seed: int

    @cached_property
    def digits(self) -> str:
        """Of everything that decides a result beside the submission: tests, probes, grader, limits, isolation."""
        result = hashlib.sha256(repr((self.level, self.limits, self.seconds, self.seed)).encode())
        files = [self.assignment.tests, self.hidden, self.assignment.folder / "homework.toml", self.assignment.probes]
        for path in (*files, *sorted(GRADER.glob("*/*.py"))):
            result.update(path.read_bytes() if path is not None else b"")
        result.update(metadata.version("executable-lecture").encode())
        return result.hexdigest()


class _Watched(ChildProcess):
    """A channel whose process is killed for its memory or when the time of the submission is over."""

    def __init__(self, command: Sequence[str], course: Course, user: int | None, ends: float) -> None:
        super().__init__(command, env=isolation.environment(), cwd="/")
        self._closing, self._closed = threading.Lock(), False
        self._family = Family(self.pid, user)
        self._watch = MemoryWatch(self._family, course.limits.memory, self.close)
        self._course, self._ends = course, ends

    def ask(self, message: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        left = self._ends - time.monotonic()
        try:
            return super().ask(message, min(seconds, max(left, 0.0)))
        except Failed as failed:
            self._watch.stop()
            if self._watch.exceeded:
                raise Failed("memory", f"more than {self._course.limits.memory >> 20} MiB of memory") from None
            if failed.status == "timeout" and left < seconds:
                raise Failed(
                    "timeout", f"all calls together took longer than {self._course.seconds:g} seconds"
                ) from None
            raise

    def close(self) -> None:
        """Kill the process and all that it started, and wait until none of them is left."""
        self._watch.stop()
        with self._closing:  # the watch may be at it: who comes second waits, and kills nothing that started since
            if not self._closed:
                self._family.end(self._end)
                self._closed = True

    def _end(self, seconds: float) -> None:
        if self._course.level == "bwrap":
            self.ended(seconds)
        super().close()


def grade(submission: Submission, course: Course, job: int = 0, jobs: int = 1) -> dict[str, Any]:
    """The result of one submission, as Gradescope's `results.json` has it; without times, so that it can be repeated.

    Args:
        submission: from `find_submissions`.
        course: the assignment with its hidden tests and limits.
        job: the slot, which has its own share of the processor cores.
        jobs: how many slots there are.
    """
    if submission.invalid:
        return _result(submission, course, [], "missing" if submission.missing else "invalid", submission.invalid, {})
    public, outcomes = tests_in(course.assignment.tests)
    hidden, _ = tests_in(course.hidden)
    with a_user(course.level) as user, tempfile.TemporaryDirectory(prefix="homework-") as folder:
        file = Path(folder, "in", f"{course.assignment.name}.py")
        file.parent.mkdir()
        file.write_text(submission.code, encoding="utf-8", newline="\n")
        hand_over(Path(folder), user)
        ends = time.monotonic() + course.seconds
        cores = isolation.cores(job, jobs)
        command = isolation.command(course.level, user, cores, course.limits, file.parent, course.assignment.probes)
        student = Student(file, lambda: _Watched(command, course, user, ends), seconds=course.assignment.seconds)
        try:
            student.begin()
            results = list(run_tests([*public, *hidden], student, course.seed))
            came = find_outcomes(outcomes, student, course.seed)
        except Failed as failed:
            return _result(submission, course, [], "import_error", str(failed), {}, [*public, *hidden])
        except (NameError, ImportError, AssertionError) as error:
            return grader_failed(submission, course, error)
        finally:
            student.end()
            shutil.rmtree(file.parent, ignore_errors=True)
    died = [result.status for result in results if result.status in DEATHS]
    status = next((death for death in DEATHS if death in died), "graded")
    return _result(submission, course, results, status, "", came, hidden=len(hidden))


def _result(
    submission: Submission,
    course: Course,
    results: Sequence[Result],
    status: str,
    reason: str,
    came: Mapping[str, Any],
    unrun: Sequence[Any] = (),
    hidden: int = 0,
) -> dict[str, Any]:
    shown = len(results) - hidden
    tests = [_test(result, index < shown) for index, result in enumerate(results)]
    tests += [_unrun(test.marks, test.__name__, reason) for test in unrun]
    predicted, problem = _predictions(submission, course.assignment)
    if course.assignment.questions and status not in ("missing", "grader_error"):
        tests.append(_for_predicting(course.assignment, predicted, problem))
    result: dict[str, Any] = {
        "tests": tests,
        "output": plain(reason)[:500],
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "student": plain(submission.student),
            "status": status,
            "isolation": course.level,
            "memory_mib": course.limits.memory >> 20,
            "seconds": course.seconds,
            "seed": course.seed,
            "course": course.digits,
            "submission": submission.digits,
            "versions": {
                name: metadata.version(name) for name in ("executable-lecture", "numpy", "keras", "tensorflow")
            },
            "predictions": dict(predicted.answers) if predicted is not None else {},
            "outcomes": {key: kept for key, value in came.items() if (kept := _kept(value)) is not None},
        },
    }
    if status == "grader_error":
        result["score"] = None
    elif not tests:
        result["score"] = 0
    return result


def _kept(value: Any) -> str | int | float | None:
    """An outcome as it is stored; None for what JSON does not have, such as NaN."""
    if isinstance(value, str):
        return plain(value)[:200]
    return value if isinstance(value, int | float) and math.isfinite(value) else None


def grader_failed(submission: Submission, course: Course, error: Exception) -> dict[str, Any]:
    """The result of a submission at which the grader itself failed: no score, and the class goes on."""
    return _result(submission, course, [], "grader_error", f"{type(error).__name__}: {error}", {})


def _test(result: Result, public: bool) -> dict[str, Any]:
    if result.status == "passed":
        output = ""
    elif public:
        output = f"{result.mistake}{f' ({result.seen})' if result.seen else ''}"
    else:  # nothing that the student's code could have put there
        hint = result.marks.hints[0] if result.marks.hints else HIDDEN_HINT
        output = (
            hint if result.status in ("wrong", "error") else f"{result.status.replace('missing', 'not written yet')}"
        )
    name = f"{result.marks.of}: {result.name}"
    passed = result.status == "passed"
    return _entry(name, result.earned, result.marks.points, output, passed=passed, public=public, tags=[result.status])


def _unrun(marks: Any, name: str, reason: str) -> dict[str, Any]:
    words = name.removeprefix("test_").replace("_", " ")
    return _entry(f"{marks.of}: {words}", 0, marks.points, reason, tags=["import"])


def _predictions(submission: Submission, assignment: Assignment) -> tuple[predictions.Predictions | None, str]:
    if not submission.predictions:
        return None, f"{predictions.FILE} was not handed in"
    try:
        text = submission.predictions.decode("utf-8")
        return predictions.from_text(text, Path(predictions.FILE), assignment), ""
    except ValueError:
        return None, f"{predictions.FILE} is damaged"


def _for_predicting(assignment: Assignment, predicted: predictions.Predictions | None, problem: str) -> dict[str, Any]:
    earned = predicted.points(assignment) if predicted is not None else 0.0
    name = "predictions: all answered before the first check"
    return _entry(name, earned, assignment.points_for_predictions, "" if earned else problem, passed=bool(earned))


def _entry(
    name: str,
    score: float,
    most: float,
    output: str,
    *,
    passed: bool = False,
    public: bool = True,
    tags: Sequence[str] = (),
) -> dict[str, Any]:
    """One test as Gradescope has it; a hidden one is shown after the grades are published."""
    return {
        "name": name,
        "score": score,
        "max_score": most,
        "status": "passed" if passed else "failed",
        "output": plain(output)[:500],
        "output_format": "text",
        "visibility": "visible" if public else "after_published",
        "tags": list(tags),
    }
