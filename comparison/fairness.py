"""What two rows that are compared have in common and what differs: budget, tuning, regularisation, parameters, data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from comparison.naming import DIGITS, NOT_A_DIFFERENCE, in_words, spoken, summed_up
from datasets.dataset import Split
from training.settings import flat

if TYPE_CHECKING:
    from comparison.rows import Row

LEFT_OUT = (*NOT_A_DIFFERENCE, "threads", "deterministic", "data.options.examples")
"""The last is `data.examples.train` in other words."""
SAID = {
    "data.examples.train": "training examples",
    "data.options.different_examples": "different examples",
    "epochs": "epochs",
    "patience": "patience",
    "batch_size": "batch_size",
    "optimizer.name": "optimizer",
    "optimizer.learning_rate": "learning_rate",
    "optimizer.weight_decay": "weight_decay",
    "recipe.hyperparameters.weight_decay": "weight_decay",
    "recipe.hyperparameters.dropout": "dropout",
    "recipe.hyperparameters.l2": "L2",
    "parameters": "parameters",
}
"""What is said of settings that are equal on both sides: the data, the budget, the tuning, the regularisation."""
WITHOUT = ("recipe.hyperparameters.dropout", "recipe.hyperparameters.l2")
"""Of these it is said, too, that both sides go without: 0 or None."""
RATES, TUNING_SEEDS = "tuned.rates", "tuned.seeds"
"""What `training.runs.remember_tuning` wrote: the list that a learning rate was chosen from, and on which seeds."""
DIFFERENT = "data.options.different_examples"
"""How many of the training examples are not copies of others, where a set has copies."""


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
    known = flat(first.settings)
    if tuned := first.record.get("tuned"):
        known |= {RATES: tuned["rates"], TUNING_SEEDS: tuned["seeds"]}
    known["parameters"] = first.parameters
    return {key: value for key, value in known.items() if key not in LEFT_OUT and not DIGITS.search(key)}


def sides_in_words(found: Mapping[str, Mapping[str, Any]], names: Mapping[str, str] | None = None) -> str:
    """`sides` in two or three sentences: what is equal, as far as a reader asks for it, tuning, and what differs.

    Args:
        found: as `sides` returns it.
        names: what a setting that differs is called, by dotted key; the others are called as in the code.
    """
    words = dict(SAID)
    if DIFFERENT in found["equal"] or DIFFERENT in found["differs"]:
        words["data.examples.train"] = "examples read an epoch"
    equal = ", ".join(dict.fromkeys(_equal_in_words(found["equal"], words)))
    called = {**words, **(names or {})}
    # of a recipe's keyword and what it compiled, which have one name, the latter stays: it comes last
    differs = {called.get(key, key): f"{_shown(a)} against {_shown(b)}" for key, (a, b) in found["differs"].items()}
    said = [f"Equal on both sides: {equal}." if equal else "Nothing is equal on both sides."]
    if rates := found["equal"].get(RATES):
        seeds = found["equal"].get(TUNING_SEEDS, [])
        of_seeds = f", on {'seed' if len(seeds) == 1 else 'seeds'} {', '.join(map(str, seeds))}" if seeds else ""
        said.append(f"The learning rate of each was tuned over {', '.join(map(str, rates))}{of_seeds}.")
    said.append(f"Different: {spoken(differs)}." if differs else "No setting differs.")
    return " ".join(said)


def _equal_in_words(equal: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    """What is said of settings that are equal, one phrase each."""
    for key, word in words.items():
        value = equal.get(key)
        if key == "patience" and _never_stops(value, equal.get("epochs")):
            yield "keeps the best epoch"
        elif value:
            yield f"{word} {_shown(value)}"
        elif key in equal and key in WITHOUT:
            yield f"no {word}"
        elif key == "optimizer.learning_rate" and f"{key}.name" in equal:
            yield f"{word} {_schedule(equal, f'{key}.')}"


def _never_stops(patience: Any, epochs: Any) -> bool:
    """Whether no training can wait so long: then patience only chooses the epoch whose weights are kept."""
    return isinstance(patience, int) and isinstance(epochs, int) and patience >= epochs


def _schedule(equal: Mapping[str, Any], prefix: str) -> str:
    """A schedule of the learning rate: its name and, in brackets, its settings other than 0 and None."""
    parts = {key.removeprefix(prefix): value for key, value in equal.items() if key.startswith(prefix) and value}
    name = _shown(parts.pop("name"))
    return f"{name} ({', '.join(f'{key} {_shown(value)}' for key, value in parts.items())})"


def _shown(value: Any) -> str:
    """A setting, or the settings of a group, as a student reads them."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "none"
    if value == Split.__name__:
        return "a split of the data"
    numbers = isinstance(value, list) and all(isinstance(one, int | float) for one in value)
    if numbers and len(value) > 1 and not summed_up(value):
        *before, last = map(_shown, value)
        return f"{', '.join(before)} and {last}"
    return f"{value:,}" if isinstance(value, int) else in_words(value)
