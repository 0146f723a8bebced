"""What the chapter on text prints beside its trainings: effects of padding, mistakes, and what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import binomtest

from chapters.material.text.nearest import nearest_words
from chapters.material.text.neighbours import accuracy_of_bigrams, count_told
from chapters.material.text.padding import moved_by_padding
from comparison.figures.examples import mistaken_texts
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.files import read_json
from runtime.wrapping import wrapped
from training.runs import Run
from training.settings import Recipe


def print_order(table: Comparison, data: Dataset) -> None:
    """Print how far pairs of words lead, and which networks know the order: recurrence is not the only way.

    Args:
        table: of networks that read the sentences; it has the row `bag of bigrams`.
        data: the sentences.
    """
    told, count = count_told(data), len(data.test)
    said = (
        f"A pair of neighbouring words tells the label of {told:,} of the {count:,} test sentences. A bag of bigrams "
        f"that is right on these and on half of the others has the accuracy {accuracy_of_bigrams(told / count):.3f}; "
        f"here it has {table.row('bag of bigrams').interval('test', 'accuracy')[0]:.3f}."
    )
    print("\n" + wrapped(said, after=0))
    known = [
        f"{row.label} {row.interval('test', 'accuracy')[0]:.3f} with {row.runs[0].parameters:,} parameters"
        for row in table.rows
        if not row.label.startswith("bag")
    ]
    said = f"Networks that know the order of the words: {', '.join(known)}."
    print(wrapped(said, after=0))
    if "dense" in [row.label for row in table.rows]:
        said = (
            "The dense network has no recurrence: it has weights of its own for every place, and more of them the "
            "longer a sentence may be. Where it is as accurate as a GRU, the sentences need the order of the words, "
            "but not recurrence."
        )
        print(wrapped(said, after=0))


def print_reviews(table: Comparison, recipes: Mapping[str, Recipe], data: Dataset) -> None:
    """Print effects of the mask, and mistakes."""
    _print_padding(table, recipes, data)
    _print_mistakes(table, data)


def _print_padding(table: Comparison, recipes: Mapping[str, Recipe], data: Dataset) -> None:
    """Print what more padding does to the answers of the GRUs (first seed), with the mask and without."""
    print(f"\n{data.input_shape[0]} more padding tokens after every test sentence of {data.name}:")
    grus = [row for row in table.rows if row.label.startswith("GRU")]
    for row in grus:
        most, turned = moved_by_padding(row.runs[0], data, recipes[row.label])
        print(
            f"  {row.label:16}  a probability changes by {most:.3f} at most, "
            f"{turned:.1%} of the answers\n{'':20}change between {' and '.join(data.class_names)}"
        )
    if len(grus) > 1:
        _print_mask(table)


def print_nearest(run: Run, words: Sequence[str]) -> None:
    """Print words and their nearest words in the embedding of a network whose first layer it is."""
    vectors = run.model.layers[0].get_weights()[0]
    vocabulary = read_json(run.folder / "vocabulary.json")
    print(f"\nNearest words in the embedding of the {run.name} (cosine of the angle between vectors):")
    for word in words:
        found = nearest_words(vectors, vocabulary, word)
        print(f"  {word:9} " + "  ".join(f"{other} {cosine:.2f}" for other, cosine in found))


def _print_mask(table: Comparison) -> None:
    """Print what the mask changed, whether chance would change as much, and when each network was at its best."""
    difference = table.difference("accuracy", "GRU without mask", "GRU")
    if difference.seeds > 1:
        print(wrapped(f"{difference.evidence}.", after=0))
    else:
        better, worse = difference.discordant or (0, 0)
        chance = binomtest(better, better + worse).pvalue if better + worse else 1.0
        meaning = "so this run shows no difference" if chance > 0.05 else "though another seed may turn it round"
        said = (
            f"Without the mask the GRU is right on {better} test sentences on which the other GRU is wrong, and wrong "
            f"on {worse} on which that is right. If both were equally good, chance would divide them as unevenly with "
            f"probability {chance:.2g}, {meaning}."
        )
        print(wrapped(said, after=0))
    masked, without = (
        1 + int(np.argmin(table.row(name).runs[0].history["val_loss"])) for name in ("GRU", "GRU without mask")
    )
    if without > masked:
        said = (
            f"Without the mask the validation loss is lowest in epoch {without}, with it in epoch {masked}: padding "
            "comes last, so the network probably has to learn first to keep its state over it."
        )
        print(wrapped(said, after=0))


def _print_mistakes(table: Comparison, data: Dataset, count: int = 5) -> None:
    """Print the test sentences that the GRU (first seed) got most wrong."""
    trained = next(row for row in table.rows if row.label == "GRU").runs[0]
    print(f"\nThe {count} worst mistakes of {trained.name}: p(wrong class) - p(correct class) in brackets")
    print("([UNK]: a word that is not in the vocabulary):")
    for text in mistaken_texts(trained, data, count):
        print(wrapped(" ".join(text.split()), "  ", 4))
    print()


def print_writing(written: Mapping[float, Sequence[str]]) -> None:
    """Print the first text of every temperature."""
    for temperature, texts in written.items():
        print(f"\nWritten at temperature {temperature:g}:")
        print(wrapped(" ".join(texts[0].split()), "  ", 0))
