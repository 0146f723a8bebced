"""Show that an assignment's tests find mistakes: plausible wrong answers lose points, right ones in any style do not.

`staff/<assignment>/mutants.toml` lists the wrong answers, each a replacement in the solution:

    [[mutant]]
    name = "no bias"
    find = "return x @ weights + bias"
    replace = "return x @ weights"
    loses = "a line for every example"      # a test, by its name in words
    says = "the bias is not added"          # what the student is told, or a part of it

`staff/<assignment>/right/*.py` hold functions that replace those of the solution. Everything runs in this process,
which trusts its own files; what crosses between tests and answers is packed and unpacked as for a student.
"""

from __future__ import annotations

import io
import sys
import tomllib
import types
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homework.assignment import FOLDER, Assignment, find
from homework.checking.marking import Result, run_tests, tests_in
from homework.checking.protocol import ProtocolError, read_message, write_message
from homework.checking.student import Student
from homework.checking.worker import Desk, not_handed_over, probes_of

STAFF = Path(__file__).parent
MAIN = 'if __name__ == "__main__":'


@dataclass(frozen=True)
class Mutant:
    """A plausible wrong answer.

    Attributes:
        name: a few words.
        text: of the whole file.
        loses: the test that finds it, by its name in words.
        says: part of what the student is told.
    """

    name: str
    text: str
    loses: str
    says: str


def assignments() -> list[str]:
    """Those that have a solution here."""
    return sorted(path.parent.name for path in STAFF.glob("hw*/solution.py") if (FOLDER / path.parent.name).is_dir())


def solution(name: str) -> str:
    """The text of a solution."""
    return (STAFF / name / "solution.py").read_text(encoding="utf-8")


def mutants(name: str) -> list[Mutant]:
    """The wrong answers of an assignment."""
    text = solution(name)
    entries = tomllib.loads((STAFF / name / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
    made = []
    for entry in entries:
        if text.count(entry["find"]) != 1:
            raise ValueError(
                f"{name}, {entry['name']}: {entry['find']!r} occurs {text.count(entry['find'])} times, not once"
            )
        changed = text.replace(entry["find"], entry["replace"])
        made.append(Mutant(entry["name"], changed, entry["loses"], entry["says"]))
    return made


def right_answers(name: str) -> dict[str, str]:
    """Right answers in other styles: file name -> text of the solution with those functions in place of its own."""
    head, main, tail = solution(name).partition(MAIN)
    files = sorted((STAFF / name / "right").glob("*.py"))
    return {path.stem: f"{head}\n{path.read_text(encoding='utf-8')}\n\n{main}{tail}" for path in files}


def all_tests(assignment: Assignment) -> list[Any]:
    """The public tests, then the hidden ones of `staff/<assignment>/hidden.py`."""
    tests, _ = tests_in(assignment.tests)
    hidden = STAFF / assignment.name / "hidden.py"
    return [*tests, *(tests_in(hidden)[0] if hidden.exists() else [])]


def results_of(text: str, name: str, tests: Sequence[Any] | None = None, seed: int = 0) -> list[Result]:
    """Run the tests of an assignment against the text of an answer."""
    assignment = find(name)
    desk = Desk(probes_of(assignment.probes))
    module = types.ModuleType(f"answer_to_{name}")
    module.__file__ = f"<{name}>"
    sys.modules[module.__name__] = module
    student = Student(Path(module.__file__), lambda: _Here(desk))
    student._channel = _Here(desk)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # in a student's process they are only printed
        exec(compile(text, module.__file__, "exec"), module.__dict__)
        desk.module = module
        return list(run_tests(all_tests(assignment) if tests is None else tests, student, seed))


class _Here:
    """A channel to a desk of this process."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def ask(self, message: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """As a worker answers it."""
        reply = self.desk.answer(_crossed(message, None))
        try:
            return _crossed(reply, self.desk.hold)
        except ProtocolError as error:
            return {"id": message["id"], "error": not_handed_over(error)}

    def close(self) -> None:
        """Nothing was started."""


def _crossed(message: Mapping[str, Any], hold: Any) -> dict[str, Any]:
    stream = io.BytesIO()
    write_message(stream, message, hold)
    stream.seek(0)
    return read_message(stream)
