"""Writing letter by letter with a trained character model: temperature, and how much of what is written are words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from datasets.dataset import Dataset, Split
from runtime.backend import keras

UNREADABLE = 2  # the first ids, padding and the unknown character, stand for no character


def with_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities sharpened (temperature below 1) or flattened (above 1): softmax(log p / temperature).

    Géron 2019, chapter 16, "Generating Fake Shakespearean Text".

    Args:
        probabilities: (rows, classes), each row sums to 1.
        temperature: above 0; 1 changes nothing, towards 0 the likeliest class gets all.

    Returns:
        The same shape, float64.
    """
    logits = np.log(np.maximum(np.asarray(probabilities, np.float64), 1e-30)) / temperature
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def write(
    model: keras.Model, data: Dataset, temperatures: Sequence[float], *, count: int, texts: int, seed: int
) -> dict[float, list[str]]:
    """Let a character model go on writing after windows of the test split.

    Every step the model reads the last `length` characters, one is drawn from its answer, and is read next.

    Args:
        model: from (n, length) ids to probabilities (n, characters).
        data: with the vocabulary.
        temperatures: of the draw.
        count: characters a text.
        texts: texts a temperature, each after another window; the windows are the same at every temperature.
        seed: of the draws and the windows.

    Returns:
        Temperature -> texts, without the windows they go on from.
    """
    random = np.random.default_rng(seed)
    starts = data.test.x[random.choice(len(data.test), texts, replace=False)]
    read = np.tile(starts, (len(temperatures), 1))
    written = np.zeros((len(read), count), np.int64)
    for step in range(count):
        probabilities = np.asarray(model.predict_on_batch(read), np.float64)
        probabilities[:, :UNREADABLE] = 0.0
        for row, temperature in enumerate(np.repeat(temperatures, texts)):
            chances = with_temperature(probabilities[row : row + 1], float(temperature))[0]
            written[row, step] = random.choice(len(chances), p=chances)
        read = np.column_stack([read[:, 1:], written[:, step]]).astype(np.int32)
    lines = ["".join((data.vocabulary or ())[token] for token in row) for row in written]
    return {value: lines[i * texts : (i + 1) * texts] for i, value in enumerate(temperatures)}


def whole_words(text: str) -> list[str]:
    """The words of a text, lower-case, without a word that its beginning or end may have cut."""
    return re.findall(r"(?<=[^a-z'])[a-z']+(?=[^a-z'])", text.lower())


def text_of(part: Split, vocabulary: Sequence[str]) -> str:
    """The text that a split was cut from, if its windows begin where the one before ended, but for its last letters."""
    return "".join(vocabulary[token] for token in part.x.ravel())


def word_shares(texts: Sequence[str], known: set[str]) -> tuple[float, float]:
    """Of the words written: the share that is known, and the share that is not a repetition of one written before."""
    words = [word for text in texts for word in whole_words(text)]
    if not words:
        return 0.0, 0.0
    return sum(word in known for word in words) / len(words), len(set(words)) / len(words)


def draw_writing(written: Mapping[float, Sequence[str]], whole: Dataset, path: Path) -> Path:
    """Known and new words of the written texts against temperature, beside the words of the test split.

    Args:
        written: temperature -> texts.
        whole: the dataset in windows side by side, without gaps.
        path: where to save.
    """
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    names = whole.vocabulary or ()
    known = set(whole_words(text_of(whole.train, names)))
    own = word_shares([text_of(whole.test, names)], known)[0]
    shares = np.array([word_shares(texts, known) for texts in written.values()])
    figure = Figure(figsize=(9.5, 5.6), layout="constrained")
    axes = figure.subplots()
    axes.plot(
        list(written),
        shares[:, 0],
        "o-",
        color=COLOURS[0],
        linewidth=3,
        markersize=10,
        label="words of the training text",
    )
    axes.plot(list(written), shares[:, 1], "s--", color=COLOURS[1], linewidth=3, markersize=10, label="not repeated")
    axes.axhline(own, color="0.5", linestyle=":", linewidth=2, label="words of the training text, in the test split")
    axes.set_xscale("log")
    axes.set_xticks(list(written), [f"{each:g}" for each in written])
    axes.minorticks_off()
    axes.set_ylim(0, 1.03)
    axes.tick_params(labelsize=13)
    axes.set_xlabel("temperature (log scale)", fontsize=15)
    axes.set_ylabel("share of the words written", fontsize=15)
    axes.set_title(f"Writing after {whole.name}, letter by letter", fontsize=18)
    axes.legend(fontsize=13)
    axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)
