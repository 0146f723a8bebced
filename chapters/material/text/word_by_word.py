"""Reading a sentence word by word: what a network believes after each of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run


def opposite_pair(data: Dataset) -> tuple[int, int]:
    """The first two test sentences side by side that have the same words: the one with label 1, then the other."""
    x, y = np.sort(data.test.x, axis=1), data.test.y
    same = (x[1:] == x[:-1]).all(axis=1) & (y[1:] != y[:-1])
    index = int(same.argmax())
    return (index, index + 1) if y[index] else (index + 1, index)


def read_word_by_word(model: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """The answer after one word, after two, ...: probabilities (words,) for token ids (length,)."""
    count = int((tokens != 0).sum())
    beginnings = np.where(np.arange(len(tokens)) <= np.arange(count)[:, None], tokens, 0).astype(np.int32)
    return np.asarray(model.predict_on_batch(beginnings))[:, 0]


def draw_reading(runs: dict[str, Run], data: Dataset, pair: tuple[int, int], path: Path) -> Path:
    """The probability of praise after each word of two sentences with the same words."""
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    names = data.vocabulary or ()
    figure = Figure(figsize=(13, 5.6), layout="constrained")
    for axes, index in zip(figure.subplots(1, 2, sharey=True), pair, strict=True):
        tokens = data.test.x[index]
        words = [names[token] for token in tokens if token]
        for name, colour, style in (("gru", COLOURS[0], "o-"), ("bag of words", COLOURS[1], "s--")):
            after = read_word_by_word(runs[name].model, tokens)
            axes.plot(range(len(words)), after, style, color=colour, linewidth=3, markersize=9, label=name)
        axes.axhline(0.5, color="0.6", linestyle=":")
        axes.set_xticks(range(len(words)), words, rotation=55, ha="right", fontsize=15)
        axes.set_ylim(-0.03, 1.03)
        axes.set_title(f"truth: {data.class_names[int(data.test.y[index])]}", fontsize=16)
        axes.tick_params(axis="y", labelsize=13)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel(f"probability of {data.class_names[1]}", fontsize=15)
    figure.axes[1].legend(fontsize=14)
    figure.suptitle("The same words in two orders: what is believed after each word", fontsize=18)
    return save(figure, path)
