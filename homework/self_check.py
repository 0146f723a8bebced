"""The self-check: run the public tests of an assignment, and say what is wrong without saying the answer."""

from __future__ import annotations

import tokenize
from collections.abc import Sequence
from pathlib import Path

from homework import predictions
from homework.assignment import Assignment
from homework.checking.marking import Result, find_outcomes, run_tests, tests_in
from homework.checking.student import Failed, in_child_process
from runtime.errors import UserError
from runtime.plain_text import plain
from runtime.wrapping import wrapped

SEED = 0
MOST_LINES = 40


def self_check(file: Path, assignment: Assignment, hints: int, printed: bool = False) -> bool:
    """Check a student's file and print points by function, mistakes, hints, and what came of the predictions.

    Args:
        file: the filled-in template.
        assignment: it belongs to.
        hints: how many a failed test shows.
        printed: whether to show the last lines that the file printed.

    Returns:
        Whether all points were earned.

    Raises:
        UserError: there is no such file, or it is no Python file that can be read.
    """
    if not file.is_file():
        raise UserError(f"there is no file {file}; python -m homework start {assignment.name} makes one")
    _refuse_other_files(file)
    if warning := assignment.version_warning():
        print(f"note: {warning}\n")
    predicted = predictions.read(file.parent, assignment)
    tests, outcomes = tests_in(assignment.tests)
    student = in_child_process(file.resolve(), assignment.probes, seconds=assignment.seconds)
    try:
        try:
            student.begin()
        except Failed as failed:
            _print_wrapped(f"{assignment.name}: {failed}", "")
            return False
        results = list(run_tests(tests, student, SEED))
        if any(result.status != "missing" for result in results):  # an untouched template teaches nothing yet
            predicted = predictions.remember_check(predicted)
        came = find_outcomes(outcomes, student, SEED) if predicted.answers else {}
    finally:
        student.end()
        if printed:
            _print_printed(student.printed)
    _print_points(file, assignment, results, predicted, hints)
    _print_outcomes(assignment, predicted, came)
    total = sum(result.marks.points for result in results) + assignment.points_for_predictions
    return sum(result.earned for result in results) + predicted.points(assignment) == total


def _refuse_other_files(file: Path) -> None:
    if file.suffix.lower() != ".py":
        raise UserError(f"{file.name} is no .py file; export a notebook as a Python file, and check that")
    try:
        with tokenize.open(file) as text:
            text.read()
    except (UnicodeDecodeError, SyntaxError):
        raise UserError(f"{file.name} is not in UTF-8; save it again with the encoding UTF-8") from None


def _print_printed(text: str) -> None:
    lines = [plain(line) for line in text.splitlines() if line.strip()]
    print(f"printed by your file{f', the last {MOST_LINES} lines' if len(lines) > MOST_LINES else ''}:")
    print(*(f"  {line}" for line in lines[-MOST_LINES:] or ["nothing"]), "", sep="\n")


def _print_points(
    file: Path, assignment: Assignment, results: Sequence[Result], predicted: predictions.Predictions, hints: int
) -> None:
    for_predicting = predicted.points(assignment)
    earned = sum(result.earned for result in results) + for_predicting
    possible = sum(result.marks.points for result in results) + assignment.points_for_predictions
    print(f"{assignment.name}: {earned:g} of {possible:g} points by the public tests\n")
    functions = list(dict.fromkeys(result.marks.of for result in results))
    width = max(map(len, [*functions, "predictions"]))
    for function in functions:
        own = [result for result in results if result.marks.of == function]
        reached, most = sum(result.earned for result in own), sum(result.marks.points for result in own)
        missing = all(result.status == "missing" for result in own)
        print(f"  {function:{width}}  {reached:>4g} of {most:g}{'   not written yet' if missing else ''}")
        for result in own:
            if result.status not in ("passed", "missing") or (result.status == "missing" and not missing):
                _print_mistake(result, hints)
    if assignment.questions:
        most = assignment.points_for_predictions
        open_questions = "" if for_predicting else _what_is_open(file, predicted)
        print(f"  {'predictions':{width}}  {for_predicting:>4g} of {most:g}{open_questions}")
    mistaken = [result for result in results if result.status not in ("passed", "missing")]
    if any(len(result.marks.hints) > hints for result in mistaken):
        print("\nadd --hint for one more hint to each mistake")


def _what_is_open(file: Path, predicted: predictions.Predictions) -> str:
    if predicted.checked is not None:
        return "   some were not answered before the first check"
    name = f'"{file}"' if " " in str(file) else file
    return f"   answer them first:\n    python -m homework predict {name}"


def _print_mistake(result: Result, hints: int) -> None:
    seen = f" ({result.seen})" if result.seen else ""
    _print_wrapped(f"- {result.name}: {result.mistake}{seen}", "    ", 2)
    for hint in result.marks.hints[:hints]:
        _print_wrapped(f"hint: {hint}", "      ")


def _print_outcomes(assignment: Assignment, predicted: predictions.Predictions, came: dict) -> None:
    for question in assignment.questions:
        if question.key in came:
            print()
            _print_wrapped(question.text, "  ")
            text = predictions.compared(question, predicted.answers.get(question.key), came[question.key])
            _print_wrapped(text, "    ")
            _print_wrapped(f"{question.explanation} (python -m chapters run {question.lesson[:4]})", "    ")


def _print_wrapped(text: str, indent: str, after: int = 0) -> None:
    print(wrapped(" ".join(text.split()), indent, after))
