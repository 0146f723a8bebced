"""What an instructor reads of a class: `grades.csv` for a spreadsheet and `report.md` for the eye.

Both are made from the results alone, so they come out alike however often grading was interrupted.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from comparison.written_names import csv_table, in_markdown
from homework.assignment import Assignment
from homework.grading.similarity import Pair
from homework.predictions import spoken

MOST_COMMON = 10


def earned(result: Mapping[str, Any]) -> float | None:
    """The points of a submission; None where the grader failed."""
    if result.get("score", 0) is None:
        return None
    return sum(test["score"] for test in result["tests"])


def possible(results: Sequence[Mapping[str, Any]]) -> float:
    """The most points that a submission could have."""
    return max((sum(test["max_score"] for test in result["tests"]) for result in results), default=0)


def grades_csv(results: Sequence[Mapping[str, Any]]) -> str:
    """One line a student: status, points, and the points of every test; text is made harmless for a spreadsheet."""
    names = _test_names(results)
    table = [["student", "status", "points", "of", "isolation", "submission", *names]]
    most = possible(results)
    for result in results:
        extra, points = result["extra_data"], earned(result)
        scores = {test["name"]: test["score"] for test in result["tests"]}
        row = [extra["student"], extra["status"], "" if points is None else f"{points:g}", f"{most:g}"]
        row += [extra["isolation"], extra["submission"][:12], *(f"{scores.get(name, 0):g}" for name in names)]
        table.append(row)
    return csv_table(table)


def report(assignment: Assignment, results: Sequence[Mapping[str, Any]], pairs: Sequence[Pair]) -> str:
    """The class in one page of Markdown."""
    parts = [f"# {assignment.name}", _overview(results), _ended_early(results), _tests(results)]
    parts += [_wrong_answers(results)]
    parts += [_beliefs(assignment, results), _alike(pairs)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _test_names(results: Sequence[Mapping[str, Any]]) -> list[str]:
    longest = max((result["tests"] for result in results), key=len, default=[])
    return [test["name"] for test in longest]


def _overview(results: Sequence[Mapping[str, Any]]) -> str:
    statuses = Counter(result["extra_data"]["status"] for result in results)
    levels = Counter(result["extra_data"]["isolation"] for result in results)
    points = [value for result in results if (value := earned(result)) is not None]
    lines = [
        f"{len(results)} submissions: {', '.join(f'{count} {status}' for status, count in sorted(statuses.items()))}."
    ]
    lines += [f"Isolation: {', '.join(f'{level} ({count})' for level, count in sorted(levels.items()))}."]
    if points:
        lines.append(
            f"Points: mean {statistics.mean(points):.1f}, median {statistics.median(points):g}, "
            f"lowest {min(points):g}, highest {max(points):g}, of {possible(results):g}."
        )
    failed = [result["extra_data"]["student"] for result in results if result["extra_data"]["status"] == "grader_error"]
    if failed:
        lines.append(
            f"**The tests themselves failed** for {', '.join(map(in_markdown, failed))}: mend them and grade again."
        )
    return "\n".join(lines)


def _ended_early(results: Sequence[Mapping[str, Any]]) -> str:
    """Whose submission was not graded to the end, and why."""
    rows = []
    for result in results:
        student, status = (result["extra_data"][key] for key in ("student", "status"))
        if status != "graded":
            told = (f"{test['name']}: {test['output']}" for test in result["tests"] if status in test["tags"])
            why = result["output"] or (result["tests"][0]["output"] if status == "import_error" else next(told, ""))
            rows.append(f"| {in_markdown(student)} | {status} | {in_markdown(why[:200])} |")
    head = "| student | status | why |\n| --- | --- | --- |"
    return f"## Not graded to the end\n\n{head}\n" + "\n".join(rows) if rows else ""


def _tests(results: Sequence[Mapping[str, Any]]) -> str:
    rows = ["| test | passed, of those with a file | |", "| --- | --- | --- |"]
    graded = [result for result in results if result["tests"]]
    for name in _test_names(results):
        passed = sum(
            test["status"] == "passed" for result in graded for test in result["tests"] if test["name"] == name
        )
        share = passed / len(graded) if graded else 0
        odd = (
            {0.0: "nobody passed: is the test right?", 1.0: "everybody passed"}.get(share, "")
            if len(graded) > 3
            else ""
        )
        rows.append(f"| {in_markdown(name)} | {passed} of {len(graded)} ({share:.0%}) | {odd} |")
    return "## Tests\n\n" + "\n".join(rows) if len(rows) > 2 else ""


def _wrong_answers(results: Sequence[Mapping[str, Any]]) -> str:
    """The sentences that were told most often."""
    said = Counter(
        f"{test['name']}: {test['output'].partition(' (')[0]}"
        for result in results
        for test in result["tests"]
        if test["output"] and test["visibility"] == "visible" and not {"missing", "import"} & set(test["tags"])
    )
    lines = [
        f"{count}. {in_markdown(text)} ({times})"
        for count, (text, times) in enumerate(said.most_common(MOST_COMMON), 1)
    ]
    return "## The commonest wrong answers\n\n" + "\n".join(lines) if lines else ""


def _beliefs(assignment: Assignment, results: Sequence[Mapping[str, Any]]) -> str:
    """What the class predicted, question by question."""
    parts = []
    for question in assignment.questions:
        answers = [
            result["extra_data"]["predictions"][question.key]
            for result in results
            if question.key in result["extra_data"]["predictions"]
        ]
        if not answers:
            continue
        if question.choices:
            counts = Counter(answers)
            lines = [f"- {choice}: {counts[choice]}" for choice in question.choices]
        else:
            low, middle, high = (statistics.quantiles(answers, n=4) if len(answers) > 1 else answers * 3)[:3]
            lines = [
                f"- {len(answers)} answers, half of them from {low:g} to {high:g}, median {middle:g} {question.unit}"
            ]
        came = Counter(
            spoken(result["extra_data"]["outcomes"][question.key], question)[:100]
            for result in results
            if question.key in result["extra_data"]["outcomes"]
        ).most_common(1)
        lines += [f"- with most students' code it came out: {in_markdown(came[0][0])}"] if came else []
        parts.append(f"**{question.text}**\n\n" + "\n".join(lines))
    return "## What the class predicted\n\n" + "\n\n".join(parts) if parts else ""


def _alike(pairs: Sequence[Pair]) -> str:
    rows = [
        f"| {in_markdown(pair.one)} | {in_markdown(pair.other)} | {pair.share:.0%} | {pair.shared} |" for pair in pairs
    ]
    head = "| student | student | shared of the smaller | fingerprints |\n| --- | --- | --- | --- |"
    text = "Rare fingerprints of the tokens; a reason to read both, and no proof."
    return f"## Too alike to be chance\n\n{text}\n\n{head}\n" + "\n".join(rows) if rows else ""
