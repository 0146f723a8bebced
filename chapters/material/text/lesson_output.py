"""What the chapter on text prints beside its trainings: effects of padding, mistakes, and what was written."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from chapters.material.text.padding import moved_by_padding
from comparison.figures.examples import mistaken_texts
from comparison.tables import Comparison
from datasets.dataset import Dataset
from training.settings import Recipe


def print_padding(table: Comparison, recipes: Mapping[str, Recipe], data: Dataset) -> None:
    """Print what more padding does to the answers of the GRUs (first seed), with the mask and without."""
    print(f"\n{data.input_shape[0]} more padding tokens after every test sentence of {data.name}:")
    for row in table.rows:
        if row.label.startswith("GRU"):
            most, turned = moved_by_padding(row.runs[0], data, recipes[row.label])
            print(
                f"  {row.label:16}  a probability changes by {most:.3f} at most, "
                f"{turned:.1%} of the answers\n{'':20}change between {' and '.join(data.class_names)}"
            )


def print_mistakes(table: Comparison, data: Dataset, count: int = 5) -> None:
    """Print the test sentences that the GRU (first seed) got most wrong."""
    trained = next(row for row in table.rows if row.label == "GRU").runs[0]
    print(f"\nThe {count} worst mistakes of {trained.name}: p(wrong class) - p(correct class) in brackets")
    print("([UNK]: a word that is not in the vocabulary):")
    for text in mistaken_texts(trained, data, count):
        print(textwrap.fill(text, 80, initial_indent="  ", subsequent_indent="      "))
    print()


def print_writing(written: Mapping[float, Sequence[str]]) -> None:
    """Print the first text of every temperature."""
    for temperature, texts in written.items():
        print(f"\nWritten at temperature {temperature:g}:")
        print(textwrap.fill(" ".join(texts[0].split()), 80, initial_indent="  ", subsequent_indent="  "))
