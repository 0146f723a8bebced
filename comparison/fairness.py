"""What two rows that are compared have in common and what differs: budget, tuning, regularisation, parameters, data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from comparison.naming import DIGITS, NOT_A_DIFFERENCE, in_words, spoken
from training.settings import flat

if TYPE_CHECKING:
    from comparison.rows import Row

LEFT_OUT = (*NOT_A_DIFFERENCE, "threads", "deterministic", "data.options.examples")
"""The last is `data.examples.train` in other words."""
SAID = {
    "data.examples.train": "training examples",
    "epochs": "epochs",
    "patience": "patience",
    "batch_size": "batch_size",
    "optimizer.name": "optimizer",
    "optimizer.learning_rate": "learning_rate",
    "optimizer.weight_decay": "weight_decay",
    "recipe.hyperparameters.dropout": "dropout",
    "recipe.hyperparameters.l2": "l2",
    "parameters": "parameters",
}
"""What is said of settings that are equal on both sides: the data, the budget, the tuning, the regularisation."""


def sides(a: Row | Sequence[Row], b: Row | Sequence[Row]) -> dict[str, dict[str, Any]]:
    """The settings of two rows that are compared, as JSON; or of two groups of rows, whose means are compared.

    Args:
        a, b: the rows. Their seeds and the examples' content are not looked at. Where the rows of a group differ, the
            setting is the list of their values.

    Returns:
        `equal`, settings by dotted key that both rows have, and `differs`, pairs of settings by dotted key: of a and of
        b, None where a row has no such setting. Hashes are left out; `parameters` is in one of the two.
    """
    one, other = _settings(a), _settings(b)
    keys = [*one, *(key for key in other if key not in one)]
    return {
        "equal": {key: one[key] for key in keys if key in one and one[key] == other.get(key)},
        "differs": {key: [one.get(key), other.get(key)] for key in keys if one.get(key) != other.get(key)},
    }


def _settings(rows: Row | Sequence[Row]) -> dict[str, Any]:
    found = [_settings_of(row) for row in (rows if isinstance(rows, Sequence) else (rows,))]
    values = {key: [settings.get(key) for settings in found] for settings in found for key in settings}
    return {
        key: of_rows[0] if of_rows.count(of_rows[0]) == len(of_rows) else of_rows for key, of_rows in values.items()
    }


def _settings_of(row: Row) -> dict[str, Any]:
    first = row.runs[0]
    known = {**flat(first.settings), "parameters": first.parameters}
    return {key: value for key, value in known.items() if key not in LEFT_OUT and not DIGITS.search(key)}


def sides_in_words(found: Mapping[str, Mapping[str, Any]]) -> str:
    """`sides` in two sentences: what is equal, as far as a reader asks for it, and what differs."""
    equal = {word: _shown(found["equal"][key]) for key, word in SAID.items() if found["equal"].get(key)}
    differs = {SAID.get(key, key): f"{_shown(a)} against {_shown(b)}" for key, (a, b) in found["differs"].items()}
    said = f"Equal on both sides: {spoken(equal)}." if equal else "Nothing is equal on both sides."
    return f"{said} Different: {spoken(differs)}." if differs else f"{said} No setting differs."


def _shown(value: Any) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else in_words(value)
