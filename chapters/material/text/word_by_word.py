"""Reading a sentence word by word: what a network answers after each of them."""

from __future__ import annotations

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras


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
