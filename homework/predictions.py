"""Predict, then run: answers to an assignment's questions, kept with their time, and compared with what came out."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homework.assignment import Assignment, Question
from runtime.errors import UserError
from runtime.files import write_json

FILE = "predictions.json"


@dataclass(frozen=True)
class Predictions:
    """What a student predicted.

    Attributes:
        path: of the file beside the student's code.
        answers: key of the question -> what was chosen, a text or a number.
        times: key -> when, in UTC.
        checked: when the code was checked first; None if it was not.
    """

    path: Path
    answers: Mapping[str, str | float]
    times: Mapping[str, str]
    checked: str | None

    def in_time(self, key: str) -> bool:
        """Whether a question was answered before the first check."""
        return key in self.times and (self.checked is None or self.times[key] <= self.checked)

    def points(self, assignment: Assignment) -> float:
        """Those for predicting: all of them where every question was answered before the first check."""
        in_time = all(self.in_time(question.key) for question in assignment.questions)
        return assignment.points_for_predictions if in_time else 0.0


def read(folder: Path, assignment: Assignment) -> Predictions:
    """The predictions in a folder; none if there is no file.

    Raises:
        UserError: the file is damaged.
    """
    path = folder / FILE
    if not path.exists():
        return Predictions(path, {}, {}, None)
    try:
        return from_text(path.read_text(encoding="utf-8"), path, assignment)
    except (OSError, ValueError) as error:
        raise UserError(f"{path} is damaged ({type(error).__name__}); delete it and predict again") from None


def from_text(text: str, path: Path, assignment: Assignment) -> Predictions:
    """The predictions that a file holds.

    Raises:
        ValueError: it is damaged.
    """
    try:
        content = json.loads(text)
        known = {question.key: question for question in assignment.questions}
        entries = {key: entry for key, entry in content["answers"].items() if key in known}
        answers = {key: parse(known[key], str(entry["answer"])) for key, entry in entries.items()}
        times = {key: str(datetime.fromisoformat(entry["at"])) for key, entry in entries.items()}
        checked = content["checked"]
        return Predictions(path, answers, times, None if checked is None else str(datetime.fromisoformat(checked)))
    except (UserError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"the predictions are damaged ({type(error).__name__})") from None


def parse(question: Question, text: str) -> str | float:
    """An answer as it is kept: the text of a choice (or its number in the list), or a number.

    Raises:
        UserError: it is neither.
    """
    text = text.strip()
    if question.choices:
        if text in question.choices:
            return text
        if text.isdecimal() and 1 <= int(text) <= len(question.choices):
            return question.choices[int(text) - 1]
        raise UserError(f"{text[:40]!r} is no choice; give a number from 1 to {len(question.choices)}")
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UserError(f"{text[:40]!r} is no number; give one, such as 1500 or 0.85")
    return number


def record(predictions: Predictions, new: Mapping[str, str | float]) -> Predictions:
    """Keep further answers with the time; one that was given before stays as it was."""
    now = _now()
    added = {key: answer for key, answer in new.items() if key not in predictions.answers}
    times = {**predictions.times, **dict.fromkeys(added, now)}
    result = Predictions(predictions.path, {**predictions.answers, **added}, times, predictions.checked)
    _write(result)
    return result


def remember_check(predictions: Predictions) -> Predictions:
    """Keep the time of the first check: what is predicted later gives no points."""
    if predictions.checked is not None:
        return predictions
    result = Predictions(predictions.path, predictions.answers, predictions.times, _now())
    _write(result)
    return result


def _write(predictions: Predictions) -> None:
    answers = {key: {"answer": answer, "at": predictions.times[key]} for key, answer in predictions.answers.items()}
    write_json(predictions.path, {"answers": answers, "checked": predictions.checked})


def _now() -> str:
    return str(datetime.now(UTC))


def compared(question: Question, answer: str | float | None, outcome: Any) -> str:
    """One sentence: what was predicted, and what came out."""
    came = spoken(outcome, question)
    if answer is None:
        return f"It came out: {came}. You made no prediction."
    if question.choices:
        right = "as you predicted" if answer == outcome else f"you predicted: {answer}"
        return f"It came out: {came} ({right})."
    return f"It came out: {came}; you predicted {spoken(answer, question)}."


def spoken(value: Any, question: Question) -> str:
    """An answer or an outcome, a number with its unit."""
    if question.choices or isinstance(value, str):
        return str(value)
    number = float(value)
    text = f"{number:,.0f}" if number.is_integer() and abs(number) < 1e15 else f"{number:.5g}"
    return f"{text} {question.unit}".strip()
