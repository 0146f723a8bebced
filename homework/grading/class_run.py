"""Grade a folder of submissions: several at a time, each result written when it is there, and none twice."""

from __future__ import annotations

import hashlib
import json
import queue
import re
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from homework.assignment import Assignment
from homework.grading import isolation, reports
from homework.grading.grading import Course, grade, grader_failed
from homework.grading.similarity import alike
from homework.grading.submissions import Submission, find_submissions
from runtime.errors import UserError
from runtime.files import make_folder, write_json, write_text

GRADING = "grading.json"


def grade_class(
    assignment: Assignment,
    submissions: Path,
    staff: Path,
    out: Path,
    *,
    level: str,
    limits: isolation.Limits,
    seconds: float,
    jobs: int,
    say: Callable[[str], None],
) -> list[dict[str, Any]]:
    """Grade everything in a folder, and write `results/<student>.json`, `grades.csv` and `report.md`.

    A submission whose result is there already, with the same file, tests and limits, is not graded again: whoever is
    interrupted gives the same command again.

    Args:
        assignment: public part.
        submissions: the folder of what was handed in.
        staff: holds `<assignment>/hidden.py`.
        out: the results' folder.
        level: of isolation; it is refused where it cannot be had.
        limits: of a submission's process.
        seconds: that all calls of a submission may take.
        jobs: submissions at a time.
        say: is told of each result in one line.

    Returns:
        The results, sorted by student.

    Raises:
        UserError: the isolation cannot be had, a folder is missing, the results lie among the submissions, or student
            code could read the hidden tests.
    """
    if reason := isolation.why_not(level):
        raise UserError(f"{reason}; --isolation uid or none grades with less, and says so in every result")
    hidden = staff / assignment.name / "hidden.py"
    if not hidden.is_file():
        raise UserError(f"there are no hidden tests {hidden}; --staff names the folder that holds {assignment.name}/")
    if (
        out.resolve() in (submissions.resolve(), *submissions.resolve().parents)
        or submissions.resolve() in out.resolve().parents
    ):
        raise UserError(f"{out} and {submissions} lie in one another; give another folder with --out")
    make_folder(out / "results")
    if open_to_all := isolation.seen(level, [hidden, submissions, out]):
        raise UserError(
            f"student code could read {open_to_all[0]} at isolation {level}; move it to a folder that only you can read"
        )
    found = find_submissions(submissions, assignment)
    course = Course(assignment, hidden, level, limits, seconds, _seed(out))
    slots: queue.SimpleQueue[int] = queue.SimpleQueue()
    for job in range(jobs):
        slots.put(job)

    def work(submission: Submission) -> dict[str, Any]:
        path = out / "results" / f"{file_name(submission.student)}.json"
        known = _known(path, submission, course)
        if known is not None:
            return known
        job = slots.get()
        try:
            result = grade(submission, course, job, jobs)
        except Exception as error:  # one submission never stops the class
            result = grader_failed(submission, course, error)
        finally:
            slots.put(job)
        write_json(path, result)
        return result

    done = {}
    with ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(work, submission): submission for submission in found}
        try:
            for number, future in enumerate(as_completed(waiting), 1):
                result = done[waiting[future].student] = future.result()
                points = reports.earned(result)
                extra = result["extra_data"]
                say(f"{number} of {len(found)}: {extra['student']}: {extra['status']}, {points} points")
        finally:
            pool.shutdown(cancel_futures=True)
    results = [done[submission.student] for submission in found]
    codes = {submission.student: submission.code for submission in found if submission.code}
    pairs = alike(codes, assignment.template.read_text(encoding="utf-8"))
    write_text(out / "grades.csv", reports.grades_csv(results))
    write_text(out / "report.md", reports.report(assignment, results, pairs))
    return results


def file_name(student: str) -> str:
    """A student's name as a file name on every system, which no other student's name comes to."""
    name = re.sub(r"[^\w.+@ -]", "_", student).strip(". ")[:100]
    if name == student:
        return name
    return f"{name}~{hashlib.sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _seed(out: Path) -> int:
    """The seed of this grading: drawn once, and kept beside the results for whoever goes on."""
    path = out / GRADING
    try:
        return int(json.loads(path.read_text(encoding="utf-8"))["seed"])
    except FileNotFoundError:
        seed = secrets.randbits(32)
        write_json(path, {"seed": seed})
        return seed
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path} is damaged ({type(error).__name__}); delete it and the results beside it") from None


def _known(path: Path, submission: Submission, course: Course) -> dict[str, Any] | None:
    """A result that is there already and would come out the same."""
    try:
        result: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        extra = result["extra_data"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    same = extra.get("submission") == submission.digits and extra.get("course") == course.digits
    again = extra.get("status") == "grader_error" or bool(submission.invalid)
    return dict(result) if same and not again else None
