"""The tables of benchmarks/RESULTS.md about time to accuracy, from what `time_to_accuracy.py` stored."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from markdown_table import table

from runtime.files import read_json

RESULTS = Path(__file__).parent / "results"
BOOK = {"dense": "the book's dense 300-100", "cnn": "the book's CNN"}


def accuracy_table() -> str:
    """Our recipes beside the book's."""
    result = _stored()
    if result is None:
        return "Not measured yet: `python benchmarks/time_to_accuracy.py` does."
    rows = []
    for name, book in result["book"].items():
        accuracies = _book_accuracies(name)
        seconds = f"{book['epoch'] * book['epochs']:,.0f}"
        whole_runs = len(accuracies) or ""
        rows.append([BOOK[name], str(book["epochs"]), f"{whole_runs}", _spread(accuracies, ".4f"), seconds, "1", ""])
    for row in result["rows"].values():
        accuracies, seconds = _column(row, "test"), _column(row, "seconds")
        share = f"**{row['share']:.3f}**" if "share" in row else ""
        if row["aimed_share"]:
            share += f" (aim {row['aimed_share']:.3f})"
        missed = row["aim"] - median(accuracies)
        aim = f"{row['aim']:.2f} " + (f"(missed by {missed:.4f})" if missed > 0 else "(reached)")
        rows.append(
            [row["title"], str(row["epochs"]), str(len(accuracies)), _spread(accuracies, ".4f"),
             _spread(seconds, ",.0f"), share, aim]
        )  # fmt: skip
    header = ["recipe", "epochs", "seeds", "test accuracy", "seconds", "share of the book's time", "accuracy aimed at"]
    packages = ", ".join(f"{name} {number}" for name, number in result["versions"].items() if name != "torch")
    return f"{table(header, rows)}\n\nMeasured on {result['date']} on {result['machine']}; {packages}."


def left_out_table() -> str:
    """What each line of the recipe for 0.91 is worth."""
    result = _stored()
    if result is None or not result["ablation"] or "cnn91" not in result["rows"]:
        return "Not measured yet: `python benchmarks/time_to_accuracy.py --parts cnn91 ablation` does."
    whole = result["rows"]["cnn91"]
    rows = [["nothing", *_cells(whole, whole)]]
    rows += [[row["title"], *_cells(row, whole)] for row in result["ablation"].values()]
    header = ["left out", "test accuracy", "of the recipe, +/-", "seconds", "of the recipe, +/-"]
    said = [
        f"{how} accurate without it with every seed: {', '.join(found) or 'nothing'}."
        for how, sign in (("More", 1), ("Less", -1))
        for found in [[row["title"] for row in result["ablation"].values() if _in_all_seeds(row, whole, sign)]]
    ]
    return f"{table(header, rows)}\n\n{' '.join(said)}"


def _in_all_seeds(row: dict[str, Any], whole: dict[str, Any], sign: int) -> bool:
    """Whether the test accuracy without a line differs from that of the whole recipe to this side, seed by seed."""
    pairs = zip(_column(row, "test"), _column(whole, "test"), strict=False)  # the whole recipe has more seeds
    return all(sign * (without - recipe) > 0 for without, recipe in pairs)


def _cells(row: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """Accuracy and seconds, each with the median difference from the whole recipe, seed by seed."""
    cells = []
    for key, form, signed in (("test", ".4f", "+.4f"), ("seconds", ",.0f", "+,.0f")):
        values = _column(row, key)
        differences = [value - other for value, other in zip(values, _column(whole, key), strict=False)]
        cells += [_spread(values, form), "" if row is whole else f"{median(differences):{signed}}"]
    return cells


def _stored() -> dict[str, Any] | None:
    stored = RESULTS / "time_to_accuracy.json"
    return read_json(stored) if stored.exists() else None


def _book_accuracies(name: str) -> list[float]:
    file = RESULTS / f"book_{name}.json"
    stored = read_json(file) if file.exists() else {"runs": []}
    return [run["test"]["accuracy"] for run in stored.get("runs", [stored])]


def _column(row: dict[str, Any], key: str) -> list[float]:
    return [run[key] for run in row["runs"]]


def _spread(values: list[float], form: str) -> str:
    """The median, and the least and the most."""
    if not values:
        return ""
    least = f" ({min(values):{form}} to {max(values):{form}})" if len(values) > 1 else ""
    return f"{median(values):{form}}{least}"
