"""Figures of networks for text: answers word by word, and words written at several temperatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

import datasets
from chapters.material.text.word_by_word import opposite_pair, read_word_by_word
from chapters.material.text.written_words import text_of, whole_words, word_shares
from comparison.figures.style import COLOURS, save
from comparison.tables import Comparison
from datasets.dataset import Dataset


def draw_reading(table: Comparison, data: Dataset, path: Path) -> Path:
    """The probability of class 1 after each word of two sentences with the same words, by networks of the first seed.

    Args:
        table: with the rows "GRU" and "bag of bigrams".
        data: they were trained on; its test split has such a pair.
        path: where the PNG goes.
    """
    models = {row.label: row.runs[0].model for row in table.rows}
    names = data.vocabulary or ()
    figure = Figure(figsize=(13, 5.6), layout="constrained")
    for axes, index in zip(figure.subplots(1, 2, sharey=True), opposite_pair(data), strict=True):
        tokens = data.test.x[index]
        words = [names[token] for token in tokens if token]
        for name, colour, style in (("GRU", COLOURS[0], "o-"), ("bag of bigrams", COLOURS[1], "s--")):
            after = read_word_by_word(models[name], tokens)
            axes.plot(range(len(words)), after, style, color=colour, linewidth=3, markersize=9, label=name)
        axes.axhline(0.5, color="0.6", linestyle=":")
        axes.set_xticks(range(len(words)), words, rotation=55, ha="right", fontsize=15)
        axes.set_ylim(-0.03, 1.03)
        axes.set_title(f"label: {data.class_names[int(data.test.y[index])]}", fontsize=16)
        axes.tick_params(axis="y", labelsize=13)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel(f"probability of {data.class_names[1]}", fontsize=15)
    figure.axes[1].legend(fontsize=14)
    figure.suptitle("The same words in two orders: the answer after each word", fontsize=18)
    return save(figure, path)


def draw_writing(written: Mapping[float, Sequence[str]], full: bool, path: Path) -> Path:
    """Known and different words of the texts written after Hamlet, against the temperature.

    Args:
        written: temperature -> texts.
        full: whether the network was trained on the whole dataset.
        path: where the PNG goes.
    """
    # cut without gaps, the windows are the text again, and no word is too long for one
    whole = datasets.load("hamlet", full=full, length=20, stride=20)
    names = whole.vocabulary or ()
    known = set(whole_words(text_of(whole.train, names)))
    own = word_shares([text_of(whole.test, names)], known)[0]
    shares = np.array([word_shares(texts, known) for texts in written.values()])
    figure = Figure(figsize=(9.5, 5.6), layout="constrained")
    axes = figure.add_subplot()
    for column, style, label in (
        (0, "o-", "words that occur in the training text"),
        (1, "s--", "different words (the others are repetitions)"),
    ):
        drawn = {"color": COLOURS[column], "linewidth": 3, "markersize": 10, "label": label}
        axes.plot(list(written), shares[:, column], style, **drawn)
    axes.axhline(own, color="0.5", linestyle=":", linewidth=2, label="test text: words that occur in the training text")
    axes.set_xscale("log")
    axes.set_xticks(list(written), [f"{temperature:g}" for temperature in written])
    axes.minorticks_off()
    axes.set_ylim(0, 1.35)
    axes.set_yticks(np.arange(0, 1.01, 0.2))
    axes.tick_params(labelsize=13)
    axes.set_xlabel("temperature (log scale)", fontsize=15)
    axes.set_ylabel("share of the words written", fontsize=15)
    axes.set_title("Hamlet, continued letter by letter", fontsize=18)
    axes.legend(fontsize=13, loc="upper center", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)
